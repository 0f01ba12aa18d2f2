/** What a script learns from how ringchat ended. docs/SCRIPTS.md promises these. */
export const EXIT = {
  done: 0,
  fault: 1,
  usage: 2,
  cannotListen: 3,
  stateUnusable: 4,
  undelivered: 5,
  refused: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
