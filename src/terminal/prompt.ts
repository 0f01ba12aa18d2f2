import type { Key } from "node:readline";

import { firstOf } from "../chat/commands.ts";
import { Prompt, S_BAR, S_STEP_ACTIVE, S_STEP_CANCEL, S_STEP_SUBMIT } from "./clack.ts";
import { grey } from "./colours.ts";
/** The session at a terminal: a question at the bottom of the screen, answered key by key. */
import type { Dialogue } from "./dialogue.ts";
import { Draft } from "./draft.ts";
import { edit } from "./editing.ts";
import type { Block, TerminalInput } from "./keyboard.ts";
import { BLOCK, Keyboard } from "./keyboard.ts";
import type { Frame } from "./layout.ts";
import type { TerminalScreen } from "./screen.ts";

/** How many answers the arrow keys bring back. */
const REMEMBERED_MAX = 100;

export type TerminalPromptOptions = {
  readonly input: TerminalInput;
  readonly screen: TerminalScreen;
  readonly dialogue: Dialogue;
  /** Ctrl-C (`interrupted`), Ctrl-D, or the terminal went away. */
  readonly onLeave: (interrupted: boolean) => void;
};

/**
 * Clack reads the keys and keeps the terminal's mode; the screen draws. It never submits: one
 * prompt lasts as long as the session, so that what is typed ahead is not lost between two.
 */
class KeyPrompt extends Prompt<string> {
  protected override _shouldSubmit(): boolean {
    return false;
  }
}

export class TerminalPrompt {
  readonly #options: TerminalPromptOptions;
  readonly #keyboard: Keyboard;
  readonly #prompt: KeyPrompt;
  readonly #draft = new Draft();
  readonly #remembered: string[] = [];
  #recalled = 0;
  readonly #closing = new AbortController();
  #closed = false;
  #afterReturn = false;

  constructor(options: TerminalPromptOptions) {
    this.#options = options;
    this.#keyboard = new Keyboard(options.input, this.#suspend);
    this.#prompt = new KeyPrompt(
      {
        input: this.#keyboard,
        output: options.screen.stream,
        signal: this.#closing.signal,
        render: () => {
          if (!this.#closed) options.screen.ask(this.#frame(S_STEP_ACTIVE));
          return "";
        },
      },
      false,
    );
    this.#prompt.on("key", (character, key) => this.#onKey(character ?? "", key));
    this.#keyboard.once("end", () => this.#leave(false, S_STEP_CANCEL));
    options.screen.resume();
    void this.#prompt.prompt();
  }

  /** Nothing to wait for: at a terminal the question is there from the start. */
  ask(): void {}

  close(): void {
    if (this.#closed) return;
    this.#finish(S_STEP_CANCEL);
    this.#closing.abort();
  }

  #onKey(character: string, key: Key): void {
    const repeats = this.#afterReturn && key.name === "enter";
    this.#afterReturn = key.name === "return";
    // Both halves of a CR LF are one Enter.
    if (repeats) return;
    const leaves = key.ctrl === true && (key.name === "c" || key.name === "d");
    if (leaves) this.#cancel(key.name === "c", S_STEP_CANCEL);
    else if (character === BLOCK) this.#take(this.#keyboard.takeBlock());
    else if (key.name === "return" && key.meta === true) this.#draft.insert("\n");
    else if (key.name === "return" || key.name === "enter") this.#enter();
    else if (key.name === "up" || key.name === "down") this.#vertical(key.name === "up" ? -1 : 1);
    else edit(this.#draft, character, key);
  }

  /** From within a key only: clack closes the prompt when it sees the state. */
  #cancel(interrupted: boolean, symbol: string): void {
    this.#prompt.state = "cancel";
    this.#leave(interrupted, symbol);
  }

  #leave(interrupted: boolean, symbol: string): void {
    if (this.#closed) return;
    this.#finish(symbol);
    queueMicrotask(() => this.#options.onLeave(interrupted));
  }

  #finish(symbol: string): void {
    this.#closed = true;
    this.#options.screen.ask(this.#frame(symbol));
    this.#options.screen.commit();
    this.#keyboard.close();
  }

  #take(block: Block | undefined): void {
    if (block === undefined) return;
    if (block.pasted) {
      this.#draft.insert(block.text.replace(/\n$/, ""));
      return;
    }
    let { text } = block;
    while (this.#draft.text === "" || text.startsWith("\n")) {
      const { line, rest } = firstOf(text, this.#options.dialogue.mode);
      if (rest === "") break;
      this.#draft.insert(line);
      this.#enter();
      text = rest;
    }
    this.#draft.insert(text.replace(/\n$/, ""));
    if (text.endsWith("\n")) this.#enter();
  }

  #enter(): void {
    if (this.#closed) return;
    const { dialogue, screen } = this.#options;
    const answered = this.#frame(S_STEP_SUBMIT);
    const { did, draft } = dialogue.enter(answered.text, () => screen.printFrame(answered));
    if (did === "leave") {
      this.#cancel(false, S_STEP_SUBMIT);
      return;
    }
    this.#draft.set(draft);
    if (did !== "nothing" && did !== "not-sent") this.#remember(answered.text);
  }

  #remember(line: string): void {
    if (this.#remembered.at(-1) !== line) this.#remembered.push(line);
    if (this.#remembered.length > REMEMBERED_MAX) this.#remembered.shift();
    this.#recalled = this.#remembered.length;
  }

  /** Within the draft while it has lines that way, then through what was answered before. */
  #vertical(lines: -1 | 1): void {
    if (this.#draft.vertical(lines)) return;
    const recalled = Math.max(0, Math.min(this.#recalled + lines, this.#remembered.length));
    if (recalled === this.#recalled) return;
    this.#recalled = recalled;
    this.#draft.set(this.#remembered[recalled] ?? "");
  }

  #frame(symbol: string): Frame {
    const { mode, question } = this.#options.dialogue;
    // A chat server's document asks without clack's signs.
    const isPlain = mode === "lines";
    return {
      label: isPlain ? `${question} ` : `${grey(symbol)}  ${question} `,
      hang: isPlain ? "   " : `${grey(S_BAR)}  `,
      text: this.#draft.text,
      cursor: this.#draft.cursor,
    };
  }

  /** Ctrl-Z: the shell gets its terminal, and gives it back with `fg`. */
  readonly #suspend = (): void => {
    if (process.platform === "win32") return;
    this.#options.screen.pause();
    this.#keyboard.setRawMode(false);
    process.once("SIGCONT", () => {
      if (this.#closed) return;
      this.#keyboard.setRawMode(true);
      this.#options.screen.resume();
    });
    process.kill(process.pid, "SIGTSTP");
  };
}
