/** However a peer is asked to end, it says good-bye, and never takes longer than two seconds. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { builtBinary } from "./binary.ts";
import { freePort, freePorts } from "./free_ports.ts";
import { expectToEndInTime } from "./in_time.ts";
import { isKind } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { PipedPeer } from "./piped_peer.ts";
import { Program } from "./program.ts";

setDefaultTimeout(60_000);

type Ending = { readonly title: string; readonly code: number; end(program: Program): void };

const signal = (name: NodeJS.Signals, code: number): Ending => ({
  title: name,
  code,
  end: (program) => program.signal(name),
});

const signals = [signal("SIGINT", 130), signal("SIGTERM", 143), signal("SIGHUP", 129)];
const endOfInput: Ending = {
  title: "the end of input",
  code: 0,
  end: (program) => program.endInput(),
};

async function expectToEnd({ code, end }: Ending, program: Program): Promise<void> {
  await expectToEndInTime(async () => {
    end(program);
    expect(await program.ended()).toBe(code);
  });
}

describe.concurrent("a peer that is ended by", () => {
  test.each([...signals, endOfInput])("$title leaves in order, as a script", async (ending) => {
    await using donald = await JsonPeer.start({ name: "donald" });
    const next = await donald.address();
    await using bobby = await JsonPeer.start({ name: "bobby", next });
    await bobby.closedRing(["bobby", "donald"]);
    bobby.say("last words");
    // A signal may overtake what stands in the pipe, the end of input may not.
    if (ending !== endOfInput) await bobby.message("last words");
    await expectToEnd(ending, bobby.program);
    expect(bobby.events.items.at(-1)).toEqual({ event: "bye" });
    await donald.notice("left", "bobby");
    await donald.message("last words");
    expect(donald.events.items.filter(isKind("notice")).map(({ kind }) => kind)).toEqual([
      "joined",
      "left",
    ]);
  });

  test.each([...signals, endOfInput])("$title leaves in order, with a person", async (ending) => {
    await using donald = await JsonPeer.start({ name: "donald" });
    const next = await donald.address();
    await using bobby = await PipedPeer.start({ name: "bobby", self: "127.0.0.1:0", next });
    await bobby.line("command:");
    bobby.type("m");
    await bobby.line("Type your message:");
    await expectToEnd(ending, bobby.program);
    expect(bobby.lines.at(-1)).toBe("INF ~ Server is shutting down");
    await donald.notice("left", "bobby");
  });

  test.each([...signals, endOfInput])(
    "$title does not wait for a next that is frozen",
    async (ending) => {
      const [bobbyPort, donaldPort] = freePorts(2);
      const self = `127.0.0.1:${bobbyPort}`;
      const next = `127.0.0.1:${donaldPort}`;
      await using donald = await JsonPeer.start({ name: "donald", self: next, next: self });
      await using eddy = await JsonPeer.start({ name: "eddy", next: self });
      await using bobby = await JsonPeer.start({ name: "bobby", self, next });
      await Promise.all([bobby, eddy].map((peer) => peer.notice("joined", "donald")));
      donald.program.signal("SIGSTOP");
      bobby.say("into the void");
      await bobby.message("into the void");
      await expectToEnd(ending, bobby.program);
      expect(bobby.events.items.at(-1)).toEqual({ event: "bye" });
    },
  );

  test.each([...signals, endOfInput])(
    "$title does not wait for a next that never came",
    async (ending) => {
      const next = `127.0.0.1:${freePort()}`;
      await using bobby = await PipedPeer.start({ name: "bobby", self: "127.0.0.1:0", next });
      await bobby.line("Waiting for");
      await expectToEnd(ending, bobby.program);
      expect(bobby.lines.at(-1)).toBe("INF ~ Server is shutting down");
    },
  );

  test("a second SIGINT ends at once", async () => {
    const next = `127.0.0.1:${freePort()}`;
    await using donald = await JsonPeer.start({ name: "donald", self: next });
    await using bobby = await JsonPeer.start({ name: "bobby", next });
    await bobby.closedRing(["bobby", "donald"]);
    donald.program.signal("SIGSTOP");
    // Two that come before the first is looked at are one.
    const insisting = setInterval(() => bobby.program.signal("SIGINT"), 50);
    const end = bobby.program.ended().finally(() => clearInterval(insisting));
    expect(await end).toBe(130);
    // It waited neither for donald nor for the deadline of that.
    expect(bobby.events.items).not.toContainEqual({ event: "bye" });
  });

  test("a reader that has gone leaves in order", async () => {
    await using donald = await JsonPeer.start({ name: "donald" });
    const next = await donald.address();
    const words = ["ring", "--json", "--ephemeral", "--name=bobby", "--self=127.0.0.1:0"];
    await using pipeline = new Program([
      ...["sh", "-c", '"$0" "$@" | head -n 1', await builtBinary()],
      ...[...words, `--next=${next}`],
    ]);
    await pipeline.out.first(() => true, { what: "the only line that is read" });
    donald.say("nobody reads this");
    await donald.notice("left", "bobby");
    await pipeline.ended();
  });
});
