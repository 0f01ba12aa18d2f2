/** How well pages answer the person before them. */
import { openBrowser } from "./browser.ts";

/** Of one thread, as Chromium traces it; `tdur`: microseconds for which it had the processor. */
type TraceEvent = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
};

/**
 * Milliseconds of processor time of the longest task of any page meanwhile: so long no page could
 * answer. By the clock on the wall it would count what else a busy machine does.
 */
export async function longestTaskMs(during: () => Promise<void>): Promise<number> {
  const browser = await openBrowser();
  await browser.startTracing(undefined, {
    categories: ["disabled-by-default-devtools.timeline", "-*"],
  });
  await during();
  const trace = await browser.stopTracing();
  const { traceEvents }: { readonly traceEvents: readonly TraceEvent[] } = JSON.parse(
    trace.toString(),
  );
  const isMain = ({ args, name }: TraceEvent): boolean =>
    name === "thread_name" && args.name === "CrRendererMain";
  const pages = new Set(traceEvents.filter(isMain).map(threadOf));
  const tasks = traceEvents.filter(
    (event) => event.name === "RunTask" && pages.has(threadOf(event)),
  );
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid} ${tid}`;
}
