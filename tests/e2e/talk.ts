import { expect } from "bun:test";

import type { JsonPeer } from "./json_peer.ts";

/** Half of what it usually takes until a loss is noticed: nobody waits for that. */
const atOnceMs = 5_000;

/** Each says the words, and all have them at once. */
export async function talk(peers: readonly JsonPeer[], words: string): Promise<void> {
  for (const peer of peers) peer.say(`${peer.name} ${words}`);
  await Promise.all(
    peers.flatMap((reader) =>
      peers.map((author) => reader.message(`${author.name} ${words}`, atOnceMs)),
    ),
  );
}

export function expectNoDuplicates(peers: readonly JsonPeer[]): void {
  for (const { messages } of peers) {
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  }
}
