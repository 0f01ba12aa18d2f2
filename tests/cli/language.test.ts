import { expect, test } from "bun:test";

import { provisionalLanguage } from "../../src/cli/language.ts";

test.each<[words: string[], env: Record<string, string>, language: string]>([
  [[], {}, "en"],
  [[], { LANG: "ru_RU.UTF-8" }, "ru"],
  [["--lang", "en"], { LANG: "ru_RU.UTF-8" }, "en"],
  [["--lang=ru", "--bad"], {}, "ru"],
  [["--lang", "en", "--lang", "ru"], {}, "ru"],
  [[], { RINGCHAT_LANG: "ru" }, "ru"],
  [["--lang"], { LANG: "ru_RU.UTF-8" }, "ru"],
  [["--lang", "de"], { LANG: "ru_RU.UTF-8" }, "ru"],
])("with %j and %j one complains in %s", (words, env, language) => {
  expect(provisionalLanguage(words, env)).toBe(language as "en" | "ru");
});
