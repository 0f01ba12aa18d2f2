import type { JoinFault } from "../chat/words.ts";
import type { LockHolder } from "../store/folder_lock.ts";
import { StateError, type StateProblem } from "../store/state_error.ts";
/**
 * Why a command ended without doing what was asked, as data: the sentence is made once the
 * language is known, in failure_sentences.ts.
 */
import { EXIT, type ExitCode } from "./exit_codes.ts";

/** What starts a peer on the folder that it is about, without its path. */
type StartCommand = string;

export type Failure =
  | { readonly why: "unknown-command"; readonly word: string; readonly nearest: string | null }
  | {
      readonly why: "unknown-option";
      readonly word: string;
      readonly nearest: string | null;
      readonly command: string;
    }
  | { readonly why: "stray-word"; readonly word: string; readonly command: string }
  | { readonly why: "missing-value"; readonly option: string; readonly expects: string }
  /** `source` is where the value stands: a flag, a variable, or a file and field. */
  | {
      readonly why: "bad-value";
      readonly source: string;
      readonly value: string;
      readonly expects: string;
    }
  | { readonly why: "config-unreadable"; readonly path: string; readonly reason: string }
  | {
      readonly why: "config-field";
      readonly path: string;
      readonly field: string;
      readonly nearest: string | null;
    }
  | {
      readonly why: "unknown-host";
      readonly source: string;
      readonly value: string;
      readonly reason: string;
    }
  /** `takes` is what the command needs to be told besides options, as --help has it. */
  | { readonly why: "missing-words"; readonly takes: string; readonly command: string }
  | { readonly why: "no-terminal" }
  /** `chosenBy` is how another place is chosen. */
  | {
      readonly why: "cannot-listen";
      readonly address: string;
      readonly reason: string;
      readonly chosenBy: string;
    }
  /** Of the loopback's addresses this system has only those that were added. */
  | { readonly why: "no-loopback"; readonly host: string }
  | { readonly why: "state"; readonly problem: StateProblem; readonly path: string }
  /** Not the end: what can't be written is only the log. */
  | { readonly why: "log-off"; readonly problem: StateProblem; readonly path: string }
  | { readonly why: "folder-in-use"; readonly path: string; readonly holder: LockHolder | null }
  /** Not the end, but worth to be said: what is on another machine may not be there for long. */
  | { readonly why: "network-folder"; readonly path: string; readonly type: string }
  /** Not the end: where --fresh put the history so far. */
  | { readonly why: "kept-aside"; readonly path: string }
  | { readonly why: "no-peer-yet"; readonly path: string | null }
  /** Nobody answers at the folder's socket; `isFrozen`: but somebody listens. */
  | {
      readonly why: "no-peer-runs";
      readonly path: string;
      readonly isFrozen: boolean;
      readonly start: StartCommand;
    }
  /** Part of the history was read, and that part was shown. */
  | {
      readonly why: "history-damaged";
      readonly path: string;
      readonly runs: number;
      readonly start: StartCommand;
    }
  /** Either a next is named, or the ring is found. */
  | { readonly why: "next-and-discover" }
  /** Nobody is known whom a message could be sent to. */
  | { readonly why: "no-next" }
  /** `reason` is the running peer's sentence. */
  | { readonly why: "not-said"; readonly reason: string }
  /** `isKept`: it is on disk here and goes out by itself; `peerRuns`: as soon as others appear. */
  | {
      readonly why: "undelivered";
      readonly seconds: number;
      readonly isKept: boolean;
      readonly peerRuns: boolean;
      readonly start: StartCommand;
    }
  /** Nobody whom one could join is at the address. */
  | { readonly why: "cannot-join"; readonly fault: JoinFault; readonly address: string }
  | { readonly why: "identity-in-use"; readonly address: string }
  | { readonly why: "fault"; readonly message: string; readonly logPath: string | null };

/** Ends the command that throws it; main turns it into a sentence and an exit code. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.why);
    this.failure = failure;
  }
}

/** What an error says of the world or of its caller; null for one that is our own fault. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof CommandFailed) return error.failure;
  if (!(error instanceof StateError)) return null;
  return { why: "state", problem: error.problem, path: error.path };
}

export function exitCodeOf(failure: Failure): ExitCode {
  switch (failure.why) {
    case "cannot-listen":
    case "no-loopback":
      return EXIT.cannotListen;
    case "state":
    case "log-off":
    case "folder-in-use":
    case "network-folder":
    case "kept-aside":
    case "no-peer-yet":
    case "no-peer-runs":
    case "history-damaged":
      return EXIT.stateUnusable;
    case "identity-in-use":
    case "cannot-join":
      return EXIT.refused;
    case "undelivered":
      return EXIT.undelivered;
    case "fault":
      return EXIT.fault;
    default:
      return EXIT.usage;
  }
}

/** The `code` of the --json event. What the user typed wrongly is `usage`, whatever it was. */
export function errorCodeOf(failure: Failure): string {
  return exitCodeOf(failure) === EXIT.usage ? "usage" : failure.why;
}
