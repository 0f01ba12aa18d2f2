/** Where one is and who, and how the page stands with its peer. */
import { visibleName, visibleText } from "../../lib/visible.ts";
import type { Greeting } from "../page_protocol.ts";
import type { ConnectionState } from "./connection.ts";
import { byId, setText } from "./element.ts";
import type { PageWords } from "./page_words.ts";
import { titleOf } from "./unread.ts";

export class Header {
  readonly #room = byId("room", HTMLElement);
  readonly #self = byId("self", HTMLParagraphElement);
  readonly #connection = byId("connection", HTMLParagraphElement);
  readonly #banner = byId("banner", HTMLParagraphElement);
  #names: readonly [room: string, name: string] | null = null;

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
    const shown = state === "no-session" ? "lost" : state;
    this.#connection.className = `connection ${shown}`;
    setText(this.#connection, words.connection[shown]);
    this.announce(state === "no-session" ? words.noSession : "");
  }

  /** Across the whole page, until there is something else to say. */
  announce(sentence: string): void {
    this.#banner.hidden = sentence === "";
    setText(this.#banner, sentence);
  }
}
