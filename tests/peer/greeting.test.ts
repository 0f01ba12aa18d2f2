import { describe, expect, test } from "bun:test";

import type { Frame } from "../../src/wire/frame.ts";
import { epochOf, Identity } from "./identity.ts";
import { Node } from "./node.ts";
import { alone, memberOptions, two } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

/** A stranger at a peer; `says` is what it does there, and the refusal is the answer. */
function refusalOf(says: (stranger: Stranger) => void, identity?: Identity): string {
  const { world, node } = alone();
  const stranger = new Stranger(identity).dials(world, node);
  says(stranger);
  expect(stranger.isClosed).toBeTrue();
  const [refused] = node.only("refused");
  expect(`${refused?.code}: ${refused?.reason}`).toBe(stranger.refusal);
  expect(refused?.byUs).toBeTrue();
  return stranger.refusal;
}

describe("who is let in", () => {
  test("a peer that proves its key is linked, and told all that the other knows", () => {
    const { world, node } = alone();
    const stranger = new Stranger().joins(world, node);
    expect(node.linked).toEqual(["mallory"]);
    expect(stranger.isClosed).toBeFalse();
    expect(stranger.frames.map(({ type }) => type)).toEqual([
      "hello",
      "auth",
      "members",
      "have",
      "run",
    ]);
  });

  test("a peer of another room is refused with both rooms", () => {
    expect(refusalOf((one) => one.send(one.hello({ room: "attic" })))).toBe(
      'room: this is room "lobby", the other end is in room "attic"',
    );
  });

  test("a peer of another version is refused with both versions", () => {
    expect(refusalOf((one) => one.sendText('{"type":"hello","version":7}\n'))).toBe(
      "version: the other end speaks version 7, this one version 1",
    );
  });

  test("a name in which the program itself speaks is refused, however it is dressed up", () => {
    const names = ["_", "system", "SYSTEM", " System ", "\uff3f", "sys\u200btem", "_\u200d"];
    names.push(
      "\u0455ystem",
      "\u0455\u0443\u0455\u0442\u0435m",
      "\u2060_",
      "sys\u00adtem",
      "_\ufe0f",
      "\u3000system",
      " ",
      "\u200b",
    );
    for (const name of names) {
      const refusal = refusalOf((one) => one.send(one.hello({ name })));
      expect([name, refusal.slice(0, 5)]).toEqual([name, "name:"]);
    }
  });

  test("a key that the other end can't prove is refused", () => {
    const impostor = new Identity("9", "mallory");
    const victim = new Identity("8", "victim");
    const claims = (one: Stranger): void => {
      const own = one.hello({ peer: victim.id });
      const theirs = one.only("hello")[0]?.nonce ?? "";
      const signature = impostor.proof({ own: own.nonce, other: "1".repeat(64), theirs });
      one.send(own, { type: "auth", signature });
    };
    expect(refusalOf(claims, impostor)).toBe("auth: the proof that it is 88888888 is wrong");
  });

  test("a proof that was made for another link, peer or room is refused", () => {
    const zeros = "0".repeat(64);
    for (const change of [{ theirs: zeros }, { own: zeros }, { other: zeros }, { room: "attic" }]) {
      const refusal = refusalOf((one) => {
        const own = one.hello().nonce;
        const theirs = one.only("hello")[0]?.nonce ?? "";
        const good = { own, other: "1".repeat(64), theirs };
        one.send(one.hello(), {
          type: "auth",
          signature: one.identity.proof({ ...good, ...change }),
        });
      });
      expect(refusal).toBe("auth: the proof that it is 99999999 is wrong");
    }
  });
});

describe("the order of the greeting", () => {
  test("a second hello is refused, before the proof and after it", () => {
    expect(refusalOf((one) => one.send(one.hello(), one.hello()))).toContain("protocol: a second");
    const { world, node } = alone();
    const stranger = new Stranger().joins(world, node);
    stranger.send(stranger.hello());
    expect(stranger.refusal).toBe("protocol: a second hello on one link");
  });

  test("a proof before the hello and a second proof are refused", () => {
    const auth = { type: "auth", signature: "S".repeat(86) } as const;
    expect(refusalOf((one) => one.send(auth))).toBe("protocol: a proof before the hello");
    const { world, node } = alone();
    const stranger = new Stranger().joins(world, node).send(auth);
    expect(stranger.refusal).toBe("protocol: a second proof on one link");
  });

  test("any other frame before the greeting is over is refused", () => {
    const frames: Frame[] = [
      { type: "ping" },
      { type: "have", feeds: [], whole: true, more: false },
      { type: "members", records: [new Identity("9", "mallory").record()] },
      {
        type: "lap",
        origin: "9".repeat(64),
        epoch: epochOf(1),
        number: 1,
        broken: false,
        hops: [],
      },
    ];
    for (const frame of frames) {
      const early = `protocol: "${frame.type}" before the greeting is over`;
      expect(refusalOf((one) => one.send(frame))).toBe(early);
      expect(refusalOf((one) => one.send(one.hello(), frame))).toBe(early);
    }
  });

  test("a run before the greeting is over is refused at its header", () => {
    const { header } = new Identity("9", "mallory").run([]);
    const line = `${JSON.stringify({ ...header, count: 1 })}\n`;
    expect(refusalOf((one) => one.sendText(line))).toBe("frame: a run before the greeting is over");
  });

  test("bytes that are no frame close the link and say why", () => {
    expect(refusalOf((one) => one.sendText("GET / HTTP/1.1\r\n"))).toBe(
      "frame: a line is not JSON",
    );
    expect(refusalOf((one) => one.sendText("x".repeat(70_000)))).toBe(
      "frame: a line is over 64 KiB",
    );
    expect(
      refusalOf((one) => one.sendText('{"type":"hello","version":{"toString":1}}\n')),
    ).toContain('frame: field "version"');
  });

  test("whatever a stranger sends first, the ring is left talking", () => {
    const { world, bobby, donald } = two();
    for (const text of ["\n", "\u0000\n", "[[[[[[[[\n", '{"type":"run"}\n', "{}\n", '"x"\n']) {
      const stranger = new Stranger().dials(world, bobby).sendText(text);
      expect(stranger.isClosed).toBeTrue();
    }
    bobby.say("still here");
    world.settle();
    expect(donald.texts).toContain("still here");
  });
});

describe("time and number", () => {
  test("a stranger that has not proved itself within 5 s is refused, however it drips", () => {
    const { world, node } = alone();
    const mute = new Stranger().dials(world, node);
    const slow = new Stranger().dials(world, node);
    const line = JSON.stringify(slow.hello());
    for (let i = 0; i < 49; i++) {
      world.run(100);
      slow.sendText(line[i] ?? "");
    }
    expect([mute.isClosed, slow.isClosed]).toEqual([false, false]);
    world.run(200);
    for (const stranger of [mute, slow]) {
      expect(stranger.refusal).toBe("slow: the greeting was not over within 5 s");
      expect(stranger.isClosed).toBeTrue();
    }
  });

  test("the ninth unfinished greeting from one host is refused as busy, the eighth is not", () => {
    const { world, node } = alone();
    const strangers = Array.from({ length: 9 }, () => new Stranger().dials(world, node));
    expect(strangers.map(({ isClosed }) => isClosed)).toEqual([...Array(8).fill(false), true]);
    expect(strangers[8]?.refusal).toBe("busy: over 8 unfinished greetings from 10.0.0.66");
    expect(new Stranger().dials(world, node, "10.0.0.67").isClosed).toBeFalse();
  });

  test("a greeting that is over or broken off makes room for another", () => {
    const { world, node } = alone();
    const strangers = Array.from({ length: 8 }, () => new Stranger().dials(world, node));
    strangers[0]?.hangUp();
    expect(new Stranger().dials(world, node).isClosed).toBeFalse();
    strangers[1]?.greets();
    expect(new Stranger().dials(world, node).isClosed).toBeFalse();
    expect(new Stranger().dials(world, node).isClosed).toBeTrue();
  });

  test("128 unfinished greetings are held in all, the next is refused, and the ring talks", () => {
    const { world, bobby, donald } = two();
    const strangers = Array.from({ length: 130 }, (_, index) =>
      new Stranger().dials(world, bobby, `10.1.0.${Math.floor(index / 8)}`),
    );
    expect(strangers.filter(({ isClosed }) => !isClosed)).toHaveLength(128);
    expect(strangers[128]?.refusal).toBe("busy: over 128 unfinished greetings");
    donald.say("can you hear me");
    world.settle();
    expect(bobby.texts).toContain("can you hear me");
    world.run(5_100);
    expect(strangers.every(({ isClosed }) => isClosed)).toBeTrue();
    expect(bobby.linked).toEqual(["donald"]);
  });
});

describe("one's own key", () => {
  test("a peer that reaches itself notices it and is not linked", () => {
    const world = new World();
    const node = new Node(world, { ...memberOptions(0, 2), next: "10.0.0.200:6001" });
    world.nodes.push(node);
    world.listen("10.0.0.200:6001", node);
    world.run(500);
    expect(node.refusals).toContain("self");
    expect(node.linked).toEqual([]);
  });

  test("of two processes with one key the one that started later gives way and says where the other is", () => {
    for (const [first, second] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const world = new World();
      const options = memberOptions(0, 2);
      const original = world.node({ ...options, identity: new Identity("1", "bobby", first) });
      const clone = world.node({
        identity: new Identity("1", "bobby", second),
        address: "10.0.0.7:6001",
        next: options.address,
      });
      world.run(2_000);
      const [elder, younger] = first < second ? [original, clone] : [clone, original];
      expect(younger.only("identity-in-use")).toEqual([
        { show: "identity-in-use", address: elder.address },
      ]);
      expect(elder.only("identity-in-use")).toEqual([]);
      expect(elder.refusals).toContain("identity");
    }
  });
});
