/** What a person can do at the prompt: one table, from which the help and the reading follow. */
import type { CommandHelp } from "./words.ts";

export type Command = {
  readonly name: string;
  /** The same key in a Russian layout, for whoever forgot to switch. */
  readonly twin: string;
  /** Whether words may follow on the same line. */
  readonly words: boolean;
  readonly does: "say" | "message-mode" | "leave" | "ring" | "help";
  readonly help: CommandHelp;
};

export const COMMANDS: readonly Command[] = [
  { name: "m", twin: "ь", words: true, does: "say", help: "say" },
  { name: "mm", twin: "ьь", words: false, does: "message-mode", help: "messageMode" },
  { name: "r", twin: "к", words: false, does: "ring", help: "ring" },
  { name: "q", twin: "й", words: false, does: "leave", help: "leave" },
  { name: "?", twin: ",", words: false, does: "help", help: "help" },
];

/** What the prompt is asking for: a command, one message, or messages until an empty line. */
export type Mode = "command" | "message" | "messages";

export type Intent =
  | { readonly do: "say"; readonly text: string }
  | { readonly do: "ask-message" }
  | { readonly do: "message-mode" }
  | { readonly do: "leave" }
  | { readonly do: "ring" }
  | { readonly do: "help" }
  /** `draft` is the line that would have been sent. */
  | { readonly do: "not-sent"; readonly draft: string }
  | { readonly do: "nothing" };

/**
 * What the person meant by a line, which may be a pasted block of lines: always one message.
 * Only what is surely meant for the others is sent, since it can't be taken back.
 */
export function interpret(line: string, mode: Mode): Intent {
  const text = line.replace(/^\n+/, "").trimEnd();
  if (text.trim() === "") return { do: "nothing" };
  if (mode !== "command") return { do: "say", text };
  const [, word = "", words = ""] = /^\s*(\S+)(?:[ \t]*\n|[ \t]+)?([^]*)$/.exec(text) ?? [];
  const command = commandNamed(word);
  if (command === undefined || (words !== "" && !command.words)) {
    return { do: "not-sent", draft: `m ${text.trimStart()}` };
  }
  if (command.does !== "say") return { do: command.does };
  return words === "" ? { do: "ask-message" } : { do: "say", text: words };
}

/**
 * What to read first of lines that came together: a command that stands alone is a line of its own,
 * as in a script that types ahead, and so is Enter; anything else is a pasted block, kept whole.
 */
export function firstOf(
  block: string,
  mode: Mode,
): { readonly line: string; readonly rest: string } {
  const end = block.indexOf("\n");
  const first = block.slice(0, end);
  const alone = first === "" || (mode === "command" && commandNamed(first.trim()) !== undefined);
  if (end < 0 || !alone) return { line: block, rest: "" };
  return { line: first, rest: block.slice(end + 1) };
}

function commandNamed(word: string): Command | undefined {
  const typed = word.toLowerCase();
  return COMMANDS.find((command) => command.name === typed || command.twin === typed);
}
