import { describe, expect, test } from "bun:test";

import { AnswerRoom } from "../../src/cli/answer_room.ts";
import { PeerRoom } from "../../src/cli/peer_room.ts";
import type { Shown } from "../../src/peer/shown.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { shownRing } from "../peer/shown_ring.ts";
import { unasked } from "./unasked.ts";

const listening: Shown = { show: "listening", address: "127.0.0.1:6001" };
const waiting: Shown = { show: "waiting", address: "127.0.0.1:6002" };
const stopped: Shown = { show: "stopped" };

class FakePeer {
  readonly address = "127.0.0.1:6001";
  readonly heard: string[] = [];
  say(text: string, ref = "-"): void {
    this.heard.push(`say ${text} ${ref}`);
  }
  askRing(ref = "-"): void {
    this.heard.push(`ring ${ref}`);
  }
  askPeer(): void {}
  wish(): void {}
  drop(): void {}
  commit(): void {
    this.heard.push("commit");
  }
  leave(): void {
    this.heard.push("leave");
  }
}

function open() {
  const leaves: string[] = [];
  const shown: Shown[] = [];
  const room = new PeerRoom({ room: "lobby", store: new MemoryStore() }, () =>
    leaves.push("began"),
  );
  return { room, leaves, shown, listen: () => room.subscribe((one) => shown.push(one)) };
}

describe("PeerRoom", () => {
  test("keeps for the first listener what was shown before", () => {
    const { room, shown, listen } = open();
    room.show(listening);
    listen();
    room.show(waiting);
    expect(shown).toEqual([listening, waiting]);
  });

  test("lets somebody watch from before the start, and the first listener misses nothing for it", () => {
    const { room, shown, listen } = open();
    const watched: Shown[] = [];
    const end = room.watch((one) => watched.push(one));
    room.show(listening);
    listen();
    room.show(waiting);
    end();
    room.show(stopped);
    expect(watched).toEqual([listening, waiting]);
    expect(shown).toEqual([listening, waiting, stopped]);
  });

  test("has a link only where there is a page, and another each time", () => {
    const { room } = open();
    expect(room.pageLink()).toBeNull();
    let links = 0;
    room.openPage({ newLink: () => `http://127.0.0.1:1/#${++links}` });
    expect([room.pageLink(), room.pageLink()]).toEqual([
      "http://127.0.0.1:1/#1",
      "http://127.0.0.1:1/#2",
    ]);
  });

  test("shows nothing after the end, even when two say that it is the end", () => {
    const { room, shown, listen } = open();
    listen();
    for (const one of [stopped, waiting, stopped]) room.show(one);
    expect(shown).toEqual([stopped]);
  });

  test("hands on what is asked for, refs included", () => {
    const { room } = open();
    const peer = new FakePeer();
    room.attach(peer);
    room.say("hello", "r1");
    room.say("hello");
    room.askRing("r2");
    expect(peer.heard).toEqual(["say hello r1", "say hello -", "ring r2"]);
  });

  test("has what was shown put into the history before it is read", () => {
    const { room } = open();
    const peer = new FakePeer();
    room.attach(peer);
    expect(room.history({ limit: null, since: "all" })).toEqual([]);
    expect(peer.heard).toEqual(["commit"]);
  });

  test("leaves once, however often it is asked to", () => {
    const { room, leaves } = open();
    const peer = new FakePeer();
    room.attach(peer);
    room.leave();
    room.leave();
    expect(peer.heard).toEqual(["leave"]);
    expect(leaves).toEqual(["began"]);
  });

  test("leaves as soon as there is a peer, when it was asked to before", () => {
    const { room, leaves } = open();
    const peer = new FakePeer();
    room.leave();
    expect(leaves).toEqual(["began"]);
    room.attach(peer);
    expect(peer.heard).toEqual(["leave"]);
  });
});

describe("whoever asks on the quiet", () => {
  const author = { id: "b0".repeat(32), name: "bobby", address: "127.0.0.1:6001" };
  const said = { id: "m1", author, text: "hello", atMs: 5, own: true, backlog: false };
  const message = { show: "message", ...said } as const;
  const ring = shownRing({ peers: [author], lapMs: 1 });

  /** A room whose peer answers as it is asked, and an asker of it. */
  function asked() {
    const { room, shown, listen } = open();
    listen();
    room.attach({
      address: "127.0.0.1:6001",
      ...unasked,
      say: (_, ref = "") => room.show({ ...message, ref }),
      askRing: (ref = "") => room.show({ ...ring, ref }),
      commit: () => {},
      leave: () => room.show(stopped),
    });
    const answers: Shown[] = [];
    const asker = new AnswerRoom(room);
    asker.subscribe((one) => answers.push(one));
    return { room, shown, asker, answers };
  }

  test("is told alone, but for the message that it says, which all see as said by nobody", () => {
    const { shown, asker, answers } = asked();
    asker.say("hello", "r1");
    asker.askRing("r2");
    asker.askRing();
    expect(answers).toEqual([{ ...message, ref: "r1" }, { ...ring, ref: "r2" }, ring]);
    expect(shown).toEqual([message]);
  });

  test("does not see what others ask, with whatever ref", () => {
    const { room, shown, answers } = asked();
    room.askRing("r1");
    expect(answers).toEqual([]);
    expect(shown).toEqual([{ ...ring, ref: "r1" }]);
  });

  test("is told the receipts of what it said, and no others", () => {
    const { room, asker, answers } = asked();
    const receipt = (id: string): Shown => ({ show: "receipt", id, seenBy: 2, of: 2 });
    room.show(receipt("m1"));
    asker.say("hello");
    room.show(receipt("m1"));
    room.show(receipt("m2"));
    expect(answers).toEqual([message, receipt("m1")]);
  });

  test("learns how the ring is doing, and how many messages wait", () => {
    const { room, asker } = asked();
    const waits: number[] = [];
    const ask = () => asker.askStatus((status) => waits.push(status.waiting));
    ask();
    for (const id of ["m1", "m2"]) room.show({ show: "receipt", id, seenBy: 1, of: 1 });
    ask();
    room.show({ show: "receipt", id: "m1", seenBy: 2, of: 3 });
    ask();
    expect(waits).toEqual([0, 2, 1]);
  });

  test("leaves the conversation alone, and is told when the peer leaves", () => {
    const { room, asker, answers, shown } = asked();
    asker.leave();
    asker.say("unheard");
    expect(answers).toEqual([stopped]);
    const other = new AnswerRoom(room);
    const told: Shown[] = [];
    other.subscribe((one) => told.push(one));
    room.leave();
    expect(told).toEqual([stopped]);
    expect(shown.at(-1)).toEqual(stopped);
  });
});
