import type { SeedResult } from "./run_seed.ts";
import type { Minutes } from "./schedule.ts";
import type { Task } from "./worker.ts";

/**
 * Seeds spread over `jobs` threads. Ends when all are run or, unless `keepGoing`, when the first
 * has failed. The results come in no particular order.
 */
export function runSeeds(options: {
  readonly from: number;
  readonly seeds: number;
  readonly minutes: Minutes;
  readonly jobs: number;
  readonly keepGoing: boolean;
  readonly onResult: (result: SeedResult) => void;
}): Promise<void> {
  const { from, seeds, minutes, keepGoing, onResult } = options;
  const jobs = Math.max(1, Math.min(options.jobs, seeds));
  let next = from;
  const workers: Worker[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let busy = jobs;
  const give = (worker: Worker): void => {
    const task: Task = { seed: next, minutes };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    if (next++ < from + seeds) worker.postMessage(task);
    else if (--busy === 0) resolve();
  };
  for (let i = 0; i < jobs; i++) {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    worker.addEventListener("message", ({ data }: MessageEvent<SeedResult>) => {
      onResult(data);
      if (data.failure !== null && !keepGoing) next = Infinity;
      give(worker);
    });
    worker.addEventListener("error", ({ message }) => {
      reject(new Error(`a thread of the simulator died: ${message}`));
    });
    workers.push(worker);
    give(worker);
  }
  return promise.finally(() => {
    for (const worker of workers) worker.terminate();
  });
}
