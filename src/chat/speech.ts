/**
 * Every sentence that a person reads, in one place a language. The lines of the first document
 * (lines.ts) are the same in all of them.
 */

import { english } from "./speech_en.ts";
import { russian } from "./speech_ru.ts";
import type { Words } from "./words.ts";

export type { Words };

export type Language = "en" | "ru";

export function wordsFor(language: Language): Words {
  return language === "ru" ? russian : english;
}

/**
 * The language to speak.
 * @param flag the value of --lang, checked by whoever reads the options
 * @param env LC_ALL, LC_MESSAGES and LANG, in the order in which POSIX lets them win
 */
export function languageFrom(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const chosen = [flag, env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  return /^ru(?:$|[_.@-])/i.test(chosen ?? "") ? "ru" : "en";
}
