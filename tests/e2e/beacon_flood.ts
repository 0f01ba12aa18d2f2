/**
 * Junk and lies by UDP, to be run on a computer of its own:
 *
 *     bun beacon_flood.ts '{"broadcast":H,"hosts":[H...],"room":R,"perSecond":N,"total":N}'
 *
 * Prints `high` after a fifth of it, and in how many milliseconds all were sent when it is over.
 */
import { createSocket, type Socket } from "node:dgram";

import { seededRandom } from "../../src/lib/random.ts";
import { encodeBeacon } from "../../src/wire/beacon.ts";

export type Flood = {
  readonly broadcast: string;
  /** Own addresses, from which it is sent by turns. */
  readonly hosts: readonly string[];
  readonly room: string;
  readonly perSecond: number;
  readonly total: number;
};

const tickMs = 10;
/** Of each kind and host, so that to make them up takes no time when they are due. */
const variants = 8;
const closedPort = 9;
const random = seededRandom(1);

/** Each kind of junk and lie, from `host`, whose port `mute` takes connections and says nothing. */
function lies({ broadcast, room }: Flood, host: string, mute: number): Uint8Array[] {
  const beacon = { type: "beacon", version: 1, kind: "mesh", room, name: "mallory" } as const;
  const lie = (address: string, more: object = {}): Uint8Array =>
    encodeBeacon({ ...beacon, peer: random.hex(32), address, ...more });
  const noise = (bytes: number): Uint8Array => Buffer.from(random.hex(bytes));
  return [
    noise(16),
    noise(700),
    Buffer.concat([Buffer.from("{"), noise(400)]),
    Buffer.from(`{"a":${"[".repeat(500)}${"]".repeat(500)}}`),
    Buffer.alloc(0),
    lie(`${host}:${closedPort}`),
    lie(`${host}:${mute}`),
    lie(`${broadcast}:${closedPort}`),
    lie("10.77.0.1:6010"),
    lie("127.0.0.1:6010"),
    lie(`${host}:${closedPort}`, { room: "elsewhere" }),
    lie(`${host}:${closedPort}`, { name: "a".repeat(64) }),
  ];
}

async function bound(host: string): Promise<Socket> {
  const socket = createSocket({ type: "udp4" });
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.bind(0, host, resolve);
  await promise;
  socket.setBroadcast(true);
  return socket;
}

/** Resolves with how many milliseconds it took. */
async function flood(options: Flood): Promise<number> {
  const { broadcast, hosts, perSecond, total } = options;
  const mute = Bun.listen({ hostname: "0.0.0.0", port: 0, socket: { data: () => {} } });
  const sockets = await Promise.all(hosts.map(bound));
  const shots = Array.from({ length: variants }, () =>
    hosts.map((host, at) =>
      lies(options, host, mute.port).map(
        (bytes) => () => sockets[at]?.send(bytes, 6_010, broadcast),
      ),
    ),
  ).flat(2);
  const beganMs = performance.now();
  for (let sent = 0; sent < total; await Bun.sleep(tickMs)) {
    const due = Math.min(total, ((performance.now() - beganMs) * perSecond) / 1_000);
    for (; sent < due; sent++) {
      shots[sent % shots.length]?.();
      if (sent === Math.floor(total / 5)) console.log("high");
    }
  }
  return performance.now() - beganMs;
}

console.log(await flood(JSON.parse(Bun.argv[2] ?? "{}")));
process.exit();
