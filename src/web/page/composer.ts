/** The box to write in. What is in it leaves it only for the room. */
import type { Words } from "../../chat/words.ts";
import type { Drafts } from "./drafts.ts";
import { byId, setText } from "./element.ts";
import type { Outbox } from "./outbox.ts";
import type { PageWords } from "./page_words.ts";
import type { Message } from "./talk.ts";

/** UTF-16 units: what is longer has more bytes than a message may, and need not be sent to know. */
const TEXT_LENGTH_MAX = 16 * 1024;

export type ComposerOptions = {
  readonly outbox: Outbox;
  /** The room's own, null before it is known, and the page's. */
  readonly words: () => { readonly room: Words | null; readonly page: PageWords };
  /** False: there is no connection. */
  readonly send: (text: string, ref: string) => boolean;
};

export class Composer {
  readonly #options: ComposerOptions;
  readonly #box = byId("draft", HTMLTextAreaElement);
  readonly #note = byId("note", HTMLParagraphElement);
  #drafts: Drafts | null = null;

  constructor(options: ComposerOptions) {
    this.#options = options;
    this.#box.addEventListener("input", () => {
      this.#say("");
      this.#keep();
    });
    this.#box.addEventListener("keydown", (event) => {
      // What an input method composes is ended by Enter, too, and 229 is how Safari tells of it.
      const composes = event.isComposing || event.keyCode === 229;
      if (event.key !== "Enter" || event.shiftKey || composes) return;
      event.preventDefault();
      this.#submit();
    });
    byId("composer", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
      this.#box.focus();
    });
  }

  focus(): void {
    this.#box.focus();
  }

  /** The room is known: what was typed for it before a reload comes back. */
  restore(drafts: Drafts): void {
    if (this.#drafts !== null) return;
    this.#drafts = drafts;
    this.#putBack([drafts.read()]);
  }

  accepted(ref: string): void {
    if (this.#options.outbox.accepted(ref)) this.#keep();
  }

  rejected(ref: string, words: string): void {
    const text = this.#options.outbox.rejected(ref);
    if (text === null) return;
    this.#putBack([text]);
    this.#say(words);
  }

  /** After a reconnect: what did not get through comes back. */
  settle(said: readonly Message[]): void {
    const { outbox, words } = this.#options;
    const lost = outbox.settle(said);
    this.#putBack(lost);
    this.#say(lost.length === 0 ? "" : words().page.unconfirmed);
  }

  #submit(): void {
    const { outbox, send } = this.#options;
    const words = this.#options.words();
    const text = this.#box.value;
    if (text.trim() === "") return;
    if (words.room !== null && text.length > TEXT_LENGTH_MAX) {
      return this.#say(words.room.rejected["too-long"]);
    }
    const ref = outbox.add(text, Date.now());
    if (!send(text, ref)) {
      outbox.rejected(ref);
      return this.#say(words.page.offline);
    }
    this.#box.value = "";
    this.#say("");
    this.#keep();
  }

  /** In front of what is typed meanwhile. */
  #putBack(texts: readonly string[]): void {
    const { value } = this.#box;
    this.#box.value = [...texts, value].filter((each) => each !== "").join("\n");
    this.#keep();
  }

  #keep(): void {
    this.#drafts?.write(
      [...this.#options.outbox.texts, this.#box.value].filter(Boolean).join("\n"),
    );
  }

  #say(words: string): void {
    setText(this.#note, words);
  }
}
