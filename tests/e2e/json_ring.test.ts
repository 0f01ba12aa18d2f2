/** Rings of real processes, spoken to as a script would. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { isKind } from "./json_event.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";

setDefaultTimeout(60_000);

describe.concurrent("a ring of processes", () => {
  test.each([1, 2, 3, 5, 8])(
    "of %i brings each message everywhere, once and in order",
    async (size) => {
      await using ring = await RingOfProcesses.closed(size);
      const { peers } = ring;
      const saidBy = (name: string) => [1, 2, 3, 4, 5].map((n) => `${name} says ${n}`);
      for (const n of [0, 1, 2, 3, 4]) for (const peer of peers) peer.say(saidBy(peer.name)[n]!);
      const all = peers.flatMap((peer) => saidBy(peer.name));
      await Promise.all(peers.flatMap((peer) => all.map((text) => peer.message(text))));
      await Promise.all(peers.map((peer) => peer.ring()));

      for (const reader of peers) {
        for (const author of peers) {
          const read = reader.messages.filter((message) => message.author.name === author.name);
          expect(read.map(({ text }) => text)).toEqual(saidBy(author.name));
          expect(new Set(read.map(({ own }) => own))).toEqual(new Set([reader === author]));
        }
        expect(reader.messages).toHaveLength(all.length);
        expect(new Set(reader.messages.map(({ id }) => id)).size).toBe(all.length);
      }
      expect(new Set(peers.flatMap((peer) => peer.messages.map(({ id }) => id))).size).toBe(
        all.length,
      );
    },
  );

  test.each([2, 3, 5])(
    "of %i learns of each that leaves, and stays closed without it",
    async (size) => {
      await using ring = await RingOfProcesses.closed(size);
      const staying = [...ring.peers];
      for (let leaver = staying.shift(); leaver !== undefined; leaver = staying.shift()) {
        const { name } = leaver;
        expect(await leaver.quit()).toBe(0);
        await Promise.all(staying.map((peer) => peer.notice("left", name)));
        await Promise.all(
          staying.map((peer, index) => {
            const others = [...staying.slice(index), ...staying.slice(0, index)];
            return peer.closedRing(others.map((one) => one.name));
          }),
        );
      }
      for (const peer of ring.peers) {
        const notices = peer.events.items.filter(isKind("notice")).map(({ kind }) => kind);
        expect(notices).not.toContain("lost");
      }
    },
  );

  test("is told whole to one who asks while leaving", async () => {
    await using ring = await RingOfProcesses.closed(3);
    const [bobby] = ring.peers;
    bobby!.program.write('{"do":"quit"}\n{"do":"ring","ref":"last"}\n');
    expect(await bobby!.program.ended()).toBe(0);
    const answers = bobby!.events.items.filter(isKind("ring")).filter(({ ref }) => ref === "last");
    const named = answers.map(({ peers }) => peers.map(({ name }) => name));
    expect(named).toEqual([["bobby", "donald", "eddy"]]);
  });
});
