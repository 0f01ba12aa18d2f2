import { describe, expect, test } from "bun:test";

import { feedKey } from "../../src/feed/feed.ts";
import { encodeRun } from "../../src/wire/encode.ts";
import type { ForkProof, Reference, Run } from "../../src/wire/frame.ts";
import { Apart, asFrame, mallory } from "./apart.ts";
import { Identity, textEntry } from "./identity.ts";
import type { Node } from "./node.ts";
import { two } from "./room.ts";
import { Stranger } from "./stranger.ts";

const mallorys = feedKey(mallory().id, mallory().epoch);

const say = (...texts: string[]) => texts.map(textEntry);
const proofOf = (one: Run, other: Run): ForkProof => ({
  type: "proof",
  one: one.header,
  other: other.header,
});

/** Mallory says yes to some and no to others. */
function halves(): { yes: Run; no: Run } {
  const author = mallory();
  const yes = author.aside(say("yes"));
  return { yes, no: author.run(say("no")) };
}

/** Whether all that mallory said counts for nothing at this node, and it was said so once. */
function isVoidAt(node: Node): boolean {
  const proofs = node.store.load().proofs.map(({ one }) => feedKey(one.author, one.epoch));
  return String(proofs) === mallorys && node.only("forked").length === 1;
}

/** The feeds that a newcomer to the node hears of, and the runs of mallory that it is sent. */
function shownToNewcomer(apart: Apart, node: Node) {
  const newcomer = apart.tell(node);
  const feeds = newcomer.only("have").flatMap((have) => have.feeds);
  const runs = newcomer.only("run").filter(({ run }) => run.header.author === mallory().id);
  return { authors: feeds.map(([author]) => author), runs };
}

describe("two halves of a fork", () => {
  test("at one peer void the feed, which is told on every link and kept", () => {
    const { world, bobby, donald } = two();
    const { yes, no } = halves();
    const witness = new Stranger(new Identity("8", "witness")).joins(world, bobby);
    const stranger = new Stranger(mallory()).joins(world, bobby).send(asFrame(yes), asFrame(no));
    expect([isVoidAt(bobby), isVoidAt(donald)]).toEqual([true, true]);
    expect(witness.only("proof")).toEqual([proofOf(yes, no)]);
    expect(bobby.only("forked")).toMatchObject([{ peer: { id: mallory().id } }]);
    expect([stranger.isClosed, bobby.linked.includes("donald")]).toEqual([false, true]);
  });

  test("at two peers are proved when these meet, whichever half is whose", () => {
    const { yes, no } = halves();
    for (const [one, other] of [
      [yes, no],
      [no, yes],
    ] as const) {
      const apart = new Apart();
      apart.tell(apart.bobby, one);
      apart.tell(apart.donald, other);
      apart.meet();
      expect([isVoidAt(apart.bobby), isVoidAt(apart.donald)]).toEqual([true, true]);
      expect([apart.bobby.linked, apart.donald.linked]).toEqual([["donald"], ["bobby"]]);
    }
  });

  test("are proved where their runs begin or end differently", () => {
    const whole = mallory().run(say("1", "2", "3"));
    for (const cuts of [["1"], ["1", "2"], ["1", "2", "3", "4"], ["other"]]) {
      const apart = new Apart();
      apart.tell(apart.bobby, whole);
      apart.tell(apart.donald, mallory().run(say(...cuts)));
      apart.meet();
      expect([cuts, isVoidAt(apart.bobby), isVoidAt(apart.donald)]).toEqual([cuts, true, true]);
    }
  });

  test("are proved where one half goes on behind the fork, or both do", () => {
    for (const more of [
      [0, 1],
      [1, 0],
      [2, 1],
      [1, 2],
      [2, 2],
      [3, 0],
    ] as const) {
      const apart = new Apart();
      for (const [index, node] of [apart.bobby, apart.donald].entries()) {
        const author = mallory();
        const runs = [author.run(say("before")), author.run(say(`half ${index}`))];
        for (let i = 0; i < (more[index] ?? 0); i++) runs.push(author.run(say(`more ${i}`)));
        apart.tell(node, ...runs);
      }
      apart.meet();
      apart.world.run(40_000);
      expect([more, isVoidAt(apart.bobby), isVoidAt(apart.donald)]).toEqual([more, true, true]);
    }
  });

  test("are proved though both peers started anew since they took them", () => {
    const { yes, no } = halves();
    const apart = new Apart();
    apart.tell(apart.bobby, yes);
    apart.tell(apart.donald, no);
    const [bobby, donald] = [apart.restart(apart.bobby), apart.restart(apart.donald)];
    apart.meet();
    expect([isVoidAt(bobby), isVoidAt(donald)]).toEqual([true, true]);
  });
});

describe("a voided feed", () => {
  /** Bobby alone, who knows of the fork. */
  function voided(): Apart & { yes: Run } {
    const { yes, no } = halves();
    const apart = new Apart();
    apart.tell(apart.bobby, yes, no);
    return Object.assign(apart, { yes });
  }

  test("is not streamed and not in what a peer says to have; its proof comes first of all", () => {
    const apart = voided();
    const newcomer = apart.tell(apart.bobby);
    expect(newcomer.frames.slice(0, 4).map(({ type }) => type)).toEqual([
      "hello",
      "auth",
      "proof",
      "members",
    ]);
    const { authors, runs } = shownToNewcomer(apart, apart.bobby);
    expect(authors).toEqual([apart.bobby.identity.id]);
    expect(runs).toEqual([]);
  });

  test("takes nothing more: what is said in it is dropped and closes nothing", () => {
    const apart = voided();
    const before = apart.bobby.texts.length;
    for (const half of ["yes", "no"]) {
      const author = mallory();
      const first = author.run(say(half));
      const stranger = apart.tell(apart.bobby, first, author.run(say("more")));
      expect([apart.bobby.texts.length, stranger.isClosed]).toEqual([before, false]);
    }
  });

  test("stays void after a restart: proof, silence and all", () => {
    const apart = voided();
    const bobby = apart.restart(apart.bobby);
    const { authors, runs } = shownToNewcomer(apart, bobby);
    expect(authors).not.toContain(mallory().id);
    expect(runs).toEqual([]);
    const stranger = apart.tell(bobby, apart.yes);
    expect(stranger.only("proof")).toHaveLength(1);
    expect([bobby.texts, bobby.only("forked")]).toEqual([[], []]);
  });

  test("is void for whoever hears the proof alone, before any run of it", () => {
    const { yes, no } = halves();
    const apart = new Apart();
    apart.tell(apart.bobby).send(proofOf(yes, no)).send(asFrame(yes));
    expect([isVoidAt(apart.bobby), apart.bobby.texts]).toEqual([true, []]);
  });

  test("is told on once: a proof that is known is not passed on again", () => {
    const { world, bobby, donald } = two();
    const { yes, no } = halves();
    const stranger = new Stranger(mallory()).joins(world, bobby);
    for (let i = 0; i < 3; i++) stranger.send(proofOf(yes, no), proofOf(no, yes));
    const proofs = [...bobby.sent, ...donald.sent].filter(({ frame }) => frame.type === "proof");
    expect(proofs).toHaveLength(1);
    expect([isVoidAt(bobby), isVoidAt(donald)]).toEqual([true, true]);
  });

  test("another start of the same author is not void", () => {
    const apart = voided();
    const again = new Identity("9", "mallory", 2);
    apart.tell(apart.bobby, again.run(say("I am sorry")));
    expect(apart.bobby.texts).toContain("I am sorry");
  });

  test("counts as met: what was said after it is taken, though nobody has that run of it", () => {
    const apart = voided();
    const after: Reference[] = [[mallory().id, mallory().epoch, 7]];
    const reply = new Identity("8", "victim").run(say("to what you said"), { after, lamport: 8 });
    expect(apart.tell(apart.bobby, reply).refusal).toBe("");
    expect(apart.bobby.texts).toContain("to what you said");
  });

  test("binds clocks from below: one behind what we have of it is refused", () => {
    const apart = voided();
    const after: Reference[] = [[mallory().id, mallory().epoch, 1]];
    const reply = new Identity("8", "victim").run(say("backwards"), { after, lamport: 1 });
    expect(apart.tell(apart.bobby, reply).refusal).toContain("its causes make it 2");
  });

  test("takes no reply with it: what honest peers said after it reaches everyone", () => {
    const { yes, no } = halves();
    const apart = new Apart();
    apart.tell(apart.bobby, yes);
    apart.bobby.say("I heard yes");
    apart.world.settle();
    apart.tell(apart.donald, no);
    apart.donald.say("I heard no");
    apart.world.settle();
    apart.meet();
    apart.bobby.say("after all");
    apart.world.run(500);
    expect(isVoidAt(apart.donald)).toBeTrue();
    expect(apart.donald.texts).toEqual(["no", "I heard no", "I heard yes", "after all"]);
    expect(apart.bobby.texts).toEqual(["yes", "I heard yes", "I heard no", "after all"]);
  });
});

describe("what contradicts", () => {
  test("a head that differs makes a peer show its run there, once a link", () => {
    const { yes, no } = halves();
    const apart = new Apart();
    apart.tell(apart.bobby, yes);
    const { id, epoch } = mallory();
    const stranger = apart.tell(apart.bobby);
    const runs = () => stranger.only("run").filter(({ run }) => run.header.author === id).length;
    const before = runs();
    for (let i = 0; i < 3; i++) {
      const feeds: [string, string, number, string][] = [[id, epoch, 1, no.header.body]];
      stranger.send({ type: "have", feeds, whole: false, more: false });
    }
    expect(runs() - before).toBe(1);
    expect(isVoidAt(apart.bobby)).toBeFalse();
  });

  test("a run that its author has not signed proves nothing and closes the link", () => {
    const { yes, no } = halves();
    const apart = new Apart();
    apart.tell(apart.bobby, yes);
    const header = { ...no.header, signature: "S".repeat(86) };
    const forged = { ...no, header, bytes: encodeRun(header, no.body) };
    const stranger = apart.tell(apart.bobby, forged);
    expect(stranger.refusal).toBe("auth: a run of 99999999 is not signed by it");
    expect([apart.bobby.only("forked"), apart.bobby.store.load().proofs]).toEqual([[], []]);
  });

  test("a proof of nothing, of two feeds, of two places or with a forged half is refused", () => {
    const { yes, no } = halves();
    const victim = new Identity("8", "victim");
    const [first, second] = [victim.run(say("1")), victim.run(say("2"))];
    const forged = { ...no, header: { ...no.header, signature: yes.header.signature } };
    const foreign = mallory().run(say("elsewhere"), { room: "attic" });
    const nothing = "protocol: a proof of a fork proves none";
    const unsigned = "auth: a proof of a fork is not signed by whom it accuses";
    const cases: readonly [Run, Run, string][] = [
      [yes, yes, nothing],
      [first, yes, nothing],
      [first, second, nothing],
      [yes, forged, unsigned],
      [forged, yes, unsigned],
      [yes, foreign, unsigned],
    ];
    for (const [one, other, refusal] of cases) {
      const apart = new Apart();
      expect(apart.tell(apart.bobby).send(proofOf(one, other)).refusal).toBe(refusal);
      expect(apart.bobby.store.load().proofs).toEqual([]);
    }
  });

  test("the same run again is no fork, after a restart neither", () => {
    const author = mallory();
    const [first, last] = [author.run(say("1")), author.run(say("2", "3"))];
    const apart = new Apart();
    apart.tell(apart.bobby, first, last, first, last);
    const bobby = apart.restart(apart.bobby);
    const stranger = apart.tell(bobby, first, last, last);
    const back = stranger.only("run").filter(({ run }) => run.header.author === mallory().id);
    // Both were streamed to who said to have nothing; no run is shown as a contradiction.
    expect(back).toHaveLength(2);
    expect([stranger.isClosed, bobby.only("forked"), bobby.texts]).toEqual([false, [], []]);
    expect(bobby.store.load().log.length).toBe(4);
  });
});
