import { homedir, hostname } from "node:os";

import type { Surroundings } from "../store/state_folder.ts";

/** Those of this process. */
export function surroundings(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir(), host: hostname() };
}
