import { describe, expect, test } from "bun:test";

import { PeerRoom } from "../../src/cli/peer_room.ts";
import type { Shown } from "../../src/peer/shown.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";

const listening: Shown = { show: "listening", address: "127.0.0.1:6001" };
const waiting: Shown = { show: "waiting", address: "127.0.0.1:6002" };
const stopped: Shown = { show: "stopped" };

class FakePeer {
  readonly heard: string[] = [];
  say(text: string, ref = "-"): void {
    this.heard.push(`say ${text} ${ref}`);
  }
  askRing(ref = "-"): void {
    this.heard.push(`ring ${ref}`);
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
