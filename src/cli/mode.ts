/** Who talks in the room: a script, a person, or nobody. Only what that takes is loaded. */
import type { Settings } from "./options.ts";
import type { Mode } from "./peer_plan.ts";

export async function loadMode(settings: Settings): Promise<Mode> {
  if (settings.json) return (await import("./json_mode.ts")).openJsonMode(settings);
  if (settings.headless) return (await import("./headless_mode.ts")).openHeadlessMode();
  return (await import("./terminal_mode.ts")).openTerminalMode();
}
