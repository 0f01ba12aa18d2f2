/** What a person can do at the prompt: one table, from which the help and the reading follow. */
import type { CommandHelp } from "./words.ts";

export type Command = {
  readonly name: string;
  /** The same keys in a Russian layout, for whoever forgot to switch. */
  readonly twin: string;
  /** Whether words may follow on the same line. */
  readonly words: boolean;
  readonly does:
    "say" | "message-mode" | "leave" | "ring" | "history" | "history-all" | "page" | "help";
  readonly help: CommandHelp;
};

export const COMMANDS: readonly Command[] = [
  { name: "m", twin: "ь", words: true, does: "say", help: "say" },
  { name: "mm", twin: "ьь", words: false, does: "message-mode", help: "messageMode" },
  { name: "r", twin: "к", words: false, does: "ring", help: "ring" },
  { name: "h", twin: "р", words: false, does: "history", help: "history" },
  { name: "h all", twin: "р фдд", words: false, does: "history-all", help: "historyAll" },
  { name: "w", twin: "ц", words: false, does: "page", help: "page" },
  { name: "q", twin: "й", words: false, does: "leave", help: "leave" },
  { name: "?", twin: ",", words: false, does: "help", help: "help" },
];

/**
 * What the prompt is asking for: a command, one message, or messages until an empty line. At a chat
 * server it is `lines`: each is a message, but for a few behind a slash.
 */
export type Mode = "command" | "message" | "messages" | "lines";

/** What can be done where every line is a message. */
export const SLASH_COMMANDS: readonly Pick<Command, "name" | "does" | "help">[] = [
  { name: "/who", does: "ring", help: "ring" },
  { name: "/history", does: "history", help: "history" },
  { name: "/history all", does: "history-all", help: "historyAll" },
  { name: "/exit", does: "leave", help: "leave" },
  { name: "/help", does: "help", help: "help" },
];

export type Intent =
  | { readonly do: "say"; readonly text: string }
  | { readonly do: "ask-message" }
  | { readonly do: "message-mode" }
  | { readonly do: "leave" }
  | { readonly do: "ring" }
  | { readonly do: "history"; readonly since: "start" | "all" }
  /** A link to it is wanted. */
  | { readonly do: "page" }
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
  if (mode === "lines") {
    const slash = slashNamed(text);
    return slash === undefined ? { do: "say", text } : intentOf(slash);
  }
  if (mode !== "command") return { do: "say", text };
  const alone = commandNamed(text);
  if (alone !== undefined) return intentOf(alone);
  const [, word = "", words = ""] = /^\s*(\S+)(?:[ \t]*\n|[ \t]+)?([^]*)$/.exec(text) ?? [];
  if (commandNamed(word)?.words === true) return { do: "say", text: words };
  return { do: "not-sent", draft: `m ${text.trimStart()}` };
}

function intentOf({ does }: Pick<Command, "does">): Intent {
  if (does === "say") return { do: "ask-message" };
  if (does === "history") return { do: "history", since: "start" };
  if (does === "history-all") return { do: "history", since: "all" };
  return { do: does };
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
  const named = mode === "lines" ? slashNamed(first) : commandNamed(first);
  const alone = first === "" || ((mode === "command" || mode === "lines") && named !== undefined);
  if (end < 0 || !alone) return { line: block, rest: "" };
  return { line: first, rest: block.slice(end + 1) };
}

function slashNamed(line: string): (typeof SLASH_COMMANDS)[number] | undefined {
  const typed = line
    .trim()
    .toLowerCase()
    .replace(/[ \t]+/, " ");
  return SLASH_COMMANDS.find(({ name }) => name === typed);
}

/** The command that the whole line is. Each word may be typed in either layout. */
function commandNamed(line: string): Command | undefined {
  if (line.includes("\n")) return undefined;
  const typed = line.trim().toLowerCase().split(/\s+/);
  return COMMANDS.find(({ name, twin }) => {
    const [names, twins] = [name.split(" "), twin.split(" ")];
    return (
      typed.length === names.length &&
      typed.every((word, index) => word === names[index] || word === twins[index])
    );
  });
}
