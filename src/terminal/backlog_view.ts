import { CatchingUp, type Message, SHORT_BACKLOG_MAX } from "../chat/catching_up.ts";
import { toldLines } from "../chat/history_lines.ts";
import type { Line, LinesContext } from "../chat/lines.ts";
import type { Shown } from "../chat/room.ts";
import type { Screen } from "./screen.ts";

/** Silence after which a backlog whose length nobody told is taken to be over. */
const QUIET_MS = 150;

const BAR_LENGTH = 24;

export type BacklogViewOptions = {
  readonly context: LinesContext;
  /** What one message is told as. */
  readonly linesFor: (shown: Shown) => readonly Line[];
  readonly log: (line: Line) => void;
  readonly screen: Screen;
};

/**
 * What was said before we came, told when it is all there: a short backlog message by message, the
 * newest of a long one, behind a bar that shows how far it is.
 */
export class BacklogView {
  readonly #options: BacklogViewOptions;
  readonly #catching = new CatchingUp();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: BacklogViewOptions) {
    this.#options = options;
  }

  /** True: it is told here, now or later. */
  take(shown: Shown): boolean {
    if (shown.show === "backlog") {
      this.#progress(shown.done, shown.left);
      return true;
    }
    if (shown.show === "message" && shown.backlog) {
      this.#hold(shown);
      return true;
    }
    // What little is held is older than what is said or happens now, and comes first.
    const follows = shown.show === "message" || shown.show === "notice";
    if (shown.show === "stopped" || (follows && !this.#catching.isLong)) this.#release();
    return false;
  }

  #hold(message: Message): void {
    this.#catching.hold(message);
    clearTimeout(this.#timer);
    if (!this.#catching.isAwaited) this.#timer = setTimeout(() => this.#release(), QUIET_MS);
  }

  #progress(done: number, left: number): void {
    const { context, log, screen } = this.#options;
    const begins = !this.#catching.isAwaited && left > 0;
    this.#catching.progress(left);
    clearTimeout(this.#timer);
    if (left === 0) return this.#release();
    const percent = Math.floor((100 * done) / (done + left));
    if (screen.hasStatus) {
      const words = context.words.backlogProgress(percent, left);
      screen.status("backlog", `${barOf(done / (done + left))} ${words}`);
    } else if (begins) {
      log({ level: "info", head: context.words.backlogBegins(left), body: [] });
    }
  }

  #release(): void {
    const { context, linesFor, log, screen } = this.#options;
    clearTimeout(this.#timer);
    screen.status("backlog", null);
    const { count, shown } = this.#catching.release();
    if (count <= SHORT_BACKLOG_MAX) {
      for (const line of shown.flatMap((message) => linesFor(message))) log(line);
      return;
    }
    const head = context.words.backlogEnds(count, shown.length);
    log({ level: "info", head, body: shown.flatMap((message) => toldLines(message, context)) });
  }
}

/** @param done from 0 to 1 */
function barOf(done: number): string {
  const full = Math.floor(done * BAR_LENGTH);
  return "█".repeat(full) + "░".repeat(BAR_LENGTH - full);
}
