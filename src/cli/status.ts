/** `ringchat status`: how the ring is doing, as the running peer of the state folder knows. */
import { statusEvent } from "../chat/json_lines.ts";
import { NameBook } from "../chat/names.ts";
import type { Canvas } from "../chat/ring_picture.ts";
import { type RoomStatus, slowestHop } from "../chat/room_status.ts";
import { wordsFor } from "../chat/speech.ts";
import { jsonLine } from "../lib/json_line.ts";
import { widestOf } from "../terminal/layout.ts";
import { dateAndTime } from "../terminal/reporter.ts";
import { askPeer } from "./ask_peer.ts";
import { wantsColour } from "./at_terminal.ts";
import type { Call } from "./call.ts";
import { chosenFolder, startCommand } from "./chosen_folder.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import { readStatus } from "./read_status.ts";
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
    throw new CommandFailed({
      why: "no-peer-runs",
      path: folder,
      isFrozen,
      start: startCommand(folder),
    });
  }
  const status = asked.answer;
  const slowest = slowestHop(status);
  const text = call.settings.json
    ? `${jsonLine({ ...statusEvent(status), slowest })}\n`
    : textOf(status, call);
  await Bun.write(Bun.stdout, text);
  return EXIT.done;
}

function textOf(status: RoomStatus, { around, language, settings }: Call): string {
  const [words, names] = [
    wordsFor(language),
    new NameBook(status.peers[0] ?? { id: "", name: "" }),
  ];
  const isDrawn = process.stdout.isTTY && wantsColour(settings.noColor, around.env);
  const context = { words, names, widthOf: Bun.stringWidth, when: dateAndTime, now: Date.now };
  return statusText(status, language, context, isDrawn ? canvas() : null);
}

/** Some terminals do not say how wide they are. */
function canvas(): Canvas {
  const { columns } = process.stdout;
  return { columns: columns > 0 ? columns : 80, widthOf: widestOf };
}
