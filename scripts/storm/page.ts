/**
 * A hundred messages a second arrive at a page in which somebody types, for a minute: each key is
 * shown at once, nothing holds the page up, and what it holds in memory has an end.
 */
import { closeBrowser } from "../../tests/browser/browser.ts";
import { floodPage, type PageMemory, quantile } from "../../tests/browser/page_flood.ts";
import { RoomPage } from "../../tests/browser/room_page.ts";
import { JsonPeer } from "../../tests/e2e/json_peer.ts";
import { reasonOf, type StormOptions } from "./storm_ring.ts";

export type PageOptions = StormOptions & { readonly seconds: number };

const messagesPerSecond = 100;
const keyMsMax = 100;
const taskMsMax = 100;
/** The page holds 20,000 messages at most, and draws some hundred rows of them. */
const heapMiBMax = 64;
const nodesGrowthMax = 1.2;

/** Resolves with what is wrong. */
export async function stormPage({ seconds, progress }: PageOptions): Promise<readonly string[]> {
  await using all = new AsyncDisposableStack();
  all.defer(closeBrowser);
  try {
    const bobby = all.use(await JsonPeer.start({ name: "bobby", extra: ["--web"] }));
    const author = all.use(await JsonPeer.start({ name: "eddy", next: await bobby.address() }));
    const room = all.use(await RoomPage.of(bobby));
    await room.person(/^eddy/).waitFor();
    const figures = await floodPage({ author, room, seconds, messagesPerSecond });
    const { draft, keysMs, longestTaskMs, memory, messages, typed } = figures;
    const slowKeyMs = quantile(keysMs, 0.98);
    progress(`${messages} messages, ${typed.length} keys`);
    progress(`98 of 100 keys are shown within ${slowKeyMs} ms, the slowest ${keysMs.at(-1)} ms`);
    progress(`the longest task takes ${longestTaskMs.toFixed(0)} ms`);
    progress(`memory: ${memory.map(memoryWords).join(", ")}`);
    return [
      ...(draft === typed ? [] : [`typed ${typed}, but there is ${draft}`]),
      ...(slowKeyMs <= keyMsMax ? [] : [`2 of 100 keys take ${slowKeyMs} ms or more`]),
      ...(longestTaskMs <= taskMsMax ? [] : [`a task takes ${longestTaskMs} ms`]),
      ...memoryFaults(memory),
    ];
  } catch (error) {
    return [reasonOf(error)];
  }
}

function memoryWords({ heapMiB, nodes }: PageMemory): string {
  return `${heapMiB.toFixed(1)} MiB and ${nodes} nodes`;
}

function memoryFaults(memory: readonly PageMemory[]): readonly string[] {
  const faults: string[] = [];
  const most = Math.max(...memory.map(({ heapMiB }) => heapMiB));
  if (most > heapMiBMax) faults.push(`the page holds ${most.toFixed(1)} MiB`);
  const [before, after] = memory.slice(-2).map(({ nodes }) => nodes);
  if (before !== undefined && after !== undefined && after > nodesGrowthMax * before) {
    faults.push(`${before} nodes became ${after}`);
  }
  return faults;
}
