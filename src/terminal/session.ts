import { Companions, PRESENT_REF } from "../chat/companions.ts";
import type { Line, LinesContext, LogLevel } from "../chat/lines.ts";
import { linesFor, showsAt } from "../chat/lines.ts";
import { NameBook } from "../chat/names.ts";
import { RefusalBook } from "../chat/refusals.ts";
import type { Canvas } from "../chat/ring_picture.ts";
import type { Room, Shown } from "../chat/room.ts";
import type { RoomKind, Words } from "../chat/words.ts";
import { BacklogView } from "./backlog_view.ts";
import { grey } from "./colours.ts";
import { Dialogue } from "./dialogue.ts";
import type { TerminalInput } from "./keyboard.ts";
import { PlainPrompt } from "./plain.ts";
import { TerminalPrompt } from "./prompt.ts";
import { ReceiptView } from "./receipt_view.ts";
import { createLog, dateAndTime } from "./reporter.ts";
import type { Screen, TerminalOutput } from "./screen.ts";
import { PlainScreen, TerminalScreen } from "./screen.ts";

export type SessionOptions = {
  readonly room: Room;
  readonly kind: RoomKind;
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  /** A person at a terminal, on both ends. */
  readonly interactive: boolean;
  /** Whether escape sequences are welcome; without them a terminal gets the plain session. */
  readonly colour: boolean;
  readonly words: Words;
  readonly level: LogLevel;
  /** Wall clock in milliseconds since 1970, its fraction down to microseconds. */
  readonly now: () => number;
  readonly self: { readonly id: string; readonly name: string };
  /** The next peer's address as typed, or null: then nobody is waited for. */
  readonly next: string | null;
  /** Somebody talks at a chat server, as the document does that has one. */
  readonly atServer?: AtServer | null;
};

/** @property isToldConnected that its relay answers was told before the session began */
export type AtServer = { readonly server: string; readonly isToldConnected: boolean };

/** `interrupted`: it was Ctrl-C that made it leave. The notice went out all the same. */
export type SessionEnd = "stopped" | "interrupted";

/** What a person answers at. */
export interface Prompt {
  /** The peer has got as far as the first question. */
  ask(): void;
  /** Stop asking and give the terminal back as it was. Closing twice is closing once. */
  close(): void;
}

/** The exit code of a program that Ctrl-C ended, as shells expect it. */
const INTERRUPTED = 130;

/** One person's session, from the first line to the last. Resolves once `stopped` was shown. */
export function runSession(options: SessionOptions): Promise<SessionEnd> {
  return new Promise((resolve) => {
    const session = new Session(options, resolve);
    session.start();
  });
}

class Session {
  readonly #options: SessionOptions;
  readonly #resolve: (end: SessionEnd) => void;
  readonly #screen: Screen;
  readonly #prompt: Prompt;
  readonly #context: LinesContext;
  /** At a chat server who is there, and what is told of them. */
  readonly #companions: Companions | null;
  #interrupted = false;

  constructor(options: SessionOptions, resolve: (end: SessionEnd) => void) {
    this.#options = options;
    this.#resolve = resolve;
    const { colour, input, interactive, kind, level, now, output, room, words } = options;
    const [names, refusals] = [new NameBook(options.self), new RefusalBook()];
    const said = { kind, level, interactive, words, names, refusals };
    const canvas = (): Canvas | null => this.#screen.canvas;
    const [when, widthOf] = [dateAndTime, Bun.stringWidth];
    const context = { ...said, canvas, now, when, widthOf };
    const { atServer = null } = options;
    const print = (head: string, body?: readonly string[]): void => this.#screen.print(head, body);
    const mode = atServer === null ? "command" : "lines";
    const dialogue = new Dialogue(room, context, print, mode);
    this.#context = context;
    this.#companions =
      atServer === null ? null : new Companions(context, atServer.server, atServer.isToldConnected);
    if (interactive && colour) {
      const screen = new TerminalScreen(output);
      this.#screen = screen;
      this.#prompt = new TerminalPrompt({ input, screen, dialogue, onLeave: this.#onLeave });
      return;
    }
    const screen = new PlainScreen(output);
    this.#screen = screen;
    const onLeave = (): void => this.#onLeave(false);
    this.#prompt = new PlainPrompt({ input, screen, dialogue, gathers: interactive, onLeave });
  }

  start(): void {
    const { atServer = null, colour, interactive, level, now, room, words } = this.#options;
    const [context, screen] = [this.#context, this.#screen];
    const lines = (shown: Shown): readonly Line[] =>
      this.#companions?.take(shown) ?? linesFor(shown, context);
    process.on("SIGINT", this.#onSignal);
    this.#options.output.on("error", this.#leave);
    if (interactive && atServer === null) screen.print(words.hint);
    const write = (head: string, body: readonly string[]): void => screen.print(head, body);
    const log =
      atServer === null ? createLog({ level, colour, now, write }) : bareLog(level, write);
    const backlog = new BacklogView({ context, linesFor: lines, log, screen });
    const paint = colour ? grey : (text: string): string => text;
    const receipts = new ReceiptView({ words, screen, paint, tellsDone: atServer === null });
    room.subscribe((shown) => {
      // The document has no line for receipts.
      if (interactive) receipts.take(shown);
      if (!backlog.take(shown)) for (const line of lines(shown)) log(line);
      if (this.#isFirstQuestion(shown)) this.#prompt.ask();
      const isLinked = shown.show === "link" && shown.state === "up";
      if (atServer !== null && isLinked) room.askRing(PRESENT_REF);
      if (shown.show === "stopped") void this.#end();
    });
  }

  /**
   * The first document asks once the next peer is there; nobody waits longer than its tries. The
   * one with a chat server asks once a companion is.
   */
  #isFirstQuestion(shown: Shown): boolean {
    const { level, next } = this.#options;
    if (this.#companions !== null) return !this.#companions.isAlone;
    if (shown.show === "listening") return next === null;
    if (shown.show === "waiting") return !showsAt("debug", level);
    if (shown.show === "link") return shown.state === "up" && shown.side === "next";
    return shown.show === "gave-up";
  }

  /** Ctrl-C is a signal to everybody who handles it, also where the terminal sends none. */
  readonly #onLeave = (interrupted: boolean): void => {
    if (interrupted) process.emit("SIGINT", "SIGINT");
    else this.#leave();
  };

  /** The first one leaves in order, the second insists. */
  readonly #onSignal = (): void => {
    if (this.#interrupted) process.exit(INTERRUPTED);
    this.#interrupted = true;
    this.#leave();
  };

  readonly #leave = (): void => {
    this.#prompt.close();
    this.#options.room.leave();
  };

  async #end(): Promise<void> {
    this.#prompt.close();
    await this.#screen.close();
    process.off("SIGINT", this.#onSignal);
    this.#options.output.off("error", this.#leave);
    this.#resolve(this.#interrupted ? "interrupted" : "stopped");
  }
}

/** Lines that are no log's: without time and level. */
function bareLog(
  level: LogLevel,
  write: (head: string, body: readonly string[]) => void,
): (line: Line) => void {
  return ({ level: its, head, body }) => {
    if (!showsAt(its, level)) return;
    if (head === "") write(body[0] ?? "", body.slice(1));
    else write(head, body);
  };
}
