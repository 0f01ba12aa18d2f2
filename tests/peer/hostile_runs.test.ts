import { describe, expect, test } from "bun:test";

import { encodeRun } from "../../src/wire/encode.ts";
import type { Entry, Frame, Reference, Run } from "../../src/wire/frame.ts";
import { Identity, textEntry } from "./identity.ts";
import { two } from "./room.ts";
import { Stranger } from "./stranger.ts";

const asFrame = (run: Run): Frame => ({ type: "run", run });
const mallory = () => new Identity("9", "mallory");

describe("a run from a hostile member", () => {
  /** What mallory sends a peer of a ring of two; the peer's answer, with the ring left talking. */
  function refusalOf(...runs: Run[]): string {
    const { world, bobby, donald } = two();
    const stranger = new Stranger(mallory()).joins(world, bobby).send(...runs.map(asFrame));
    expect(stranger.isClosed).toBeTrue();
    expect(bobby.texts).toEqual([]);
    donald.say("ring");
    world.settle();
    expect([bobby.texts, bobby.linked]).toEqual([["ring"], ["donald"]]);
    return stranger.refusal;
  }

  test("that another should have signed is refused", () => {
    const victim = new Identity("8", "victim");
    const run = victim.run([textEntry("I said no such thing")]);
    const forged = { ...run.header, signature: mallory().crypto.sign(run.body) };
    const bytes = encodeRun(forged, run.body);
    expect(refusalOf({ ...run, header: forged, bytes })).toBe(
      "auth: a run of 88888888 is not signed by it",
    );
  });

  test("whose text was changed after it was signed is refused", () => {
    const run = new Identity("8", "victim").run([textEntry("I love you")]);
    const bytes = Buffer.from(new TextDecoder().decode(run.bytes).replace("love", "hate"));
    expect(refusalOf({ ...run, bytes })).toBe(
      "protocol: a run of 88888888 does not hold the lines that it says",
    );
  });

  test("whose header was changed to fit another text is refused", () => {
    const said = new Identity("8", "victim").run([textEntry("I love you")]);
    const other = new Identity("8", "victim").run([textEntry("I hate you")]);
    const header = { ...other.header, signature: said.header.signature };
    const bytes = encodeRun(header, other.body);
    expect(refusalOf({ ...other, header, bytes })).toBe(
      "auth: a run of 88888888 is not signed by it",
    );
  });

  test("that was said in another room is refused", () => {
    const run = new Identity("8", "victim").run([textEntry("secret")], { room: "attic" });
    expect(refusalOf(run)).toBe("auth: a run of 88888888 is not signed by it");
  });

  test("with an inflated Lamport clock is refused", () => {
    expect(refusalOf(mallory().run([textEntry("last word")], { lamport: 1_000_000 }))).toBe(
      "protocol: a run's Lamport clock says 1000000, its causes make it 1",
    );
  });

  test("behind a gap, or that depends on what nobody has, is refused", () => {
    const author = mallory();
    author.run([textEntry("kept back")]);
    expect(refusalOf(author.run([textEntry("gap")]))).toBe(
      "protocol: a run starts at seq 2, but 1 comes next in its feed",
    );
    const after: Reference[] = [["7".repeat(64), "0".repeat(16), 4]];
    const reply = mallory().run([textEntry("reply")], { after, lamport: 5 });
    expect(refusalOf(reply)).toContain("did not come before it");
  });

  test("with one bad entry among good ones is refused whole", () => {
    const run = mallory().run([textEntry("good"), textEntry("bad")]);
    const bytes = Buffer.from(new TextDecoder().decode(run.bytes).replace('"bad"', "7"));
    expect(refusalOf({ ...run, bytes })).toContain("frame: an entry's field");
  });

  test("of which half came is kept nowhere", () => {
    const { world, bobby, donald } = two();
    const run = mallory().run([textEntry("half"), textEntry("a run")]);
    const stranger = new Stranger(mallory()).joins(world, bobby);
    stranger.sendText(new TextDecoder().decode(run.bytes.subarray(0, run.bytes.length - 5)));
    stranger.hangUp();
    world.run(500);
    expect([bobby.texts, donald.texts]).toEqual([[], []]);
    new Stranger(mallory()).joins(world, bobby).send(asFrame(run));
    world.run(500);
    expect(donald.texts).toEqual(["half", "a run"]);
  });

  test("in which a reserved name is taken is refused, for it would be shown as its author", () => {
    const bodies = [
      { event: "joined", name: "system", address: "10.0.0.9:1" },
      { event: "left", name: " _ " },
      { event: "lost", peer: "8".repeat(64), incarnation: 1, name: "SYSTEM" },
    ] as const;
    for (const body of bodies) {
      const entry: Entry = { at: 1, kind: "system", body };
      expect(refusalOf(mallory().run([entry]))).toStartWith("name: ");
    }
  });

  test("in which a guest bears a reserved name is refused", () => {
    const guest = { name: "ѕуѕtеm", address: "10.0.0.7" };
    const said: Entry = { at: 1, kind: "guest", body: { ...guest, text: "trust me" } };
    const joined: Entry = { at: 1, kind: "system", body: { event: "guest-joined", ...guest } };
    for (const entry of [said, joined]) {
      expect(refusalOf(mallory().run([entry]))).toStartWith("name: ");
    }
  });

  test("that begins with a guest gives its author no name", () => {
    const { world, bobby } = two();
    const body = { event: "guest-joined", name: "donald", address: "10.0.0.7" } as const;
    const entries = [{ at: 1, kind: "system", body } as const, textEntry("hi")];
    new Stranger(mallory()).joins(world, bobby).send(asFrame(mallory().run(entries)));
    expect(bobby.only("message").map(({ author }) => author.name)).toEqual(["99999999"]);
  });

  test("sent again, by its author or by another, shows nothing twice and closes nothing", () => {
    const { world, bobby, donald } = two();
    const run = mallory().run([textEntry("again and again")]);
    const stranger = new Stranger(mallory()).joins(world, bobby);
    for (let i = 0; i < 5; i++) stranger.send(asFrame(run));
    const other = new Stranger(new Identity("8", "other")).joins(world, donald).send(asFrame(run));
    world.run(300);
    expect([bobby.texts, donald.texts]).toEqual([["again and again"], ["again and again"]]);
    expect([stranger.isClosed, other.isClosed]).toEqual([false, false]);
  });

  test("that leaves in another's name shows no leave", () => {
    const { world, bobby, donald } = two();
    const body = { event: "left", name: "donald" } as const;
    const run = mallory().run([{ at: 1, kind: "system", body }]);
    new Stranger(mallory()).joins(world, bobby).send(asFrame(run));
    world.run(300);
    expect(bobby.notices).not.toContain("left donald");
    expect(donald.notices).not.toContain("left donald");
  });

  test("a false have is harmless: the others still get everything", () => {
    const { world, bobby, donald } = two();
    const stranger = new Stranger(mallory()).joins(world, bobby);
    const max = Number.MAX_SAFE_INTEGER;
    const { id, epoch } = bobby.identity;
    const feeds: [string, string, number, string][] = [
      [id, epoch, max, "0".repeat(64)],
      ["7".repeat(64), epoch, max, "1".repeat(64)],
    ];
    stranger.send({ type: "have", feeds, whole: false, more: false });
    bobby.say("to whom it concerns");
    world.settle();
    expect(donald.texts).toEqual(["to whom it concerns"]);
    expect(stranger.isClosed).toBeFalse();
  });
});
