import type { LinesContext, LogLevel } from "../chat/lines.ts";
import { linesFor, showsAt } from "../chat/lines.ts";
import { NameBook } from "../chat/names.ts";
import { RefusalBook } from "../chat/refusals.ts";
import type { Room, Shown } from "../chat/room.ts";
import type { Words } from "../chat/words.ts";
import { Dialogue } from "./dialogue.ts";
import type { TerminalInput } from "./keyboard.ts";
import { PlainPrompt } from "./plain.ts";
import { TerminalPrompt } from "./prompt.ts";
import { createLog } from "./reporter.ts";
import type { Screen, TerminalOutput } from "./screen.ts";
import { PlainScreen, TerminalScreen } from "./screen.ts";

export type SessionOptions = {
  readonly room: Room;
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
  readonly ownName: string;
  /** The next peer's address as typed, or null: then nobody is waited for. */
  readonly next: string | null;
};

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
  #interrupted = false;

  constructor(options: SessionOptions, resolve: (end: SessionEnd) => void) {
    this.#options = options;
    this.#resolve = resolve;
    const { colour, input, interactive, output, room, words } = options;
    const dialogue = new Dialogue(room, words, (text) => this.#screen.print(text));
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
    const { colour, interactive, level, now, ownName, room, words } = this.#options;
    process.on("SIGINT", this.#onSignal);
    this.#options.output.on("error", this.#leave);
    if (interactive) this.#screen.print(words.hint);
    const log = createLog({
      level,
      colour,
      now,
      write: (head, body) => this.#screen.print(head, body),
    });
    const [names, refusals] = [new NameBook(ownName), new RefusalBook()];
    const context: LinesContext = { level, interactive, words, names, refusals };
    room.subscribe((shown) => {
      for (const line of linesFor(shown, context)) log(line);
      if (this.#isFirstQuestion(shown)) this.#prompt.ask();
      if (shown.show === "stopped") void this.#end();
    });
  }

  /** The first document asks once the next peer is there; nobody waits longer than its tries. */
  #isFirstQuestion(shown: Shown): boolean {
    const { level, next } = this.#options;
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
