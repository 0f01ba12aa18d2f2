import { createConsola } from "consola/core";

import type { Line, LogLevel } from "../chat/lines.ts";
import { LOG_LEVELS } from "../chat/lines.ts";
import { BLUE, GREEN, GREY, grey, painted, RED, YELLOW } from "./colours.ts";

const TAGS: Readonly<Record<LogLevel, string>> = {
  error: "ERR",
  warn: "WRN",
  info: "INF",
  debug: "DBG",
  trace: "TRC",
};

const COLOURS: Readonly<Record<LogLevel, number>> = {
  error: RED,
  warn: YELLOW,
  info: GREEN,
  debug: BLUE,
  trace: GREY,
};

export type Log = (line: Line) => void;

export type LogOptions = {
  /** Lines of this level and the graver ones are written. */
  readonly level: LogLevel;
  readonly colour: boolean;
  /** Wall clock in milliseconds since 1970, its fraction down to microseconds. */
  readonly now: () => number;
  readonly write: (head: string, body: readonly string[]) => void;
};

/** A log whose lines read `15:58:43.214573 INF ~ Server listening at 127.0.0.1:6001`. */
export function createLog({ level, colour, now, write }: LogOptions): Log {
  const consola = createConsola({
    // Consola folds what repeats within a second; five people may well say "ok".
    throttle: Number.NEGATIVE_INFINITY,
    level: CONSOLA_LEVELS[level],
    reporters: [
      {
        log: ({ type, args }) => {
          const [head = "", ...body] = args.map(String);
          write(headOf(levelOf(type), head, now(), colour), body);
        },
      },
    ],
  });
  return (line) => consola[line.level](line.head, ...line.body);
}

const CONSOLA_LEVELS = { error: 0, warn: 1, info: 3, debug: 4, trace: 5 } as const;

function levelOf(type: string): LogLevel {
  return LOG_LEVELS.find((level) => level === type) ?? "info";
}

function headOf(level: LogLevel, head: string, atMs: number, colour: boolean): string {
  const words = head === "" ? "" : ` ${head}`;
  if (!colour) return `${timeOfDay(atMs)} ${TAGS[level]} ~${words}`;
  return `${grey(timeOfDay(atMs))} ${painted(COLOURS[level], TAGS[level])} ~${words}`;
}

/** Local time with six decimals of a second. */
export function timeOfDay(atMs: number): string {
  const micros = String(Math.floor(atMs * 1000) % 1_000_000).padStart(6, "0");
  return `${clockOf(new Date(atMs))}.${micros}`;
}

/** Local date and time to the second. A time that no calendar has reads as such. */
export function dateAndTime(atMs: number): string {
  const at = new Date(atMs);
  if (Number.isNaN(at.getTime())) return "????-??-?? ??:??:??";
  const year = String(at.getFullYear()).padStart(4, "0");
  return `${year}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clockOf(at)}`;
}

function clockOf(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
