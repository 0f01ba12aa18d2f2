import { RingchatError, type RingchatPeer, type RoomEvent, start } from "../../src/ringchat.ts";
import type { StartOptions } from "../../src/ringchat.ts";

type EventOf<S extends RoomEvent["show"]> = Extract<RoomEvent, { show: S }>;

/** A peer on any free port, which keeps nothing. */
export function begin(options: StartOptions): Promise<RingchatPeer> {
  return start({ self: "127.0.0.1:0", ephemeral: true, retryMs: 100, ...options });
}

/** The first such event, of what came and what comes; nothing is left to read after it. */
export async function first<S extends RoomEvent["show"]>(
  peer: RingchatPeer,
  show: S,
  isIt: (event: EventOf<S>) => boolean = () => true,
): Promise<EventOf<S>> {
  const isThat = (event: RoomEvent): event is EventOf<S> => event.show === show;
  for await (const event of peer) if (isThat(event) && isIt(event)) return event;
  throw new Error(`${peer.self.name} ended without "${show}"`);
}

/** Two in a ring, linked. */
export async function pair(): Promise<{ bobby: RingchatPeer; donald: RingchatPeer }> {
  const donald = await begin({ name: "donald" });
  const bobby = await begin({ name: "bobby", next: donald.self.address });
  await first(bobby, "link", ({ state }) => state === "up");
  return { bobby, donald };
}

/** The code of the RingchatError with which it fails, and its sentence. */
export async function errorOf(failing: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await failing();
  } catch (error) {
    if (error instanceof RingchatError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}
