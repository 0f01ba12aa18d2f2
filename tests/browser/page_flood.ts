/** Many messages a second at a page in which a person types. */
import type { Page } from "playwright-core";

import type { JsonPeer } from "../e2e/json_peer.ts";
import type { RoomPage } from "./room_page.ts";
import { longestTaskMs } from "./smoothness.ts";

export type FloodOptions = {
  /** Somebody else in the room. */
  readonly author: JsonPeer;
  readonly room: RoomPage;
  readonly seconds: number;
  readonly messagesPerSecond: number;
};

/** `heapMiB` without garbage, `nodes` those of the documents. */
export type PageMemory = { readonly heapMiB: number; readonly nodes: number };

export type FloodFigures = {
  readonly messages: number;
  /** What was typed, and what stood in the box in the end. */
  readonly typed: string;
  readonly draft: string;
  /** From each key to the frame that shows it, ascending; what took under 16 is told as 16. */
  readonly keysMs: readonly number[];
  readonly longestTaskMs: number;
  /** Before, and after each fifth of the time. */
  readonly memory: readonly PageMemory[];
};

const keyEveryMs = 120;
const parts = 5;
const words = "typing goes on whatever is said meanwhile, ";
const keyMsMin = 16;

const watchKeys = `
  globalThis.keysMs = [];
  const note = ({ name, duration }) => name === "keydown" && keysMs.push(duration);
  const keys = new PerformanceObserver((list) => list.getEntries().forEach(note));
  keys.observe({ type: "event", durationThreshold: ${keyMsMin} });`;

export async function floodPage(options: FloodOptions): Promise<FloodFigures> {
  const { author, room, seconds, messagesPerSecond } = options;
  const { box, page } = room;
  await page.evaluate(watchKeys);
  await box.fill("");
  const memory = [await memoryOf(page)];
  const flood = new Flood(author, messagesPerSecond);
  let [typed, longestMs] = ["", 0];
  for (let part = 1; part <= parts; part++) {
    const typing = async (): Promise<void> => {
      const untilMs = performance.now() + (seconds * 1_000) / parts;
      while (performance.now() < untilMs) {
        const key = words[typed.length % words.length] ?? " ";
        await box.press(key === " " ? "Space" : key, { delay: keyEveryMs });
        typed += key;
      }
    };
    longestMs = Math.max(longestMs, await longestTaskMs(typing));
    memory.push(await memoryOf(page));
  }
  const messages = flood.stop();
  await room.row(Flood.text(messages));
  const slowMs = await page.evaluate<number[]>("keysMs");
  const quick = Array.from({ length: typed.length - slowMs.length }, () => keyMsMin);
  const keysMs = [...quick, ...slowMs].sort((a, b) => a - b);
  const draft = await box.inputValue();
  return { messages, typed, draft, keysMs, longestTaskMs: longestMs, memory };
}

/** What the value is of `share` of them; they are ascending. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? 0;
}

class Flood {
  #said = 0;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(author: JsonPeer, messagesPerSecond: number) {
    const beganMs = performance.now();
    // As many as are due by now, so that late timers don't add up.
    this.#timer = setInterval(() => {
      const due = ((performance.now() - beganMs) * messagesPerSecond) / 1_000;
      while (this.#said < due) author.say(Flood.text(++this.#said));
    }, 1_000 / messagesPerSecond);
  }

  static text(number: number): string {
    return `flood ${number} of them, and they go on`;
  }

  /** How many were said. */
  stop(): number {
    clearInterval(this.#timer);
    return this.#said;
  }
}

async function memoryOf(page: Page): Promise<PageMemory> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  const valueOf = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
  await session.detach();
  return { heapMiB: valueOf("JSHeapUsedSize") / 2 ** 20, nodes: valueOf("Nodes") };
}
