import { afterEach, expect, jest, setDefaultTimeout, test } from "bun:test";

import type { Driver } from "../../src/peer/driver.ts";
import type { Connection, ConnectionEvents, StoreBatch } from "../../src/peer/ports.ts";
import type { Shown } from "../../src/peer/shown.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import type { Frame } from "../../src/wire/frame.ts";
import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { Identity, textEntry } from "./identity.ts";
import { isLinked, Running, stopAll } from "./running.ts";
import { Stranger } from "./stranger.ts";

setDefaultTimeout(60_000);

const handLinks: HandLink[] = [];

afterEach(async () => {
  // What is due is done, or nobody could leave.
  if (jest.isFakeTimers()) jest.advanceTimersByTime(100);
  jest.useRealTimers();
  // Who plays a member by hand takes no good-bye: it would be waited for.
  for (const link of handLinks.splice(0)) link.closes();
  await stopAll();
});

/** Keeps what it is given, and how many runs each commit brought. */
class CountingStore extends MemoryStore {
  readonly commits: number[] = [];
  syncs = 0;
  failsWith = "";
  /** The disk is busy until this is resolved. */
  busy = Promise.withResolvers<void>();

  override commit(batch: StoreBatch): void {
    if (this.failsWith !== "") throw new Error(this.failsWith);
    super.commit(batch);
    this.commits.push(batch.runs.length);
  }

  constructor() {
    super();
    this.busy.resolve();
  }

  override async sync(): Promise<void> {
    this.syncs++;
    await this.busy.promise;
  }

  get runs(): number {
    return this.commits.reduce((sum, runs) => sum + runs, 0);
  }
}

/** A connection that a member in good standing plays by hand. */
class HandLink {
  isHungUp = false;
  isPaused = false;
  readonly frames: Frame[] = [];
  onFlush = (): void => {};
  readonly #events: ConnectionEvents;

  constructor(driver: Driver, identity: Identity) {
    const decoder = new FrameDecoder();
    decoder.allowRuns();
    const connection: Connection = {
      write: (bytes) => void this.frames.push(...decoder.push(bytes.slice()).frames),
      flush: () => this.onFlush(),
      whenDrained: (callback) => callback(),
      pause: () => void (this.isPaused = true),
      resume: () => void (this.isPaused = false),
      hangUp: () => void (this.isHungUp = true),
    };
    this.#events = driver.accept(connection, driver.address, `10.0.0.${identity.id[0]}:40000`);
    const theirs = this.frames.find((frame) => frame.type === "hello");
    const stranger = new Stranger(identity);
    const hello = stranger.hello();
    if (theirs?.type !== "hello") throw new Error("the driver said no hello");
    const claim = { own: hello.nonce, other: theirs.peer, theirs: theirs.nonce };
    this.sends(hello, { type: "auth", signature: identity.proof(claim) });
    this.sends({ type: "have", feeds: [], whole: true, more: false });
    handLinks.push(this);
  }

  closes(): void {
    this.#events.closed("closed");
  }

  sends(...frames: readonly Frame[]): void {
    for (const frame of frames) this.#events.data(encodeFrame(frame));
  }

  /** Authors and last seqs that came after the greeting. */
  get acknowledged(): (readonly [string, number])[] {
    const haves = this.frames.flatMap((one) => (one.type === "have" && !one.whole ? [one] : []));
    return haves.flatMap(({ feeds }) => feeds.map(([author, , seq]) => [author, seq] as const));
  }
}

async function turnsOfTheLoop(): Promise<void> {
  for (let i = 0; i < 5; i++) await turnOfTheLoop();
}

async function turnOfTheLoop(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  await promise;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turnOfTheLoop();
}

test("what others said goes to disk together, though it came in many turns", async () => {
  jest.useFakeTimers();
  const store = new CountingStore();
  const bobby = new Running("1", "bobby", undefined, store);
  const author = new Identity("9", "mallory");
  const links = [new Identity("8", "one"), new Identity("7", "other")].map(
    (identity) => new HandLink(bobby.driver, identity),
  );
  await turnsOfTheLoop();
  const before = { commits: store.commits.length, runs: store.runs };
  for (let i = 0; i < 8; i++) {
    const run = author.run([textEntry(`${i}`)]);
    links[i % 2]?.sends({ type: "run", run });
    if (i % 4 === 0) await turnOfTheLoop();
  }
  expect(store.commits).toHaveLength(before.commits);
  jest.advanceTimersByTime(20);
  await until(() => links.every(({ acknowledged }) => acknowledged.length > 0));
  expect(store.runs - before.runs).toBe(8);
  expect(store.commits).toHaveLength(before.commits + 1);
  for (const link of links) expect(link.acknowledged).toEqual([[author.id, 8]]);
});

test("what is said waits for no others, and takes along what they said before", async () => {
  jest.useFakeTimers(); // no time passes in which others could be waited for
  const store = new CountingStore();
  const bobby = new Running("1", "bobby", undefined, store);
  const author = new Identity("9", "mallory");
  const link = new HandLink(bobby.driver, author);
  await turnsOfTheLoop();
  const before = store.commits.length;
  link.sends({ type: "run", run: author.run([textEntry("1")]) });
  bobby.driver.say("2");
  await turnsOfTheLoop();
  expect(store.commits.slice(before)).toEqual([2]);
});

test("what came is passed on before it is shown", async () => {
  const bobby = new Running("1", "bobby");
  const [one, other] = [new Identity("8", "one"), new Identity("7", "other")].map(
    (identity) => new HandLink(bobby.driver, identity),
  );
  await turnsOfTheLoop();
  const isMessage = ({ show }: Shown): boolean => show === "message";
  const leftBeforeShown: boolean[] = [];
  if (other !== undefined) {
    other.onFlush = () => leftBeforeShown.push(!bobby.shown.some(isMessage));
  }
  one?.sends({ type: "run", run: new Identity("9", "mallory").run([textEntry("1")]) });
  expect(bobby.shown.filter(isMessage)).toHaveLength(1);
  expect(leftBeforeShown).toEqual([true]);
  expect(other?.frames.at(-1)).toMatchObject({ type: "run" });
});

test("what is said in one turn is one run, and not shown before its commit", async () => {
  const store = new CountingStore();
  const bobby = new Running("1", "bobby", undefined, store);
  await turnsOfTheLoop();
  const before = store.commits.length;
  for (let i = 0; i < 100; i++) bobby.driver.say(`${i}`);
  expect(bobby.shown.filter(({ show }) => show === "message")).toEqual([]);
  await bobby.until((one) => one.show === "message" && one.text === "99");
  expect(store.commits.slice(before)).toEqual([1]);
});

test("what is said just before leaving is said", async () => {
  const bobby = new Running("1", "bobby");
  bobby.driver.say("bye, all");
  bobby.driver.leave();
  await bobby.until(({ show }) => show === "stopped");
  expect(bobby.shown).toContainEqual(expect.objectContaining({ text: "bye, all" }));
});

test("what is shown can be committed at once, and is acknowledged once it is on disk", async () => {
  const store = new CountingStore();
  const bobby = new Running("1", "bobby", undefined, store);
  const author = new Identity("9", "mallory");
  const link = new HandLink(bobby.driver, author);
  await turnsOfTheLoop();
  const before = { runs: store.runs, syncs: store.syncs };
  const first = (store.busy = Promise.withResolvers());
  link.sends({ type: "run", run: author.run([textEntry("1")]) });
  bobby.driver.commit();
  expect([store.runs, link.acknowledged]).toEqual([before.runs + 1, []]);
  await until(() => store.syncs > before.syncs);
  link.sends({ type: "run", run: author.run([textEntry("2")]) });
  bobby.driver.commit();
  const second = (store.busy = Promise.withResolvers());
  first.resolve();
  await until(() => link.acknowledged.length > 0);
  expect(link.acknowledged).toEqual([[author.id, 1]]);
  second.resolve();
  await until(() => link.acknowledged.length > 1);
  expect(link.acknowledged[1]).toEqual([author.id, 2]);
});

test("a store that throws ends the peer, closes its links and acknowledges nothing", async () => {
  const store = new CountingStore();
  const bobby = new Running("1", "bobby", undefined, store);
  const donald = new Running("2", "donald", bobby.address);
  await donald.until(isLinked);
  await bobby.until(isLinked);
  const link = new HandLink(bobby.driver, new Identity("8", "other"));
  await turnsOfTheLoop();
  store.failsWith = "database or disk is full";
  const mallory = new Identity("9", "mallory");
  link.sends({ type: "run", run: mallory.run([textEntry("1")]) });
  const failed = await bobby.until(({ show }) => show === "store-failed");
  expect(failed).toEqual({ show: "store-failed", reason: "database or disk is full" });
  await bobby.until(({ show }) => show === "stopped");
  await donald.until((one) => one.show === "link" && one.state === "down");
  const authors = link.acknowledged.map(([author]) => author);
  expect([authors.includes(mallory.id), link.isHungUp]).toEqual([false, true]);
});

test("while the disk is busy nothing is acknowledged, and what comes is one commit more", async () => {
  const store = new CountingStore();
  const bobby = new Running("1", "bobby", undefined, store);
  const author = new Identity("9", "mallory");
  const link = new HandLink(bobby.driver, author);
  await turnsOfTheLoop();
  const before = store.commits.length;
  store.busy = Promise.withResolvers();
  link.sends({ type: "run", run: author.run([textEntry("0")]) });
  await until(() => store.commits.length > before);
  for (let i = 1; i < 10; i++) {
    link.sends({ type: "run", run: author.run([textEntry(`${i}`)]) });
    await turnsOfTheLoop();
  }
  expect([link.acknowledged, store.commits.slice(before)]).toEqual([[], [1]]);
  store.busy.resolve();
  await until(() => link.acknowledged.length === 2);
  expect(link.acknowledged).toEqual([
    [author.id, 1],
    [author.id, 10],
  ]);
  expect(store.commits.slice(before)).toEqual([1, 9]);
});

test("while the disk is busy a connection is stopped that brings too much, and goes on after it", async () => {
  const store = new CountingStore();
  const bobby = new Running("1", "bobby", undefined, store);
  const author = new Identity("9", "mallory");
  const link = new HandLink(bobby.driver, author);
  await turnsOfTheLoop();
  store.busy = Promise.withResolvers();
  const long = textEntry("x".repeat(10_000));
  for (let i = 0; i < 100 && !link.isPaused; i++) {
    link.sends({ type: "run", run: author.run([long]) });
  }
  expect(link.isPaused).toBeTrue();
  store.busy.resolve();
  await until(() => !link.isPaused);
});
