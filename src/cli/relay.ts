/** `ringchat relay`: the hub of a star, which others join. */
import type { Call } from "./call.ts";
import { holdPlace } from "./meeting_point.ts";
import { loadMode } from "./mode.ts";

/** Resolves with the exit code. Throws CommandFailed or StateError when it can't start. */
export function relay(call: Call): Promise<number> {
  return holdPlace(call, {
    kind: "star",
    name: "relay",
    openMode: async (host) => {
      if (call.settings.json) return loadMode(call.settings);
      return (await import("./relay_mode.ts")).openRelayMode(host);
    },
  });
}
