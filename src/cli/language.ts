import { type Language, languageFrom } from "../chat/speech.ts";

export type { Language };

/** One sentence in each language. */
export type Sentence = { readonly [L in Language]: string };

/**
 * The language to complain in while the options are not yet known to be sound: what --lang or its
 * variable says, if it can be understood at all.
 */
export function provisionalLanguage(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const flag = words.findLastIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const asked = flag < 0 ? env["RINGCHAT_LANG"] : (words[flag]?.split("=")[1] ?? words[flag + 1]);
  return languageFrom(asked === "en" || asked === "ru" ? asked : undefined, env);
}
