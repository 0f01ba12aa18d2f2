import type { Intent, Mode } from "../chat/commands.ts";
import { COMMANDS, interpret, SLASH_COMMANDS } from "../chat/commands.ts";
import { historyOf } from "../chat/history_lines.ts";
import type { LinesContext } from "../chat/lines.ts";
import type { Room } from "../chat/room.ts";
import type { Words } from "../chat/words.ts";
import { visibleText } from "../lib/visible.ts";

/** What the prompt says; the words of the first document, in every language. */
const QUESTIONS: Readonly<Record<Mode, string>> = {
  command: "command:",
  message: "Type your message:",
  messages: "Type your message:",
  lines: "👉 Your message:",
};

/** Enough of what was not sent to recognise it by. */
const PREVIEW_LENGTH = 60;

type Print = (head: string, body?: readonly string[]) => void;

/** A person's side of the conversation, whichever way the lines come in. */
export class Dialogue {
  mode: Mode;
  readonly #room: Room;
  readonly #context: LinesContext;
  readonly #print: Print;

  constructor(room: Room, context: LinesContext, print: Print, mode: Mode = "command") {
    this.mode = mode;
    this.#room = room;
    this.#context = context;
    this.#print = print;
  }

  get question(): string {
    return QUESTIONS[this.mode];
  }

  /**
   * Does what the line asks for; only leaving is the caller's, who has a terminal to give back.
   * What is left in `draft` is the person's to go on with.
   * @param onAccepted called before anything is printed that answers the line
   */
  enter(line: string, onAccepted = (): void => {}): { did: Intent["do"]; draft: string } {
    const intent = interpret(line, this.mode);
    if (intent.do === "not-sent") {
      this.#print(this.#context.words.notSent(preview(intent.draft)));
      return { did: intent.do, draft: intent.draft };
    }
    this.mode = modeAfter(intent, this.mode);
    if (intent.do !== "nothing" && intent.do !== "leave") onAccepted();
    if (intent.do === "say") this.#room.say(intent.text);
    else if (intent.do === "ring") this.#room.askRing();
    else if (intent.do === "history") this.#printHistory(intent.since);
    else if (intent.do === "page") this.#print(this.#pageText());
    else if (intent.do === "help") this.#print(this.#help());
    return { did: intent.do, draft: "" };
  }

  #pageText(): string {
    const link = this.#room.pageLink();
    return link === null ? this.#context.words.noPage : this.#context.words.page(link);
  }

  #help(): string {
    if (this.mode !== "lines") return helpText(this.#context.words);
    return table(SLASH_COMMANDS.map(({ name, help }) => [name, this.#context.words.help[help]]));
  }

  #printHistory(since: "start" | "all"): void {
    const { head, body } = historyOf(this.#room, since, this.#context);
    this.#print(head, body);
  }
}

function modeAfter(intent: Intent, mode: Mode): Mode {
  if (mode === "lines") return mode;
  if (intent.do === "ask-message") return "message";
  if (intent.do === "message-mode") return "messages";
  return intent.do === "say" && mode === "messages" ? "messages" : "command";
}

function helpText(words: Words): string {
  return table(COMMANDS.map(({ name, twin, help }) => [`${name}, ${twin}`, words.help[help]]));
}

function table(rows: readonly (readonly [key: string, does: string])[]): string {
  const width = Math.max(...rows.map(([key]) => key.length));
  return rows.map(([key, does]) => `   ${key.padEnd(width)}  ${does}`).join("\n");
}

function preview(draft: string): string {
  const [first = "", ...rest] = draft.split("\n");
  const cut = [...first].slice(0, PREVIEW_LENGTH).join("");
  return visibleText(cut === first && rest.length === 0 ? first : `${cut} …`);
}
