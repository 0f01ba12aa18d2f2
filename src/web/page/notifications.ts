/** A word from the browser when a message comes while nobody looks, if the person asked for it. */
import { speakerName } from "../../chat/speaker.ts";
import { visibleText } from "../../lib/visible.ts";
import { byId } from "./element.ts";
import type { PageContext } from "./page_context.ts";
import type { Message } from "./talk.ts";

const TEXT_LENGTH_MAX = 200;

export class Notifications {
  readonly #button = byId("notify", HTMLButtonElement);
  readonly #context: () => PageContext | null;
  #isOn = false;

  constructor(context: () => PageContext | null) {
    this.#context = context;
    this.#button.addEventListener("click", () => void this.#toggle());
  }

  /** Where there are none, or they were denied, there is no button either. */
  label(): void {
    const context = this.#context();
    this.#button.hidden = !("Notification" in window) || Notification.permission === "denied";
    if (context === null) return;
    const told = context.pageWords.notify[this.#isOn ? "on" : "off"];
    this.#button.classList.toggle("on", this.#isOn);
    this.#button.setAttribute("aria-label", told);
    this.#button.title = told;
  }

  show({ author, guest, text }: Message): void {
    const context = this.#context();
    if (!this.#isOn || context === null) return;
    const body = visibleText(text.slice(0, TEXT_LENGTH_MAX), { multiline: true });
    const notification = new Notification(speakerName(author, guest, context), {
      body,
      tag: "ringchat",
      silent: true,
    });
    notification.addEventListener("click", () => window.focus());
  }

  async #toggle(): Promise<void> {
    const wasOn = this.#isOn;
    this.#isOn = !wasOn && (await Notification.requestPermission()) === "granted";
    this.label();
  }
}
