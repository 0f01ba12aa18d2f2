import { createConsola } from "consola/core";

import type { Line, LogLevel } from "../chat/lines.ts";
import { LOG_LEVELS } from "../chat/lines.ts";

const TAGS: Readonly<Record<LogLevel, string>> = {
  error: "ERR",
  warn: "WRN",
  info: "INF",
  debug: "DBG",
  trace: "TRC",
};

/** Numbers of ECMA-48's SGR: red, yellow, green, blue, grey. */
const COLOURS: Readonly<Record<LogLevel, number>> = {
  error: 31,
  warn: 33,
  info: 32,
  debug: 34,
  trace: 90,
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
  return `${painted(90, timeOfDay(atMs))} ${painted(COLOURS[level], TAGS[level])} ~${words}`;
}

function painted(colour: number, text: string): string {
  return `\x1b[${colour}m${text}\x1b[39m`;
}

/** Local time with six decimals of a second. */
export function timeOfDay(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  const micros = String(Math.floor(atMs * 1000) % 1_000_000).padStart(6, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${micros}`;
}
