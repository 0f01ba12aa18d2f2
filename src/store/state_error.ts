/** Why the state folder, or a file in it, can't be used. */
export type StateProblem =
  | "link"
  | "not-a-folder"
  | "not-a-file"
  | "denied"
  | "read-only"
  | "no-space"
  | "corrupt"
  | "no-home"
  /** The journal: its file is damaged, is none, is of a later version, is of another room. */
  | "journal-damaged"
  | "not-a-journal"
  | "journal-newer"
  | "other-room"
  /** Another process holds what is needed. */
  | "in-use"
  /** The disk answers with errors. */
  | "failing"
  | "unknown";

/** Thrown where the state folder fails; cli/ turns it into a sentence and exit code 4. */
export class StateError extends Error {
  override readonly name = "StateError";
  readonly problem: StateProblem;
  readonly path: string;

  constructor(problem: StateProblem, path: string, detail = "") {
    super(detail === "" ? `${problem}: ${path}` : `${problem}: ${path}: ${detail}`);
    this.problem = problem;
    this.path = path;
  }
}

const PROBLEM_OF_CODE: Readonly<Record<string, StateProblem>> = {
  ELOOP: "link",
  EMLINK: "link",
  ENOTDIR: "not-a-folder",
  EISDIR: "not-a-file",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "read-only",
  ENOSPC: "no-space",
  EDQUOT: "no-space",
};

/** The code of a failed system call, such as `ENOENT`; empty for any other error. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** What a failed system call on `path` means to a person. */
export function stateError(error: unknown, path: string): StateError {
  if (error instanceof StateError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new StateError(PROBLEM_OF_CODE[codeOf(error)] ?? "unknown", path, detail);
}
