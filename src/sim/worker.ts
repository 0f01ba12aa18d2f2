import { runSeed } from "./run_seed.ts";

declare const self: Worker;

/** Runs each seed that it is sent and answers with the result. */
self.onmessage = ({ data }: MessageEvent<number>) => {
  self.postMessage(runSeed(data));
};
