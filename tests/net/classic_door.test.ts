/** Which connections are a classic peer's is found out by itself, at little cost. */
import { beforeEach, describe, expect, test } from "bun:test";

import { ClassicDoor } from "../../src/net/classic_door.ts";
import type { Connection, ConnectionEvents } from "../../src/peer/ports.ts";
import { type ClassicValue, encodeClassic } from "../../src/wire/classic_value.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import { hello, utf8 } from "../wire/sample_frames.ts";

const value: ClassicValue = {
  id: "0b8e8f5c-3f0e-4c6e-9a59-3c9a5d7c1f10",
  author: "zoe",
  command: "m",
  data: "hi",
};

/** A connection of which the test holds the other end. */
class Wire implements Connection {
  written = "";
  isHungUp = false;
  isPaused = false;
  readonly remote: string;
  readonly #drained: (() => void)[] = [];

  constructor(remote: string) {
    this.remote = remote;
  }

  write(bytes: Uint8Array): void {
    this.written += new TextDecoder().decode(bytes);
  }
  flush(): void {}
  whenDrained(callback: () => void): void {
    this.#drained.push(callback);
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  hangUp(): void {
    this.isHungUp = true;
  }
}

/** Those who make links of connections. */
class Links {
  readonly got: string[] = [];
  handed: Connection | null = null;
  readonly opened = (connection: Connection): ConnectionEvents => {
    this.handed = connection;
    return {
      data: (bytes) => this.got.push(new TextDecoder().decode(bytes)),
      closed: (reason) => this.got.push(`closed: ${reason}`),
    };
  };
}

let nowMs: number;
let said: string[];
let door: ClassicDoor;
let links: Links;

beforeEach(() => {
  nowMs = 1_000;
  said = [];
  links = new Links();
  const classics = {
    classicSays: (address: string, { author, data }: ClassicValue) =>
      said.push(`${address} ${author}: ${data}`),
    classicGone: (address: string) => said.push(`${address} gone`),
    classicNext: (isThere: boolean) => said.push(`next ${isThere}`),
  };
  door = new ClassicDoor({ next: "n:1", classics, diagnostics: () => {} }, nowMs);
});

function pass(ms: number): void {
  for (let passed = 0; passed < ms; passed += 100) door.tick((nowMs += 100));
}

function accepted(remote = "10.0.0.9:50000"): { wire: Wire; events: ConnectionEvents } {
  const wire = new Wire(remote);
  return { wire, events: door.accepting(links.opened)(wire, "10.0.0.1:6001", remote) };
}

/** Our own dial of `address`. */
function dialled(address: string): { wire: Wire; events: ConnectionEvents } {
  const wire = new Wire(address);
  const events: ConnectionEvents[] = [];
  const transport = door.dialling({
    dial: (_, opened) => {
      events.push(opened(wire, "10.0.0.1:40000", address));
      return { cancel: () => {} };
    },
  });
  transport.dial(address, links.opened, () => {});
  const [first] = events;
  if (first === undefined) throw new Error("nobody was dialled");
  return { wire, events: first };
}

describe("a connection that was accepted", () => {
  test("is a link when a frame comes first, in however many pieces", () => {
    const { events } = accepted();
    const bytes = encodeFrame(hello);
    events.data(bytes.subarray(0, 30));
    expect(links.got).toEqual([]);
    events.data(bytes.subarray(30));
    events.data(utf8.encode("more"));
    expect(links.got).toEqual([new TextDecoder().decode(bytes), "more"]);
    expect(said).toEqual([]);
  });

  test("is a classic peer's when its value comes first: to the others it has closed", () => {
    const { wire, events } = accepted();
    events.data(encodeClassic(value).subarray(0, 20));
    events.data(encodeClassic(value).subarray(20));
    expect(links.got).toEqual(["closed: it speaks the classic dialect, or nothing"]);
    events.data(encodeClassic(value));
    expect(said).toEqual([`${wire.remote} zoe: hi`, `${wire.remote} zoe: hi`]);
    events.closed("closed by the other end");
    expect(said.at(-1)).toBe(`${wire.remote} gone`);
  });

  test("is kept though it says nothing, and may be a classic peer's later", () => {
    const { wire, events } = accepted();
    pass(4_700);
    expect(links.got).toEqual([]);
    pass(200);
    expect(links.got).toHaveLength(1);
    expect(wire.written).toContain('"slow"');
    events.data(encodeClassic(value));
    expect(said).toHaveLength(1);
    expect(wire.isHungUp).toBe(false);
  });

  test("that says nothing is kept twice a host, and sixteen times in all", () => {
    for (let i = 0; i < 3; i++) accepted(`10.0.0.9:${50_000 + i}`);
    pass(5_000);
    expect(links.got).toHaveLength(2);
    for (let i = 0; i < 30; i++) accepted(`10.0.1.${i}:50000`);
    pass(5_000);
    expect(links.got).toHaveLength(16);
  });

  test("ends with a wrong type, and with that alone", () => {
    const one = accepted("10.0.0.7:1");
    const other = accepted("10.0.0.8:1");
    one.events.data(encodeClassic(value));
    other.events.data(encodeClassic(value));
    one.events.data(utf8.encode('{"command":5}'));
    expect([one.wire.isHungUp, other.wire.isHungUp]).toEqual([true, false]);
    other.events.data(encodeClassic(value));
    expect(said).toHaveLength(4);
  });

  test("is read no faster than people talk", () => {
    const { wire, events } = accepted();
    for (let i = 0; i < 50; i++) events.data(encodeClassic(value));
    expect(said).toHaveLength(20);
    expect(wire.isPaused).toBe(true);
    pass(1_000);
    expect(said.length).toBeWithin(39, 42);
    pass(1_000);
    expect(said).toHaveLength(50);
    expect(wire.isPaused).toBe(false);
  });
});

describe("a connection to the configured next", () => {
  test("is a classic peer's when it says nothing, and is told values from then on", () => {
    const { wire, events } = dialled("n:1");
    door.tell(value);
    pass(5_000);
    expect(said).toEqual(["next true"]);
    door.tell(value);
    expect(wire.written).toBe(new TextDecoder().decode(encodeClassic(value)));
    events.closed("closed by the other end");
    expect(said).toEqual(["next true", "next false"]);
  });

  test("is a link when anything comes", () => {
    const { events } = dialled("n:1");
    events.data(encodeFrame(hello));
    pass(6_000);
    expect(links.got).toHaveLength(1);
    expect(said).toEqual([]);
  });

  test("that was only late is given back: it is dialled again", () => {
    const { wire, events } = dialled("n:1");
    pass(5_000);
    events.data(encodeFrame(hello));
    expect(wire.isHungUp).toBe(true);
    expect(said).toEqual(["next true", "next false"]);
  });

  test("that does not read is given up", () => {
    const { wire } = dialled("n:1");
    pass(5_000);
    const long = { ...value, data: "x".repeat(30_000) };
    for (let i = 0; i < 10; i++) door.tell(long);
    expect(wire.isHungUp).toBe(true);
    expect(said).toEqual(["next true", "next false"]);
  });

  test("is the only one that is dialled for a classic peer, and only while it stays", () => {
    dialled("m:1");
    const { events } = dialled("n:1");
    links.handed?.hangUp();
    pass(6_000);
    expect(said).toEqual([]);
    events.closed("");
  });
});
