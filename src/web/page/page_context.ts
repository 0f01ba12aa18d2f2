/** What it takes to word anything here: chat's own context, and the page's words. */
import type { LinesContext } from "../../chat/lines.ts";
import { NameBook } from "../../chat/names.ts";
import { RefusalBook } from "../../chat/refusals.ts";
import { type Language, wordsFor } from "../../chat/speech.ts";
import type { Greeting } from "../page_protocol.ts";
import { dateAndTime } from "./local_time.ts";
import { browserLanguage, pageWordsFor } from "./page_speech.ts";
import type { PageWords } from "./page_words.ts";

export type PageContext = LinesContext & {
  readonly language: Language;
  readonly pageWords: PageWords;
};

export function contextFor({ kind, language, self }: Greeting): PageContext {
  const spoken = language ?? browserLanguage();
  return {
    kind,
    language: spoken,
    words: wordsFor(spoken),
    pageWords: pageWordsFor(spoken),
    names: new NameBook(self),
    refusals: new RefusalBook(),
    interactive: true,
    level: "trace",
    canvas: () => null,
    widthOf: (text) => text.length,
    when: dateAndTime,
    now: Date.now,
  };
}
