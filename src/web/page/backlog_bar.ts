/** How far what was said before we came has come. */
import type { Shown } from "../../chat/room.ts";
import { byId, setText } from "./element.ts";
import type { PageContext } from "./page_context.ts";

export class BacklogBar {
  readonly #whole = byId("catching-up", HTMLDivElement);
  readonly #bar = byId("backlog", HTMLProgressElement);
  readonly #told = byId("backlog-told", HTMLParagraphElement);

  show({ done, left }: Extract<Shown, { show: "backlog" }>, { words }: PageContext): void {
    this.#whole.hidden = left === 0;
    this.#bar.value = done / Math.max(1, done + left);
    const percent = Math.floor(this.#bar.value * 100);
    setText(this.#told, words.backlogProgress(percent, left));
  }
}
