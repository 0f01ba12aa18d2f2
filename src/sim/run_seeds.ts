import type { SeedResult } from "./run_seed.ts";
import type { Task } from "./worker.ts";

/**
 * Schedules spread over `jobs` threads. Ends when all are run or, unless `keepGoing`, when the
 * first has failed. The results come in no particular order.
 */
export function runSeeds(options: {
  readonly tasks: Iterable<Task>;
  readonly jobs: number;
  readonly keepGoing: boolean;
  readonly onResult: (result: SeedResult) => void;
}): Promise<void> {
  const { jobs, keepGoing, onResult } = options;
  const waiting = Iterator.from(options.tasks);
  const workers: Worker[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let busy = jobs;
  let hasFailed = false;
  const give = (worker: Worker): void => {
    const { value: task, done = false } = waiting.next();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    if (!done && (keepGoing || !hasFailed)) worker.postMessage(task);
    else if (--busy === 0) resolve();
  };
  for (let i = 0; i < jobs; i++) {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    worker.addEventListener("message", ({ data }: MessageEvent<SeedResult>) => {
      hasFailed ||= data.failure !== null;
      onResult(data);
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
