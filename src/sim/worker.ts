import { runSeed } from "./run_seed.ts";

declare const self: Worker;

/** Runs each seed that it is sent and answers with the result. */
self.addEventListener("message", ({ data }: MessageEvent<number>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  self.postMessage(runSeed(data));
});
