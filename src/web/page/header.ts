/** Where one is and who, and how the page stands with its peer. */
import { visibleName, visibleText } from "../../lib/visible.ts";
import type { Greeting } from "../page_protocol.ts";
import { byId, setText } from "./element.ts";
import type { ConnectionState, PageWords } from "./page_words.ts";
import { titleOf } from "./unread.ts";

export class Header {
  readonly #room = byId("room", HTMLElement);
  readonly #self = byId("self", HTMLParagraphElement);
  readonly #connection = byId("connection", HTMLParagraphElement);
  readonly #banner = byId("banner", HTMLParagraphElement);
  #names: readonly [room: string, name: string] | null = null;
  /** The peer said good-bye. */
  #isOver = false;

  greet({ room, self }: Greeting, words: PageWords): void {
    this.#names = [visibleText(room), visibleName(self.name)];
    const [roomName, name] = this.#names;
    setText(this.#room, roomName);
    setText(this.#self, words.self(name, visibleText(self.address)));
  }

  count(unread: number): void {
    if (this.#names !== null) document.title = titleOf(...this.#names, unread);
  }

  tell(state: ConnectionState, words: PageWords): void {
    this.#connection.className = `connection ${state}`;
    setText(this.#connection, words.connection[state]);
    if (state === "open") this.#isOver = false;
    if (!this.#isOver) this.#announce(state === "no-session" ? words.noSession : "");
  }

  stopped(words: PageWords): void {
    this.#isOver = true;
    this.#announce(words.stopped);
  }

  /** Across the whole page, until there is something else to say. */
  #announce(sentence: string): void {
    this.#banner.hidden = sentence === "";
    setText(this.#banner, sentence);
  }
}
