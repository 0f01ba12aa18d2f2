/** Questions one after another, before there is a session: with clack, or in plain lines. */
import type { Words } from "../chat/words.ts";
import { confirm, isCancel, select, text, TextPrompt } from "./clack.ts";
import type { TerminalInput } from "./keyboard.ts";
import type { TerminalOutput } from "./screen.ts";
import { PlainScreen, TerminalScreen } from "./screen.ts";
import { TypedAhead } from "./typed_ahead.ts";

export type TextQuestion = {
  readonly message: string;
  /** What Enter alone answers. */
  readonly suggested: string;
  /** Shown in its place when nothing is suggested. */
  readonly placeholder?: string;
  /** The sentence that says what is wrong with an answer, or null. */
  readonly fault: (answer: string) => string | null;
};

export type Choice = { readonly value: string; readonly label: string; readonly hint: string };

export type ChoiceQuestion = {
  readonly message: string;
  readonly choices: readonly Choice[];
  /** One of the choices' values. */
  readonly suggested: string;
};

/** Every question is answered with null when the person goes away from it. */
export interface Asker {
  text(question: TextQuestion): Promise<string | null>;
  /** A plain question with the answer behind it, in the same line. */
  line(question: string, fault: TextQuestion["fault"]): Promise<string | null>;
  choose(question: ChoiceQuestion): Promise<string | null>;
  confirm(message: string): Promise<boolean | null>;
  /** Between two questions. */
  tell(sentence: string): void;
  /** Gives the terminal back, for the session to take. */
  close(): Promise<void>;
}

export type AskerOptions = {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  /** Without escape sequences the questions are plain lines. */
  readonly colour: boolean;
  readonly words: Words;
};

export function openAsker(options: AskerOptions): Asker {
  return options.colour ? new ClackAsker(options) : new PlainAsker(options);
}

const CTRL_D = "\x04";

class ClackAsker implements Asker {
  readonly #input: TypedAhead;
  readonly #words: Words;
  readonly #screen: TerminalScreen;
  readonly #source: TerminalInput;
  readonly #leaving = new AbortController();

  constructor({ input, output, words }: AskerOptions) {
    this.#input = new TypedAhead(input);
    this.#words = words;
    this.#screen = new TerminalScreen(output);
    this.#source = input.on("data", this.#onData).once("end", this.#leave);
  }

  async text({ message, suggested, placeholder, fault }: TextQuestion): Promise<string | null> {
    const answer = await text({
      ...this.#common,
      message,
      placeholder: suggested === "" ? (placeholder ?? "") : suggested,
      defaultValue: suggested,
      validate: (typed = "") => fault(typed === "" ? suggested : typed) ?? undefined,
    });
    return isCancel(answer) ? null : answer;
  }

  async line(question: string, fault: TextQuestion["fault"]): Promise<string | null> {
    const prompt = new TextPrompt({
      ...this.#common,
      validate: (typed = "") => fault(typed) ?? undefined,
      render() {
        const isOpen =
          this.state === "initial" || this.state === "active" || this.state === "error";
        const answer = isOpen ? this.userInputWithCursor : this.userInput;
        const wrong = this.state === "error" ? `\n${this.error}` : "";
        return `${question} ${answer}${wrong}`;
      },
    });
    const answer = await prompt.prompt();
    return isCancel(answer) || answer === undefined ? null : answer;
  }

  async choose({ message, choices, suggested }: ChoiceQuestion): Promise<string | null> {
    const options = choices.map((choice) => ({ ...choice }));
    const answer = await select({ ...this.#common, message, options, initialValue: suggested });
    return isCancel(answer) ? null : answer;
  }

  async confirm(message: string): Promise<boolean | null> {
    const { yes, no } = this.#words;
    const answer = await confirm({ ...this.#common, message, active: yes, inactive: no });
    return isCancel(answer) ? null : answer;
  }

  tell(sentence: string): void {
    this.#screen.stream.write(`│  ${sentence}\n`);
  }

  async close(): Promise<void> {
    this.#source.off("data", this.#onData).off("end", this.#leave);
    this.#input.close();
    await this.#screen.close();
  }

  get #common() {
    return {
      input: this.#input,
      output: this.#screen.stream,
      signal: this.#leaving.signal,
    };
  }

  /** Clack knows Ctrl-C only, and hangs when its key reader takes Ctrl-D for the end of input. */
  readonly #onData = (chunk: Buffer | string): void => {
    if (chunk.toString().includes(CTRL_D)) this.#leave();
  };

  readonly #leave = (): void => this.#leaving.abort();
}

class PlainAsker implements Asker {
  readonly #input: TerminalInput;
  readonly #words: Words;
  readonly #screen: PlainScreen;
  #typed = "";
  #ended = false;
  #wake = (): void => {};

  constructor({ input, output, words }: AskerOptions) {
    this.#input = input;
    this.#words = words;
    this.#screen = new PlainScreen(output);
    input.setEncoding("utf8").on("data", this.#onData).once("end", this.#onEnd);
  }

  text({ message, suggested, fault }: TextQuestion): Promise<string | null> {
    const question = suggested === "" ? `${message}:` : `${message} [${suggested}]:`;
    return this.#answer(question, suggested, fault);
  }

  line(question: string, fault: TextQuestion["fault"]): Promise<string | null> {
    return this.#answer(question, "", fault);
  }

  async #answer(
    question: string,
    suggested: string,
    fault: TextQuestion["fault"],
  ): Promise<string | null> {
    for (;;) {
      this.#screen.print(question);
      const line = await this.#line();
      if (line === null) return null;
      const answer = line.trim() === "" ? suggested : line.trim();
      const wrong = fault(answer);
      if (wrong === null) return answer;
      this.#screen.print(wrong);
    }
  }

  async choose({ message, choices, suggested }: ChoiceQuestion): Promise<string | null> {
    const numbered = choices.map(({ label, hint }, index) => `  ${index + 1}. ${label}  ${hint}`);
    this.#screen.print(numbered.map((line) => line.trimEnd()).join("\n"));
    const number = await this.text({
      message: `${message} (1-${choices.length})`,
      suggested: String(choices.findIndex(({ value }) => value === suggested) + 1),
      fault: (answer) => (choices[Number(answer) - 1] === undefined ? `1-${choices.length}` : null),
    });
    return number === null ? null : (choices[Number(number) - 1]?.value ?? null);
  }

  async confirm(message: string): Promise<boolean | null> {
    const { yes, no } = this.#words;
    const choices = [yes, no].map((word) => ({ value: word, label: word, hint: "" }));
    const answer = await this.choose({ message, choices, suggested: yes });
    return answer === null ? null : answer === yes;
  }

  tell(sentence: string): void {
    this.#screen.print(sentence);
  }

  async close(): Promise<void> {
    this.#input.off("data", this.#onData).off("end", this.#onEnd);
    this.#input.pause();
    // Typed ahead: the session's.
    if (this.#typed !== "" && !this.#ended) this.#input.unshift(this.#typed);
    await this.#screen.close();
  }

  async #line(): Promise<string | null> {
    while (!this.#typed.includes("\n") && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#typed === "") return null;
    const [line = "", ...rest] = this.#typed.split("\n");
    this.#typed = rest.join("\n");
    return line;
  }

  readonly #onData = (text: string): void => {
    this.#typed += text;
    this.#wake();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#wake();
  };
}
