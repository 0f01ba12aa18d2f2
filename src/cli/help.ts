/** What `--help` prints, made from the tables of commands and options. */
import { type Command, COMMANDS } from "./commands.ts";
import type { Language } from "./language.ts";
import { type OptionKey, optionName, OPTIONS, optionsOf, variableName } from "./options.ts";

type Row = readonly [left: string, right: string];

const HEADINGS = {
  en: { usage: "Usage", commands: "Commands", options: "Options", examples: "Examples" },
  ru: { usage: "Запуск", commands: "Команды", options: "Параметры", examples: "Примеры" },
} as const;

const NOTES = {
  en: 'Any option can also stand in a variable, as $RINGCHAT_RETRY_MS, or in\n$XDG_CONFIG_HOME/ringchat/config.json, as "retry-ms": 500. A flag wins over a variable, a\nvariable over the file. More about a command: ringchat COMMAND --help',
  ru: 'Любой параметр можно задать и переменной, как $RINGCHAT_RETRY_MS, или в файле\n$XDG_CONFIG_HOME/ringchat/config.json, как "retry-ms": 500. Флаг важнее переменной,\nпеременная важнее файла. О команде подробнее: ringchat COMMAND --help',
} as const;

export function helpText(command: Command, language: Language): string {
  const headings = HEADINGS[language];
  const sections = [
    `${command.summary[language]}\n\n${headings.usage}: ${command.usage}`,
    command.name === "" ? section(headings.commands, commandRows(language)) : null,
    section(
      headings.options,
      optionsOf(command.name).map((key) => optionRow(key, language)),
    ),
    section(
      headings.examples,
      command.examples.map(([line, meaning]): Row => [line, meaning[language]]),
    ),
    command.name === "" ? NOTES[language] : null,
  ];
  return `${sections.filter((text) => text !== null).join("\n\n")}\n`;
}

function commandRows(language: Language): Row[] {
  const named = COMMANDS.filter((command) => command.name !== "");
  return named.map((command) => [command.name, command.summary[language]]);
}

function optionRow(key: OptionKey, language: Language): Row {
  const { fallback, help, value } = OPTIONS[key];
  const left = value === null ? `--${optionName(key)}` : `--${optionName(key)} ${value}`;
  const shown = fallback === null || fallback === false ? "" : ` (${fallback})`;
  const variable = variableName(key);
  return [left, `${help[language]}${shown}${variable === null ? "" : ` [$${variable}]`}`];
}

/** Rows whose left side would push the right one off a line put it beneath. */
const LEFT_WIDTH_MAX = 26;

function section(heading: string, rows: readonly Row[]): string {
  const short = rows.map(([left]) => left.length).filter((length) => length <= LEFT_WIDTH_MAX);
  const width = Math.max(0, ...short);
  const lines = rows.map(([left, right]) =>
    left.length > LEFT_WIDTH_MAX
      ? `  ${left}\n      ${right}`
      : `  ${left.padEnd(width)}  ${right}`,
  );
  return `${heading}:\n${lines.join("\n")}`;
}
