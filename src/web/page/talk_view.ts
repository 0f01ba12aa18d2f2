/** The talk, drawn: a window of rows that follows the newest, or stays where the reader is. */
import { byId, framed, setText } from "./element.ts";
import { dayOf } from "./local_time.ts";
import type { PageContext } from "./page_context.ts";
import { ReceiptMark } from "./receipt_mark.ts";
import type { Receipts } from "./receipts.ts";
import type { Span, Talk } from "./talk.ts";
import { jointOf, shownLength, talkRow } from "./talk_row.ts";
import { keptRows, newerRows, newestRows, olderRows } from "./talk_window.ts";

/** So near to the end of the drawn rows, more are drawn. */
const NEAR_PX = 800;

/** So near to its bottom the talk is followed. */
const BOTTOM_PX = 2;

type Row = { readonly element: HTMLElement; readonly shape: string; mark: ReceiptMark | null };

export type TalkViewOptions = {
  readonly talk: Talk;
  readonly receipts: Receipts;
  readonly context: () => PageContext | null;
  /** More of the history is wanted. */
  readonly onOlder: () => void;
};

export class TalkView {
  readonly #options: TalkViewOptions;
  readonly #pane = byId("talk", HTMLDivElement);
  readonly #list = byId("rows", HTMLDivElement);
  readonly #top = byId("top", HTMLParagraphElement);
  readonly #newer = byId("newer", HTMLButtonElement);
  readonly #rows = new Map<string, Row>();
  #span: Span = { from: 0, to: 0 };
  #follows = true;
  #scrolledTo = 0;
  /** Of the pane and of what is in it, when it was drawn. */
  #sizes = "";
  #unseen = 0;

  /** Something of it changed; it is drawn with the next frame. */
  readonly changed = framed(() => this.#draw());

  constructor(options: TalkViewOptions) {
    this.#options = options;
    this.#pane.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // In a flood the first pixels of it would be taken back before they are a scroll.
    this.#pane.addEventListener("wheel", (event) => this.#wheeled(event), { passive: true });
    this.#newer.addEventListener("click", () => this.toNewest());
    new ResizeObserver(this.changed).observe(this.#pane);
  }

  /** A message of somebody else came. */
  countNew(): void {
    if (!this.#follows) this.#unseen++;
  }

  toNewest(): void {
    this.#follows = true;
    this.changed();
  }

  /** A receipt came: only where that message is drawn there is something to do. */
  receiptChanged(message: string): void {
    const row = this.#rows.get(message);
    if (row !== undefined) this.#markReceipt(message, row);
  }

  /** Words or names are others now. At once: as the page begins, this is what is waited for. */
  redraw(): void {
    for (const { element } of this.#rows.values()) element.remove();
    this.#rows.clear();
    this.#draw();
  }

  #wheeled({ deltaY }: WheelEvent): void {
    if (deltaY < 0 && this.#pane.scrollTop > 0) this.#follows = false;
  }

  #scrolled(): void {
    const { clientHeight, scrollHeight, scrollTop } = this.#pane;
    const isAtBottom = this.#toBottom() <= BOTTOM_PX;
    // Where the sizes changed it was not the reader who scrolled, but the pane that gave way.
    const isReaders = `${clientHeight} ${scrollHeight}` === this.#sizes;
    if (isReaders && scrollTop < this.#scrolledTo && !isAtBottom) this.#follows = false;
    if (isAtBottom && scrollTop > this.#scrolledTo) {
      this.#follows = this.#span.to === this.#options.talk.span.to;
    }
    this.#scrolledTo = scrollTop;
    this.changed();
  }

  #toBottom(): number {
    const { clientHeight, scrollHeight, scrollTop } = this.#pane;
    return scrollHeight - clientHeight - scrollTop;
  }

  #draw(): void {
    const context = this.#options.context();
    // Not shown at all, as on a narrow screen another part is: nothing can be measured.
    if (context === null || this.#pane.clientHeight === 0) return;
    const all = this.#options.talk.span;
    const anchor = this.#follows ? null : this.#anchor();
    this.#span = this.#follows ? newestRows(all, this.#lengthOf) : this.#around(all);
    // What is scrolled to is not news, nor what was said before the page came.
    const isNews = this.#follows && this.#rows.size > 0;
    this.#pane.ariaLive = isNews ? "polite" : "off";
    this.#place(context);
    this.#tellTop(context);
    if (anchor === null) this.#pane.scrollTop = this.#pane.scrollHeight;
    else this.#pane.scrollTop += topOf(this.#rows.get(anchor.key)?.element) - anchor.top;
    this.#scrolledTo = this.#pane.scrollTop;
    this.#sizes = `${this.#pane.clientHeight} ${this.#pane.scrollHeight}`;
    if (this.#follows) this.#unseen = 0;
    this.#tellNewer(context);
    if (this.#options.talk.wantsOlder && this.#span.from === all.from) {
      if (this.#pane.scrollTop < NEAR_PX) this.#options.onOlder();
    }
  }

  /** More where the reader comes near to an end of what is drawn; of few rows that is both. */
  #around(all: Span): Span {
    const kept = keptRows(this.#span, all, this.#lengthOf);
    const isNearTop = this.#pane.scrollTop < NEAR_PX;
    const rows = isNearTop ? olderRows(kept, all, this.#lengthOf) : kept;
    return this.#toBottom() < NEAR_PX ? newerRows(rows, all, this.#lengthOf) : rows;
  }

  readonly #lengthOf = (row: number): number => {
    const item = this.#options.talk.at(row);
    return item === undefined ? 0 : shownLength(item);
  };

  /** The first row that is to be seen, which stays where it is whatever comes before it. */
  #anchor(): { readonly key: string; readonly top: number } | null {
    const paneTop = this.#pane.getBoundingClientRect().top;
    for (let number = this.#span.from; number < this.#span.to; number++) {
      const key = this.#options.talk.at(number)?.key ?? "";
      const row = this.#rows.get(key)?.element;
      if (row !== undefined && row.getBoundingClientRect().bottom > paneTop) {
        return { key, top: topOf(row) };
      }
    }
    return null;
  }

  #place(context: PageContext): void {
    const { talk } = this.#options;
    const wanted: HTMLElement[] = [];
    const keys = new Set<string>();
    const today = dayOf(context.now());
    for (let number = this.#span.from; number < this.#span.to; number++) {
      const item = talk.at(number);
      if (item === undefined) continue;
      keys.add(item.key);
      const joint = jointOf(item, talk.at(number - 1));
      const shape = `${joint.isNewDay && today} ${joint.goesOn}`;
      let row = this.#rows.get(item.key);
      if (row?.shape !== shape) {
        row?.element.remove();
        row = { element: talkRow(item, joint, context), shape, mark: null };
        this.#rows.set(item.key, row);
        this.#markReceipt(item.key, row);
      }
      wanted.push(row.element);
    }
    for (const [key, { element }] of this.#rows) {
      if (keys.has(key)) continue;
      element.remove();
      this.#rows.delete(key);
    }
    let next = this.#list.firstElementChild;
    for (const row of wanted) {
      if (row === next) next = next.nextElementSibling;
      else this.#list.insertBefore(row, next);
    }
  }

  #markReceipt(message: string, row: Row): void {
    const context = this.#options.context();
    const receipt = this.#options.receipts.of(message);
    if (receipt === undefined || context === null) return;
    if (row.mark === null) {
      row.mark = new ReceiptMark();
      row.element.querySelector(".foot")?.append(row.mark.element);
    }
    row.mark.update(receipt, context);
  }

  #tellTop({ pageWords }: PageContext): void {
    const { talk } = this.#options;
    const isAtTop = this.#span.from === talk.span.from;
    const atTop = talk.hasOlder ? pageWords.furthest : pageWords.beginning;
    const isLoading = !isAtTop || talk.wantsOlder;
    setText(this.#top, isLoading ? pageWords.loadingOlder : atTop);
  }

  #tellNewer({ pageWords }: PageContext): void {
    this.#newer.hidden = this.#follows;
    const count = this.#unseen;
    const text = count === 0 ? pageWords.toNewest : pageWords.newBelow(count);
    setText(this.#newer, text);
  }
}

/** Of what was said: the day above it comes and goes. */
function topOf(row: HTMLElement | undefined): number {
  return row?.lastElementChild?.getBoundingClientRect().top ?? 0;
}
