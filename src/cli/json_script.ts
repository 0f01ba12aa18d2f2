/** A conversation in JSON lines: what is asked in them, and what is answered. */
import {
  errorEvent,
  eventOf,
  historyEvent,
  type JsonCommand,
  type JsonEvent,
  readCommand,
  statusEvent,
  webEvent,
} from "../chat/json_lines.ts";
import type { Room } from "../chat/room.ts";
import type { RoomStatus } from "../chat/room_status.ts";
import { jsonLine } from "../lib/json_line.ts";
import type { Shown } from "../peer/shown.ts";
import { StateError } from "../store/state_error.ts";
import { type InputLine, LineSplitter } from "./line_splitter.ts";
import type { OutputQueue } from "./output_queue.ts";

/** As long as a frame may be: what is longer could not be sent anyway. */
const LINE_BYTES_MAX = 65_536;

/** What a history has when nobody says how much. */
const HISTORY_LIMIT = 100;

export type StatusAnswer = (status: RoomStatus) => void;

/** A room that can also say how its ring is doing. */
export interface ScriptRoom extends Room {
  askStatus(answered: StatusAnswer): void;
}

export type JsonScriptOptions = {
  readonly room: ScriptRoom;
  readonly output: OutputQueue;
  /** Whether the first line that makes no sense ends the conversation. */
  readonly strict: boolean;
};

const UNREADABLE = {
  "too-long": `A line may have ${LINE_BYTES_MAX} bytes; this one was skipped`,
  "not-utf8": "This line is not UTF-8",
} as const;

export class JsonScript {
  readonly #room: ScriptRoom;
  readonly #output: OutputQueue;
  readonly #strict: boolean;
  readonly #splitter = new LineSplitter(LINE_BYTES_MAX);
  /** Of the `quit` that `bye` will answer. */
  #quitRef: string | undefined;
  #isOver = false;

  constructor({ room, output, strict }: JsonScriptOptions) {
    this.#room = room;
    this.#output = output;
    this.#strict = strict;
  }

  tell(shown: Shown): void {
    const event = eventOf(shown);
    if (event === null) return;
    const ref = shown.show === "stopped" ? this.#quitRef : undefined;
    this.#write(ref === undefined ? event : { ...event, ref });
  }

  /** Says where the page is, if there is one. */
  tellPage(): void {
    const link = this.#room.pageLink();
    if (link !== null) this.#write(webEvent(link));
  }

  /** Does what the lines say that these bytes complete. */
  take(chunk: Uint8Array): void {
    this.#obeyAll(this.#splitter.push(chunk));
    // Whoever may not go on after it need not wait for the end of it, which may never come.
    if (this.#strict && this.#splitter.isTooLong) this.#refuse(UNREADABLE["too-long"]);
  }

  /** No more input: that is `quit`. */
  end(): void {
    this.#obeyAll(this.#splitter.end());
    this.#room.leave();
  }

  #obeyAll(lines: readonly InputLine[]): void {
    for (const line of lines) {
      if (this.#isOver) return;
      if (!line.ok) this.#refuse(UNREADABLE[line.problem]);
      else if (line.line.trim() !== "") this.#obey(line.line);
    }
  }

  #obey(line: string): void {
    const read = readCommand(line);
    if (read.ok) this.#perform(read.command);
    else this.#refuse(read.reason, read.ref);
  }

  #refuse(reason: string, ref?: string): void {
    if (this.#isOver) return;
    this.#write(errorEvent("usage", reason, ref));
    if (!this.#strict) return;
    this.#isOver = true;
    this.#room.leave();
  }

  #perform(command: JsonCommand): void {
    const { ref } = command;
    switch (command.do) {
      case "say":
        return this.#room.say(command.text, ref);
      case "ring":
        return this.#room.askRing(ref);
      case "status":
        return this.#room.askStatus((status) => this.#write(statusEvent(status, ref)));
      case "history":
        return this.#write(this.#history(command.limit ?? HISTORY_LIMIT, ref));
      case "web":
        return this.#write(webEvent(this.#room.pageLink(), ref));
      case "quit":
        this.#quitRef ??= ref;
        return this.#room.leave();
    }
  }

  #history(limit: number, ref: string | undefined): JsonEvent {
    try {
      return historyEvent(this.#room.history({ limit, since: "all" }), ref);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return errorEvent("state", `The history can't be read: ${error.message}`, ref);
    }
  }

  #write(event: JsonEvent): void {
    this.#output.write(`${jsonLine(event)}\n`);
  }
}
