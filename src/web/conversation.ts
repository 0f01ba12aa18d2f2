/** What one open page is told and asks, whatever carries it. */
import type { Shown } from "../chat/room.ts";
import { readFromPage } from "./from_page.ts";
import type { FromPage, Logged, ToPage } from "./page_protocol.ts";
import type { HistoryPart, PageRoom } from "./page_room.ts";
import type { ShownLog } from "./shown_log.ts";

/** What a page shows at first: some screens of it. Raising it delays the first sight. */
const GREETING_MESSAGES = 200;

/** What a person may do in a second, many times over; a page gone wild is closed. */
const ASKS_PER_SECOND = 100;

export type PageLine = {
  send(text: string): void;
  /** @param why `fault`: the page broke a rule; `over`: the peer ends */
  hangUp(why: "fault" | "over"): void;
};

export class Conversation {
  readonly #room: PageRoom;
  readonly #line: PageLine;
  #waiting: ToPage[] = [];
  #asksLeft = ASKS_PER_SECOND;
  #isOver = false;
  /** An own message that this page was told of as the answer to what it asked. */
  #answeredId: string | null = null;

  constructor(room: PageRoom, line: PageLine) {
    this.#room = room;
    this.#line = line;
  }

  greet(log: ShownLog): void {
    const { demo } = this.#room;
    const part = this.#room.newest(GREETING_MESSAGES);
    this.tell({
      tell: "greeting",
      ...this.#room.about(),
      history: part.ok ? part.entries : [],
      older: part.ok && part.more,
      receipts: log.receipts,
      log: log.logged,
      demo: demo === null ? null : demo.current(),
    });
    if (!part.ok) this.tell({ tell: "trouble", reason: part.reason });
  }

  /** What comes in one turn of the event loop leaves as one message. */
  tell(told: ToPage): void {
    if (this.#isOver) return;
    this.#waiting.push(told);
    if (this.#waiting.length === 1) setImmediate(() => this.#flush());
  }

  show(logged: Logged): void {
    const { shown } = logged;
    const isAnswered = shown.show === "message" && shown.id === this.#answeredId;
    if (!isAnswered) this.tell({ tell: "shown", ...logged });
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const text = JSON.stringify(this.#waiting);
    this.#waiting = [];
    this.#line.send(text);
  }

  /** A second has passed: the page may ask again. */
  tick(): void {
    this.#asksLeft = ASKS_PER_SECOND;
  }

  /** @param text null: what came was no text */
  hear(text: string | null): void {
    if (this.#isOver) return;
    const said = text === null ? null : readFromPage(text);
    if (said === null) this.#refuse("The page said what its peer does not understand");
    else if (this.#asksLeft-- === 0) this.#refuse("The page asks too much at once");
    else this.#do(said);
  }

  /** Says what waits, and hangs up. */
  hangUp(why: "fault" | "over"): void {
    this.#flush();
    this.end();
    this.#line.hangUp(why);
  }

  /** The page is gone. */
  end(): void {
    this.#isOver = true;
    this.#waiting = [];
  }

  #refuse(reason: string): void {
    this.tell({ tell: "trouble", reason });
    this.hangUp("fault");
  }

  #do(said: FromPage): void {
    switch (said.ask) {
      case "say":
        return this.#room.say(said.text, (shown) => this.#answer(shown, said.ref));
      case "older": {
        const { before: id, lamport, limit, ref } = said;
        return this.#tellPart(this.#room.older({ id, lamport }, limit), ref);
      }
      case "search":
        void this.#search(said);
        return;
      case "demo":
        this.#room.demo?.act(said.demo);
    }
  }

  #answer(shown: Shown, ref: string): void {
    if (shown.show !== "message" && shown.show !== "rejected") return;
    if (shown.show === "message") this.#answeredId = shown.id;
    this.tell({ tell: "shown", atMs: Date.now(), shown: { ...shown, ref } });
  }

  async #search({ limit, ref, words }: Extract<FromPage, { ask: "search" }>): Promise<void> {
    this.#tellPart(await this.#room.search(words, limit), ref);
  }

  #tellPart(part: HistoryPart, ref: string): void {
    if (part.ok) this.tell({ tell: "entries", ref, entries: part.entries, more: part.more });
    else this.tell({ tell: "trouble", reason: part.reason, ref });
  }
}
