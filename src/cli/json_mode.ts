import { LOG_LEVELS } from "../chat/lines.ts";
import { jsonLine } from "../lib/json_line.ts";
import type { DiagnosticRecord } from "../peer/ports.ts";
import { runJsonSession } from "./json_session.ts";
import type { Settings } from "./options.ts";
import { OutputQueue } from "./output_queue.ts";
import type { Mode } from "./peer_plan.ts";

/** A reader this far behind has stopped reading; until then it may be slow. */
const EVENT_CHARACTERS_MAX = 16 << 20;
/** Diagnostics are in the log too, so that few need to wait here. */
const DIAGNOSTIC_CHARACTERS_MAX = 1 << 20;

/** stdin and stdout for events, stderr for diagnostics down to --log-level. */
export function openJsonMode(settings: Settings): Mode {
  const diagnostics = new OutputQueue(Bun.stderr.writer(), DIAGNOSTIC_CHARACTERS_MAX, () => {});
  const shown = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(settings.logLevel) + 1);
  const diagnose = (record: DiagnosticRecord): void => {
    if (!shown.includes(record.level)) return;
    diagnostics.write(`${jsonLine({ at: new Date().toISOString(), ...record })}\n`);
  };
  return {
    diagnose,
    async talk({ room }) {
      const output = new OutputQueue(Bun.stdout.writer(), EVENT_CHARACTERS_MAX, (why) => {
        diagnose({ level: "warn", event: "stdout-lost", why });
        room.leave();
      });
      const input = settings.headless ? null : Bun.stdin.stream();
      await runJsonSession({ room, input, output });
      return "stopped";
    },
  };
}
