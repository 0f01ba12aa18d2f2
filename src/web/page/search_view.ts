/** Search in the history: what is found stands in the place of the talk until it is left. */
import type { FromPage, ToPage } from "../page_protocol.ts";
import { byId, setText } from "./element.ts";
import type { PageContext } from "./page_context.ts";
import { itemOf } from "./talk.ts";
import { jointOf, talkRow } from "./talk_row.ts";

const LIMIT = 100;

/** While somebody types, each letter is not a search. */
const PAUSE_MS = 200;

export type SearchViewOptions = {
  readonly context: () => PageContext | null;
  readonly self: () => string;
  readonly send: (asked: FromPage) => boolean;
  readonly onOpened: () => void;
  readonly onClosed: () => void;
};

export class SearchView {
  readonly #options: SearchViewOptions;
  readonly #field = byId("search", HTMLInputElement);
  readonly #results = byId("results", HTMLElement);
  readonly #told = byId("results-told", HTMLParagraphElement);
  readonly #list = byId("results-rows", HTMLDivElement);
  readonly #conversation = byId("conversation", HTMLElement);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(options: SearchViewOptions) {
    this.#options = options;
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    this.#results.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    byId("search-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
    byId("close-search", HTMLButtonElement).addEventListener("click", () => this.close());
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#field.value = "";
    // What had the focus goes away.
    if (this.#results.contains(document.activeElement)) this.#field.focus();
    this.#show(false);
    this.#list.replaceChildren();
    this.#options.onClosed();
  }

  /** True: it answers the search. */
  take(answer: Extract<ToPage, { tell: "entries" | "trouble" }>): boolean {
    const isSearch = answer.ref?.startsWith(REF) === true;
    if (!isSearch || answer.ref !== `${REF}${this.#asked}`) return isSearch;
    const context = this.#options.context();
    if (context === null) return true;
    if (answer.tell === "trouble") {
      setText(this.#told, answer.reason);
      return true;
    }
    const { pageWords } = context;
    const items = answer.entries.map((entry) => itemOf(entry, this.#options.self())).toReversed();
    const rows = items.map((item, index) => {
      const joint = { ...jointOf(item, items[index - 1]), goesOn: false };
      return talkRow(item, joint, context, this.#field.value);
    });
    const found = items.length === 0 ? pageWords.nothingFound : "";
    setText(this.#told, found || pageWords.found(items.length, answer.more));
    this.#list.replaceChildren(...rows);
    return true;
  }

  #typed(): void {
    clearTimeout(this.#timer);
    if (this.#field.value.trim() === "") return this.close();
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  #ask(): void {
    clearTimeout(this.#timer);
    const words = this.#field.value.trim();
    const context = this.#options.context();
    if (words === "" || context === null) return;
    this.#show(true);
    const ref = `${REF}${++this.#asked}`;
    const isAsked = this.#options.send({ ask: "search", words, limit: LIMIT, ref });
    setText(this.#told, isAsked ? context.pageWords.searching : context.pageWords.connection.lost);
  }

  #show(isShown: boolean): void {
    if (isShown) this.#options.onOpened();
    this.#results.hidden = !isShown;
    this.#conversation.hidden = isShown;
  }
}

const REF = "search ";
