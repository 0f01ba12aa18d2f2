import { describe, expect, test } from "bun:test";

import { CompactDoor } from "../../src/net/compact_door.ts";
import { guestName } from "../../src/peer/names.ts";
import type { Connection, ConnectionEvents } from "../../src/peer/ports.ts";
import { CompactDecoder, encodeCompact } from "../../src/wire/compact_frame.ts";

const name = (text: string): Uint8Array => encodeCompact({ type: "name", text });
const message = (text: string): Uint8Array => encodeCompact({ type: "message", text });

/** The far end of a connection with the door. */
class FarEnd implements Connection {
  isClosed = false;
  isPaused = false;
  /** What is written stays in this process. */
  isStuck = false;
  #events: ConnectionEvents | null = null;
  readonly #decoder = new CompactDecoder();

  opened(events: ConnectionEvents): this {
    this.#events = events;
    return this;
  }

  send(...chunks: readonly Uint8Array[]): this {
    for (const chunk of chunks) if (!this.isClosed) this.#events?.data(chunk);
    return this;
  }

  ends(): void {
    this.#events?.closed("closed by the other end");
  }

  write(bytes: Uint8Array): void {
    this.#decoder.push(bytes);
  }

  flush(): void {}

  whenDrained(callback: () => void): void {
    if (!this.isStuck) callback();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  hangUp(): void {
    this.isClosed = true;
  }

  get heard(): string[] {
    const heard: string[] = [];
    for (let read = this.#decoder.next(); read !== null; read = this.#decoder.next()) {
      heard.push("frame" in read ? `${read.frame.type} ${read.frame.text}` : read.fault);
    }
    return heard;
  }
}

type Dial = { address: string; open(): FarEnd; fail(): void; isCancelled: boolean };

class Scene {
  nowMs = 50_000;
  readonly told: string[] = [];
  readonly log: string[] = [];
  readonly dials: Dial[] = [];
  broadcasts = 0;
  readonly door: CompactDoor;

  constructor() {
    this.door = new CompactDoor(
      {
        name: "ann",
        port: 7_000,
        admitName: guestName,
        broadcast: () => this.broadcasts++,
        diagnostics: ({ host, reason }) => this.log.push(`${host}: ${reason}`),
        guests: {
          guestHere: (address, given) => this.told.push(`${given} at ${address} is here`),
          guestSays: (address, text) => this.told.push(`${address} says ${text}`),
          guestGone: (address) => this.told.push(`${address} is gone`),
        },
        transport: {
          dial: (address, opened, failed) => {
            const dial: Dial = {
              address,
              isCancelled: false,
              open: () => {
                const end = new FarEnd();
                return end.opened(opened(end, "", address));
              },
              fail: () => failed("refused"),
            };
            this.dials.push(dial);
            return { cancel: () => void (dial.isCancelled = true) };
          },
        },
      },
      this.nowMs,
    );
  }

  /** Somebody dials this peer. */
  comes(host: string): FarEnd {
    const end = new FarEnd();
    return end.opened(this.door.accept(end, "10.0.0.1:7000", `${host}:40000`));
  }

  run(ms: number): void {
    for (let passed = 0; passed < ms; passed += 100) this.door.tick((this.nowMs += 100));
  }

  get said(): number {
    return this.told.filter((one) => one.includes("says")).length;
  }
}

const zoe = "10.0.0.7";

describe("who dials", () => {
  test("is told this peer's name, says its own, and talks", () => {
    const scene = new Scene();
    const end = scene.comes(zoe).send(name("zoe"), message("hi"));
    expect(end.heard).toEqual(["name ann (ringchat)"]);
    end.send(name("zoya"));
    end.ends();
    expect(scene.told).toEqual([
      `zoe at ${zoe} is here`,
      `${zoe} says hi`,
      `zoya at ${zoe} is here`,
      `${zoe} is gone`,
    ]);
  });

  test("and speaks before it has a name is hung up on", () => {
    const scene = new Scene();
    expect(scene.comes(zoe).send(message("hi")).isClosed).toBeTrue();
    expect(scene.told).toEqual([]);
  });

  test("and says no name is hung up on after 5 s", () => {
    const scene = new Scene();
    const [silent, named] = [scene.comes(zoe), scene.comes("10.0.0.8").send(name("yan"))];
    scene.run(4_900);
    expect(silent.isClosed).toBeFalse();
    scene.run(200);
    expect([silent.isClosed, named.isClosed]).toEqual([true, false]);
  });

  test("and bears a reserved name, or is a ringchat itself, is not let in", () => {
    const scene = new Scene();
    for (const taken of ["system", "_", " ", "sуstem", "bert (ringchat)"]) {
      expect(scene.comes(zoe).send(name(taken)).isClosed).toBeTrue();
    }
    expect(scene.told).toEqual([]);
  });

  test("and sends no frame is hung up on alone, with what it said before it counted", () => {
    const scene = new Scene();
    const other = scene.comes("10.0.0.8").send(name("yan"));
    const end = scene.comes(zoe).send(name("zoe"), message("hi"), Uint8Array.of(9, 0));
    other.send(message("ho"));
    expect([end.isClosed, other.isClosed]).toEqual([true, false]);
    expect(scene.told.slice(1)).toEqual([
      `zoe at ${zoe} is here`,
      `${zoe} says hi`,
      `${zoe} is gone`,
      "10.0.0.8 says ho",
    ]);
    expect(scene.log).toEqual([`${zoe}: a frame of the unknown type 9`]);
  });

  test("and ends within a frame is told of in the log", () => {
    const scene = new Scene();
    scene
      .comes(zoe)
      .send(name("zoe"), Uint8Array.of(1, 200, 65))
      .ends();
    expect(scene.log).toEqual([`${zoe}: closed within a frame`]);
    expect(scene.said).toBe(0);
  });

  test("again counts instead of its older connection, without going", () => {
    const scene = new Scene();
    const old = scene.comes(zoe).send(name("zoe"));
    const young = scene.comes(zoe);
    expect(old.isClosed).toBeFalse();
    young.send(name("zoe"), message("hi"));
    expect(old.isClosed).toBeTrue();
    expect(scene.told.some((one) => one.includes("gone"))).toBeFalse();
    young.ends();
    expect(scene.told.at(-1)).toBe(`${zoe} is gone`);
  });

  test("is one of 32 guests", () => {
    const scene = new Scene();
    const all = Array.from({ length: 40 }, (_, i) => scene.comes(`10.0.2.${i}`).send(name("x")));
    expect(all.filter(({ isClosed }) => !isClosed)).toHaveLength(32);
    expect(scene.comes("10.0.2.0").send(name("again")).isClosed).toBeFalse();
  });

  test("and says no name is one of 16, and of 2 of its host", () => {
    const scene = new Scene();
    const one = Array.from({ length: 9 }, () => scene.comes(zoe));
    expect(one.filter(({ isClosed }) => !isClosed)).toHaveLength(2);
    const many = Array.from({ length: 33 }, (_, i) => scene.comes(`10.0.1.${i}`));
    expect(many.filter(({ isClosed }) => !isClosed)).toHaveLength(14);
  });
});

describe("who is heard", () => {
  test("is dialled at its address, and is here by the name that it broadcast", () => {
    const scene = new Scene();
    scene.door.heard(name("zoe"), zoe);
    expect(scene.dials.map(({ address }) => address)).toEqual([`${zoe}:7000`]);
    const end = scene.dials[0]?.open().send(message("hi"));
    expect(end?.heard).toEqual(["name ann (ringchat)"]);
    expect(scene.told).toEqual([`zoe at ${zoe} is here`, `${zoe} says hi`]);
  });

  test("again while it is dialled or here is not dialled again", () => {
    const scene = new Scene();
    scene.door.heard(name("zoe"), zoe);
    scene.door.heard(name("zoe"), zoe);
    scene.dials[0]?.open();
    scene.door.heard(name("zoe"), zoe);
    expect(scene.dials).toHaveLength(1);
  });

  test("and dials meanwhile is one guest", () => {
    const scene = new Scene();
    scene.door.heard(name("zoe"), zoe);
    scene.comes(zoe).send(name("zoe"));
    expect(scene.dials[0]?.isCancelled).toBeTrue();
  });

  test("and says no name, a reserved one or a ringchat's is not dialled", () => {
    const scene = new Scene();
    const noise = [message("zoe"), Uint8Array.of(2, 9, 65), name("system"), name("b (ringchat)")];
    for (const datagram of noise) scene.door.heard(datagram, zoe);
    expect(scene.dials).toEqual([]);
  });

  test("among thousands is one of 4 dials at once and 8 a second", () => {
    const scene = new Scene();
    let heard = 0;
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 1_000; i++)
        scene.door.heard(name("x"), `10.1.${i % 250}.${heard++ % 250}`);
      expect(scene.dials.filter((dial) => !dial.isCancelled).length).toBeLessThanOrEqual(4);
      scene.run(100);
    }
    for (let i = 0; i < 1_000; i++) {
      scene.door.heard(name("x"), `10.2.0.${i % 250}`);
      scene.dials.at(-1)?.fail();
    }
    expect(scene.dials.length).toBeLessThanOrEqual(17);
  });

  test("beside a loud host whose door is shut has a turn", () => {
    const scene = new Scene();
    for (let i = 0; i < 1_000; i++) {
      scene.door.heard(name("mallory"), "10.0.0.66");
      for (const dial of scene.dials.slice(-1)) dial.fail();
    }
    scene.door.heard(name("zoe"), zoe);
    expect(scene.dials.map(({ address }) => address)).toEqual(["10.0.0.66:7000", `${zoe}:7000`]);
    scene.run(1_100);
    scene.door.heard(name("mallory"), "10.0.0.66");
    expect(scene.dials).toHaveLength(3);
  });

  test("and does not answer is given up after 3 s", () => {
    const scene = new Scene();
    scene.door.heard(name("zoe"), zoe);
    scene.run(3_100);
    expect(scene.dials[0]?.isCancelled).toBeTrue();
    scene.door.heard(name("zoe"), zoe);
    expect(scene.dials).toHaveLength(2);
  });
});

describe("a guest", () => {
  test("that floods is read at 20 frames a second, and all of it in the end", () => {
    const scene = new Scene();
    const end = scene.comes(zoe).send(name("zoe"));
    end.send(Buffer.concat(Array.from({ length: 100 }, () => message("x"))));
    expect([scene.said, end.isPaused]).toEqual([19, true]);
    scene.run(2_000);
    expect(scene.said).toBe(59);
    scene.run(3_000);
    expect([scene.said, end.isPaused]).toEqual([100, false]);
  });

  test("that does not read is given up", () => {
    const scene = new Scene();
    const [stuck, other] = [scene.comes(zoe), scene.comes("10.0.0.8")];
    for (const end of [stuck, other]) end.send(name("x"));
    stuck.isStuck = true;
    for (let i = 0; i < 2_000; i++) scene.door.tell([zoe, "10.0.0.8"], "", "x".repeat(250));
    expect([stuck.isClosed, other.isClosed]).toEqual([true, false]);
  });

  test("is told a long text in frames that each say who speaks, and only if it is meant", () => {
    const scene = new Scene();
    const [meant, other] = [scene.comes(zoe), scene.comes("10.0.0.8")];
    for (const end of [meant, other]) end.send(name("x"));
    scene.door.tell([zoe, "10.0.0.9"], "bert: ", `${"x".repeat(249)}yy`);
    expect(meant.heard.slice(1)).toEqual([`message bert: ${"x".repeat(249)}`, "message bert: yy"]);
    expect(other.heard).toHaveLength(1);
  });
});

test("announcements come every 5 s while nobody is here, then every 30", () => {
  const scene = new Scene();
  scene.door.announce();
  scene.run(20_000);
  expect(scene.broadcasts).toBe(5);
  scene.comes(zoe).send(name("zoe"));
  scene.run(60_000);
  expect(scene.broadcasts).toBe(7);
});

test("a door that closes hangs up and gives up what it dials", () => {
  const scene = new Scene();
  const end = scene.comes("10.0.0.8").send(name("yan"));
  scene.door.heard(name("zoe"), zoe);
  scene.door.close();
  expect([end.isClosed, scene.dials[0]?.isCancelled]).toEqual([true, true]);
});
