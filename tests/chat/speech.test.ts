import { expect, test } from "bun:test";

import { languageFrom } from "../../src/chat/speech.ts";

test("the language is the flag's, else the environment's, else English", () => {
  expect(languageFrom("en", { LANG: "ru_RU.UTF-8" })).toBe("en");
  expect(languageFrom("ru", {})).toBe("ru");
  expect(languageFrom(undefined, { LANG: "ru_RU.UTF-8" })).toBe("ru");
  expect(languageFrom(undefined, { LC_ALL: "C", LANG: "ru_RU.UTF-8" })).toBe("en");
  expect(languageFrom(undefined, { LC_ALL: "", LC_MESSAGES: "ru", LANG: "C" })).toBe("ru");
  expect(languageFrom(undefined, { LANG: "rup_MK" })).toBe("en");
  expect(languageFrom(undefined, {})).toBe("en");
});
