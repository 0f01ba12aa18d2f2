/** `ringchat directory`: a peer of a ring that is always there, so that others can join by it. */
import type { Call } from "./call.ts";
import { holdPlace } from "./meeting_point.ts";
import { loadMode } from "./mode.ts";

/** Resolves with the exit code. Throws CommandFailed or StateError when it can't start. */
export function directory(call: Call): Promise<number> {
  const { settings } = call;
  const openMode = () => loadMode({ ...settings, headless: settings.headless || !settings.json });
  return holdPlace(call, { kind: "ring", name: "directory", openMode });
}
