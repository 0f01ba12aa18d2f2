/** In which language the page speaks. */
import { type Language, languageFrom } from "../../chat/speech.ts";
import type { PageWords } from "./page_words.ts";
import { english } from "./page_words_en.ts";
import { russian } from "./page_words_ru.ts";

export function pageWordsFor(language: Language): PageWords {
  return language === "ru" ? russian : english;
}

/** Before the peer has said which, the browser's. */
export function browserLanguage(): Language {
  return languageFrom(undefined, { LANG: navigator.language });
}
