import type { Shown } from "../chat/room.ts";
import { Conversation, type PageLine } from "./conversation.ts";
import type { ToPage } from "./page_protocol.ts";
import type { PageRoom } from "./page_room.ts";
import { ShownLog } from "./shown_log.ts";

/** Laps and hops change without a word; nobody looks closer than that. */
const STATUS_MS = 1_000;

/** All pages that are open now. While there are none, only the log costs something. */
export class OpenPages {
  readonly #room: PageRoom;
  readonly #log = new ShownLog();
  readonly #open = new Set<Conversation>();
  readonly #endWatches: readonly (() => void)[];
  #clock: ReturnType<typeof setInterval> | null = null;
  #statusIsAsked = false;

  constructor(room: PageRoom) {
    const { demo } = room;
    const ends = [room.watch((shown) => this.#show(shown))];
    if (demo !== null) {
      ends.push(demo.onChange(() => this.#tell({ tell: "demo", demo: demo.current() })));
    }
    this.#room = room;
    this.#endWatches = ends;
  }

  get count(): number {
    return this.#open.size;
  }

  open(line: PageLine): Conversation {
    const conversation = new Conversation(this.#room, line);
    this.#open.add(conversation);
    conversation.greet(this.#log);
    this.#askStatus();
    this.#clock ??= setInterval(() => this.#tick(), STATUS_MS);
    return conversation;
  }

  close(conversation: Conversation): void {
    conversation.end();
    this.#open.delete(conversation);
    if (this.#open.size > 0 || this.#clock === null) return;
    clearInterval(this.#clock);
    this.#clock = null;
  }

  /** The peer ends. */
  end(): void {
    for (const end of this.#endWatches) end();
    for (const conversation of this.#open) {
      conversation.hangUp("over");
      this.close(conversation);
    }
  }

  #show(shown: Shown): void {
    const logged = { atMs: Date.now(), shown };
    this.#log.take(logged);
    for (const conversation of this.#open) conversation.show(logged);
    if (shown.show === "notice" || shown.show === "link") this.#askStatus();
  }

  #tell(told: ToPage): void {
    for (const conversation of this.#open) conversation.tell(told);
  }

  #tick(): void {
    for (const conversation of this.#open) conversation.tick();
    this.#askStatus();
  }

  /** However much happens in one turn of the event loop, it is asked once. */
  #askStatus(): void {
    if (this.#statusIsAsked || this.#open.size === 0) return;
    this.#statusIsAsked = true;
    setImmediate(() => {
      this.#statusIsAsked = false;
      this.#room.askStatus((status) => this.#tell({ tell: "status", status }));
    });
  }
}
