/** A session with a script: JSON lines on stdin and stdout, and nothing else there. */
import {
  errorEvent,
  eventOf,
  type JsonCommand,
  type JsonEvent,
  readCommand,
} from "../chat/json_lines.ts";
import type { Room } from "../chat/room.ts";
import { jsonLine } from "../lib/json_line.ts";
import { type InputLine, LineSplitter } from "./line_splitter.ts";
import type { OutputQueue } from "./output_queue.ts";

/** As long as a frame may be: what is longer could not be sent anyway. */
const LINE_BYTES_MAX = 65_536;

export type JsonSession = {
  readonly room: Room;
  /** What the script writes; null: it only reads, and a signal ends the session. */
  readonly input: AsyncIterable<Uint8Array> | null;
  readonly output: OutputQueue;
};

/** Resolves when the peer has stopped and `bye` has been written. */
export async function runJsonSession(session: JsonSession): Promise<void> {
  const { room, input, output } = session;
  const stopped = new Promise<void>((resolve) => {
    room.subscribe((shown) => {
      const event = eventOf(shown, isoTime);
      if (event !== null) writeEvent(output, event);
      if (shown.show === "stopped") resolve();
    });
  });
  if (input !== null) void obey(input, room, output);
  await stopped;
  await output.drained();
}

export function writeEvent(output: OutputQueue, event: JsonEvent): void {
  output.write(`${jsonLine(event)}\n`);
}

async function obey(
  input: AsyncIterable<Uint8Array>,
  room: Room,
  output: OutputQueue,
): Promise<void> {
  const splitter = new LineSplitter(LINE_BYTES_MAX);
  const obeyAll = (lines: readonly InputLine[]): void => {
    for (const line of lines) obeyLine(line, room, output);
  };
  try {
    for await (const chunk of input) obeyAll(splitter.push(chunk));
  } catch {
    // An input that breaks off ends like one that ends.
  }
  obeyAll(splitter.end());
  room.leave();
}

const UNREADABLE = {
  "too-long": `A line may have ${LINE_BYTES_MAX} bytes; this one was skipped`,
  "not-utf8": "This line is not UTF-8",
} as const;

function obeyLine(line: InputLine, room: Room, output: OutputQueue): void {
  if (!line.ok) {
    writeEvent(output, errorEvent("usage", UNREADABLE[line.problem]));
    return;
  }
  if (line.line.trim() === "") return;
  const read = readCommand(line.line);
  if (read.ok) perform(read.command, room, output);
  else writeEvent(output, errorEvent("usage", read.reason, read.ref));
}

function perform(command: JsonCommand, room: Room, output: OutputQueue): void {
  switch (command.do) {
    case "say":
      return room.say(command.text, command.ref);
    case "ring":
      return room.askRing(command.ref);
    case "history":
      return writeEvent(
        output,
        errorEvent("unsupported", "This version keeps no history yet", command.ref),
      );
    case "quit":
      return room.leave();
  }
}

/** Year 9999: the last that ISO 8601 writes in four digits. */
const TIME_MAX_MS = 253_402_300_799_999;

/** `atMs` came from a peer, which may have sent any number. */
function isoTime(atMs: number): string {
  return new Date(Math.min(Math.max(atMs, 0), TIME_MAX_MS)).toISOString();
}
