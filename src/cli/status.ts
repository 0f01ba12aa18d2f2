/** `ringchat status`: how the ring is doing, as the running peer of the state folder knows. */
import { statusEvent } from "../chat/json_lines.ts";
import { readStatus, slowestHop } from "../chat/ring_status.ts";
import { jsonLine } from "../lib/json_line.ts";
import { askPeer } from "./ask_peer.ts";
import type { Call } from "./call.ts";
import { chosenFolder } from "./chosen_folder.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import { statusText } from "./status_text.ts";

/** A lap that does not come home is given up long before. */
const TIMEOUT_MS = 8_000;

export async function printStatus(call: Call): Promise<number> {
  const folder = chosenFolder(call);
  if (folder === null) throw new CommandFailed({ why: "no-peer-yet", path: null });
  const command = { do: "status" };
  const asked = await askPeer(folder, { command, answerIn: readStatus, timeoutMs: TIMEOUT_MS });
  if (asked.outcome !== "answered") {
    const isFrozen = asked.outcome === "late";
    throw new CommandFailed({ why: "no-peer-runs", path: folder, isFrozen });
  }
  const status = asked.answer;
  const slowest = slowestHop(status);
  const text = call.settings.json
    ? `${jsonLine({ ...statusEvent(status), slowest })}\n`
    : statusText(status, call.language);
  await Bun.write(Bun.stdout, text);
  return EXIT.done;
}
