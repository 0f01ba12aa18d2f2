/** Leaving takes time, and must not take too much: signals begin it, a deadline ends it. */
import { EXIT } from "./exit_codes.ts";

/** Together less than the 2 s that anybody waits for a program to end. */
const GIVE_UP_AFTER_MS = 1_700;
const EXIT_AFTER_MS = 1_900;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** 128 and the number of the signal, as shells have it. */
const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

export type LeavingActions = {
  /** The others do not answer: go on as if the peer had stopped. */
  readonly giveUp: () => void;
  /** What must happen before the process is ended by force. */
  readonly last: () => void;
};

export class Leaving {
  readonly #actions: LeavingActions;
  readonly #handlers = new Map<(typeof SIGNALS)[number], () => void>();
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #exitCode: number | null = null;
  #ownsProcess = false;

  constructor(actions: LeavingActions) {
    this.#actions = actions;
  }

  /** The exit code that a signal asks for; null when none came. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  /**
   * The process ends with the peer: the first signal calls `leave`, the next one ends the process
   * at once, and so does leaving that takes too long.
   */
  ownProcess(leave: () => void): void {
    this.#ownsProcess = true;
    for (const signal of SIGNALS) {
      const handler = (): void => {
        if (this.#exitCode !== null) this.#exit();
        this.#exitCode = EXIT_CODES[signal];
        leave();
      };
      this.#handlers.set(signal, handler);
      process.on(signal, handler);
    }
  }

  /** Leaving has begun, for whatever reason. */
  begin(): void {
    this.#timers.push(setTimeout(this.#actions.giveUp, GIVE_UP_AFTER_MS));
    if (this.#ownsProcess) this.#timers.push(setTimeout(() => this.#exit(), EXIT_AFTER_MS));
  }

  /** It is over: no deadline and no signal concerns this peer any more. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const [signal, handler] of this.#handlers) process.off(signal, handler);
  }

  #exit(): never {
    this.#actions.last();
    process.exit(this.#exitCode ?? EXIT.done);
  }
}
