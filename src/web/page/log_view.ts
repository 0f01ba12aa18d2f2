/** The event log, drawn: the newest lines of the level and text that are chosen. */
import { LOG_LEVELS, type LogLevel } from "../../chat/lines.ts";
import { isoTime } from "../../lib/utc.ts";
import { byId, element, framed } from "./element.ts";
import { type EventLog, isLogLevel, type LoggedLine } from "./event_log.ts";
import { dateAndTime } from "./local_time.ts";

/** Of what matches, drawn; the rest is found by the filter. */
const DRAWN_MAX = 300;

/** So near to its bottom it is followed: about a line. */
const BOTTOM_PX = 24;

export class LogView {
  readonly #log: EventLog;
  readonly #pane = byId("log-lines", HTMLOListElement);
  readonly #level = byId("log-level", HTMLSelectElement);
  readonly #filter = byId("log-filter", HTMLInputElement);
  /** The last line that was looked at. */
  #seen = 0;
  /** The newest are in sight, or would be if the pane were shown. */
  #follows = true;

  readonly changed = framed(() => this.#draw());

  constructor(log: EventLog) {
    this.#log = log;
    this.#level.append(...LOG_LEVELS.map(levelOption));
    this.#level.value = "info" satisfies LogLevel;
    this.#level.addEventListener("change", () => this.redraw());
    this.#filter.addEventListener("input", () => this.redraw());
    this.#pane.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // One that was not shown, or was of another size, begins at its oldest line.
    new ResizeObserver(() => this.#follow()).observe(this.#pane);
  }

  redraw(): void {
    this.#seen = 0;
    this.#follows = true;
    this.#pane.replaceChildren();
    this.changed();
  }

  #draw(): void {
    const { value } = this.#level;
    if (!isLogLevel(value)) return;
    const lines = this.#log.matching(value, this.#filter.value, this.#seen);
    const last = lines.at(-1);
    if (last === undefined) return;
    this.#seen = last.number;
    this.#pane.append(...lines.slice(-DRAWN_MAX).map(lineElement));
    while (this.#pane.childElementCount > DRAWN_MAX) this.#pane.firstElementChild?.remove();
    this.#follow();
  }

  #scrolled(): void {
    const { clientHeight, scrollHeight, scrollTop } = this.#pane;
    this.#follows = scrollHeight - clientHeight - scrollTop < BOTTOM_PX;
  }

  #follow(): void {
    if (this.#follows) this.#pane.scrollTop = this.#pane.scrollHeight;
  }
}

function levelOption(level: LogLevel): HTMLOptionElement {
  const option = element("option", "", level);
  option.value = level;
  return option;
}

function lineElement({ atMs, level, text }: LoggedLine): HTMLElement {
  const line = element("li", `line ${level}`);
  const time = element("time", "", dateAndTime(atMs).split(" ")[1]);
  time.dateTime = isoTime(atMs);
  line.append(time, " ", element("span", "level", level), " ", element("span", "said", text));
  return line;
}
