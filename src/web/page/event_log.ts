/** The last of what happened, as lines that a person reads. */
import { type Line, LOG_LEVELS, type LogLevel, showsAt } from "../../chat/lines.ts";
import { clip } from "./clip.ts";

export type LoggedLine = {
  /** Counts up. */
  readonly number: number;
  readonly atMs: number;
  readonly level: LogLevel;
  readonly text: string;
};

export const LINES_MAX = 1_000;

/** What somebody said stands in the talk, whole. */
const LINE_LENGTH_MAX = 300;

export class EventLog {
  #lines: LoggedLine[] = [];
  #count = 0;

  add(atMs: number, { body, head, level }: Line): void {
    const lines = [head, ...body.map((each) => each.trim())].filter(Boolean);
    const text = clip(lines.join("\n"), 0, LINE_LENGTH_MAX);
    this.#lines.push({ number: ++this.#count, atMs, level, text });
    // Many at once, since each time moves all that stay.
    if (this.#lines.length > LINES_MAX) this.#lines = this.#lines.slice(LINES_MAX / 10);
  }

  clear(): void {
    this.#lines = [];
  }

  /** The newest lines of that level and graver ones that hold the text, oldest first. */
  matching(level: LogLevel, text: string, after = 0): LoggedLine[] {
    const sought = text.trim().toLowerCase();
    return this.#lines.filter((line) => {
      const isShown = line.number > after && showsAt(line.level, level);
      return isShown && (sought === "" || line.text.toLowerCase().includes(sought));
    });
  }
}

export function isLogLevel(value: string): value is LogLevel {
  return LOG_LEVELS.some((level) => level === value);
}
