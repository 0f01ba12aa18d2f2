import { Deliveries, type DeliveryState } from "../chat/deliveries.ts";
import type { Shown } from "../chat/room.ts";
import type { Words } from "../chat/words.ts";
import type { Screen } from "./screen.ts";

/** A burst is told once: so long nothing more may come of it. */
const QUIET_MS = 300;

export type ReceiptViewOptions = {
  readonly words: Words;
  readonly screen: Screen;
  /** For a line that nobody need read. */
  readonly paint: (text: string) => string;
  /** A line says that all have it; else that row goes without a word. */
  readonly tellsDone: boolean;
};

/**
 * How far one's own messages got: on its way where the screen can show it in place, in a line of
 * its own when nobody is there to take them, and when all have them.
 */
export class ReceiptView {
  readonly #options: ReceiptViewOptions;
  readonly #deliveries = new Deliveries();
  /** What was said about the messages that are kept; to be said once while they are. */
  #saidKept = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ReceiptViewOptions) {
    this.#options = options;
  }

  take(shown: Shown): void {
    if (shown.show === "stopped") this.#tell();
    if (shown.show !== "receipt") return;
    const { screen, words } = this.#options;
    this.#deliveries.take(shown);
    const state = this.#deliveries.state;
    screen.status("receipt", state === null || state.stage === "kept" ? null : say(state, words));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), QUIET_MS);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    const { paint, screen, tellsDone, words } = this.#options;
    const { state } = this.#deliveries;
    if (state === null || state.stage === "on-its-way") return;
    const isKept = state.stage === "kept";
    if (!isKept) {
      this.#deliveries.forgetDone();
      screen.status("receipt", null);
    }
    const isNews = isKept ? !this.#saidKept : tellsDone;
    if (isNews) screen.print(paint(say(state, words)));
    this.#saidKept = isKept;
  }
}

function say({ messages, of, seenBy, stage }: DeliveryState, words: Words): string {
  if (stage === "kept") return words.kept(messages);
  return stage === "on-disk" ? words.onDisk(messages, of) : words.onItsWay(messages, seenBy, of);
}
