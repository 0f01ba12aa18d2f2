import { describe, expect, test } from "bun:test";

import { readArguments } from "../../src/cli/arguments.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { helpText } from "../../src/cli/help.ts";
import { optionName, optionsOf } from "../../src/cli/options.ts";
import { readSettings } from "../../src/cli/settings.ts";

describe.each(COMMANDS)("the help of ringchat $name", (command) => {
  test.each(["en", "ru"] as const)("has its options and examples, in %s", (language) => {
    const text = helpText(command, language);
    for (const key of optionsOf(command.name)) expect(text).toContain(`  --${optionName(key)}`);
    expect(command.examples.length).toBeGreaterThan(1);
    for (const [example] of command.examples) expect(text).toContain(`  ${example}`);
    expect(text).not.toMatch(/undefined|null|\[object/);
    expect(/[а-яё]/i.test(text)).toBe(language === "ru");
    expect(text).toEndWith("\n");
  });

  test("has only examples that work", () => {
    for (const [example] of command.examples) {
      const words = wordsOf(example);
      if (command.name !== "") expect(words.shift()).toBe(command.name);
      const flags = readArguments(command, words).flags;
      expect(() => readSettings(command.name, flags, {}, null, "en")).not.toThrow();
    }
  });
});

test("the help of ringchat alone lists the commands", () => {
  const [alone, ...others] = COMMANDS;
  const text = alone === undefined ? "" : helpText(alone, "en");
  expect(others.length).toBeGreaterThan(0);
  for (const { name, summary } of others) {
    expect(text).toMatch(new RegExp(`^ {2}${name} +${summary.en}$`, "m"));
  }
});

/** As a shell would split what follows `ringchat`, up to where its output goes. */
function wordsOf(example: string): string[] {
  const [command = ""] = example.slice(example.indexOf("ringchat")).split(/ (?:>|\|\|) /);
  const words = command.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? [];
  expect(words.shift()).toBe("ringchat");
  return words.map((word) => word.replaceAll(/['"]/g, ""));
}
