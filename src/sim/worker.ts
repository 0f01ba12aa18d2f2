import { runSeed } from "./run_seed.ts";
import type { Size } from "./schedule.ts";

/** What a thread is sent: one schedule. */
export type Task = { readonly seed: number; readonly size: Size };

declare const self: Worker;

/** Runs each schedule that it is sent and answers with the result. */
self.addEventListener("message", ({ data }: MessageEvent<Task>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  self.postMessage(runSeed(data.seed, data.size));
});
