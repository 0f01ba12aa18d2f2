/** Says what went wrong, and where, when it is ringchat's own fault. */
import { writeSync } from "node:fs";

import { errorEvent } from "../chat/json_lines.ts";
import { jsonLine } from "../lib/json_line.ts";
import { type Log, NO_LOG } from "../store/log_file.ts";
import type { StateError } from "../store/state_error.ts";
import { EXIT } from "./exit_codes.ts";
import { errorCodeOf, type Failure } from "./failure.ts";
import { failureSentence } from "./failure_sentences.ts";
import type { Language } from "./language.ts";

export class FaultReport {
  /** Whether a script reads stdout. */
  json: boolean;
  language: Language;
  log: Log = NO_LOG;
  logPath: string | null = null;

  constructor(json: boolean, language: Language) {
    this.json = json;
    this.language = language;
  }

  /** From here on, an error that nobody caught ends the process in words. */
  watch(): void {
    process.on("uncaughtException", (error) => this.#die(error));
    process.on("unhandledRejection", (error) => this.#die(error));
  }

  /** Writes the sentence to stderr, and for a script the last two events to stdout. */
  say(failure: Failure): void {
    const sentence = failureSentence(failure, this.language);
    writeAnyway(2, `ringchat: ${sentence}\n`);
    if (!this.json) return;
    const event = errorEvent(errorCodeOf(failure), sentence);
    writeAnyway(1, `${jsonLine(event)}\n${jsonLine({ event: "bye" })}\n`);
  }

  /** The log turned itself off. */
  warnOfLog(error: StateError): void {
    this.warn({ why: "log-off", problem: error.problem, path: error.path });
  }

  /** Something that is not the end: it goes to stderr alone. */
  warn(failure: Failure): void {
    writeAnyway(2, `ringchat: ${failureSentence(failure, this.language)}\n`);
  }

  /** The failure that an unforeseen error amounts to; the log gets its stack. */
  faultOf(error: unknown): Failure {
    const message = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error ? (error.stack ?? null) : null;
    this.log.write({ level: "error", event: "fault", message, stack });
    return { why: "fault", message, logPath: this.logPath };
  }

  #die(error: unknown): never {
    giveTerminalBack();
    this.say(this.faultOf(error));
    this.log.close();
    process.exit(EXIT.fault);
  }
}

function giveTerminalBack(): void {
  try {
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
  } catch {
    // The terminal is gone, and with it whoever could be disturbed.
  }
}

/** Synchronous, since nothing may run afterwards; a reader that is gone is no second fault. */
function writeAnyway(descriptor: 1 | 2, text: string): void {
  try {
    writeSync(descriptor, text);
  } catch {
    return;
  }
}
