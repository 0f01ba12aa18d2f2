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
import type { Shown } from "../peer/shown.ts";
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
  const script = new Script(session.room, session.output);
  const stopped = new Promise<void>((resolve) => {
    session.room.subscribe((shown) => {
      script.tell(shown);
      if (shown.show === "stopped") resolve();
    });
  });
  if (session.input !== null) void script.obey(session.input);
  await stopped;
  await session.output.drained();
}

const UNREADABLE = {
  "too-long": `A line may have ${LINE_BYTES_MAX} bytes; this one was skipped`,
  "not-utf8": "This line is not UTF-8",
} as const;

/** The script's side of the conversation. */
class Script {
  readonly #room: Room;
  readonly #output: OutputQueue;
  /** Of the `quit` that `bye` will answer. */
  #quitRef: string | undefined;

  constructor(room: Room, output: OutputQueue) {
    this.#room = room;
    this.#output = output;
  }

  tell(shown: Shown): void {
    const event = eventOf(shown, isoTime);
    if (event === null) return;
    const ref = shown.show === "stopped" ? this.#quitRef : undefined;
    this.#write(ref === undefined ? event : { ...event, ref });
  }

  /** Does what the lines say; the end of them is `quit`. */
  async obey(input: AsyncIterable<Uint8Array>): Promise<void> {
    const splitter = new LineSplitter(LINE_BYTES_MAX);
    try {
      for await (const chunk of input) this.#obeyAll(splitter.push(chunk));
    } catch {
      // An input that breaks off ends like one that ends.
    }
    this.#obeyAll(splitter.end());
    this.#room.leave();
  }

  #obeyAll(lines: readonly InputLine[]): void {
    for (const line of lines) {
      if (!line.ok) this.#write(errorEvent("usage", UNREADABLE[line.problem]));
      else if (line.line.trim() !== "") this.#obeyLine(line.line);
    }
  }

  #obeyLine(line: string): void {
    const read = readCommand(line);
    if (read.ok) this.#perform(read.command);
    else this.#write(errorEvent("usage", read.reason, read.ref));
  }

  #perform(command: JsonCommand): void {
    switch (command.do) {
      case "say":
        return this.#room.say(command.text, command.ref);
      case "ring":
        return this.#room.askRing(command.ref);
      case "history":
        return this.#write(errorEvent("unsupported", "No history is kept yet", command.ref));
      case "quit":
        this.#quitRef ??= command.ref;
        return this.#room.leave();
    }
  }

  #write(event: JsonEvent): void {
    this.#output.write(`${jsonLine(event)}\n`);
  }
}

/** Year 9999: the last that ISO 8601 writes in four digits. */
const TIME_MAX_MS = 253_402_300_799_999;

/** `atMs` came from a peer, which may have sent any number. */
function isoTime(atMs: number): string {
  return new Date(Math.min(Math.max(atMs, 0), TIME_MAX_MS)).toISOString();
}
