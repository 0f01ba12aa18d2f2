import type { RoomKind } from "../../src/wire/frame.ts";
import { freePort, freePorts } from "../e2e/free_ports.ts";
import type { JsonPeerOptions } from "../e2e/json_peer.ts";

/** All that tells one peer how to find the others. */
export type Seat = Pick<JsonPeerOptions, "command" | "self" | "next"> & {
  readonly extra: readonly string[];
};

/** The seat of whoever comes first, second, ...; the first `founders` come at once. */
export type Seating = (room: string, founders: number) => (index: number) => Seat;

export const kinds: readonly RoomKind[] = ["ring", "mesh", "star"];

const seatsMax = 12;

/** Three seconds until who does not answer is lost: a busy machine makes everyone late. */
const patient = ["--retries", "10", "--retry-ms", "300"];

/** A row a kind: how one of it is started. All the rest is the same for every kind. */
export const roomKinds: Readonly<Record<RoomKind, Seating>> = {
  /** The founders each name the one behind, the last the first; whoever comes later the first. */
  ring: (room, founders) => {
    const addresses = freePorts(seatsMax).map((port) => `127.0.0.1:${port}`);
    return (index) => ({
      self: addresses[index]!,
      ...(founders > 1 || index > 0
        ? { next: addresses[index < founders ? (index + 1) % founders : 0]! }
        : {}),
      extra: ["--room", room, ...patient],
    });
  },
  /** Nobody names anybody. */
  mesh: (room) => {
    const port = `${freePort()}`;
    return (index) => ({
      command: "lan",
      self: `127.0.0.${index + 1}`,
      extra: ["--room", room, "--port", port, ...patient],
    });
  },
  /** The first is the hub, which talks, too; the others name it. */
  star: (room) => {
    const [hub, ...others] = freePorts(seatsMax).map((port) => `127.0.0.1:${port}`);
    return (index) => ({
      ...(index === 0 ? { command: "relay", self: hub! } : clientOf(hub!, others[index - 1]!)),
      extra: ["--room", room, ...patient],
    });
  },
};

function clientOf(hub: string, self: string): Pick<Seat, "command" | "self" | "next"> {
  return { command: "join", self, next: hub };
}
