import { visibleText } from "../../lib/visible.ts";
import type { Language } from "../language.ts";
import type { Details, Finding } from "./finding.ts";
import type { Sentences } from "./sentence.ts";
import { english } from "./sentences_en.ts";
import { russian } from "./sentences_ru.ts";

/** Without a newline, safe to show. `advice` is null where nothing is to be done. */
export type Told = { readonly message: string; readonly advice: string | null };

export function tell(finding: Finding, language: Language, platform: string): Told {
  const sentences = language === "ru" ? russian : english;
  const [message, advice] = sentenceOf(sentences, finding.what, finding, platform);
  return {
    message: visibleText(message),
    advice: advice === undefined ? null : visibleText(advice),
  };
}

/** What is found fits its sentence: the compiler sees that only for one kind at a time. */
function sentenceOf<W extends keyof Details>(
  sentences: Sentences,
  what: W,
  details: Details[W],
  platform: string,
) {
  return sentences[what](details, platform);
}
