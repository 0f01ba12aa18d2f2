import type { Surroundings } from "../store/state_folder.ts";
import type { FaultReport } from "./fault_report.ts";
import type { Language } from "./language.ts";
import type { Settings } from "./options.ts";

/** What a command is called with. */
export type Call = {
  readonly settings: Settings;
  /** What stands on the command line besides options, such as the text to send. */
  readonly words: readonly string[];
  readonly language: Language;
  readonly around: Surroundings;
  /** Told where the log is, so that a crash can say it. */
  readonly faults: Pick<FaultReport, "log" | "logPath" | "warn" | "warnOfLog">;
  /**
   * The process is there for this call alone: signals end it, and so does a peer that takes too
   * long to leave. Another program's is not ours to end.
   */
  readonly ownsProcess: boolean;
};

/** Resolves with the exit code; throws CommandFailed, or StateError. */
export type Run = (call: Call) => Promise<number>;
