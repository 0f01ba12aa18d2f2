/** What came while nobody looked at the page. */
import type { Message } from "./talk.ts";

export class Unread {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** True: it is news to the person. What was said before they came is not. */
  take({ backlog, own }: Message, isHidden: boolean): boolean {
    if (!isHidden || own || backlog) return false;
    this.#count++;
    return true;
  }

  seen(): void {
    this.#count = 0;
  }
}

/** Of the window: `(3) lobby - ann`. */
export function titleOf(room: string, name: string, unread: number): string {
  const title = `${room} - ${name}`;
  return unread === 0 ? title : `(${unread > 999 ? "999+" : unread}) ${title}`;
}
