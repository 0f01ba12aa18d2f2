type Action = () => void;

/** When a process gets its turn: while it runs; frozen, once it thaws; dead, never again. */
export class Turns {
  #state: "running" | "frozen" | "dead" = "running";
  /** What happened while it was frozen. */
  #missed: Action[] = [];
  #missedTick: Action | null = null;

  get isDead(): boolean {
    return this.#state === "dead";
  }

  run(action: Action): void {
    if (this.#state === "running") action();
    else if (this.#state === "frozen") this.#missed.push(action);
  }

  /** However many ticks are missed, a timer fires once when the process runs again. */
  tick(action: Action): void {
    if (this.#state === "frozen") this.#missedTick = action;
    else this.run(action);
  }

  freeze(): void {
    if (this.#state === "running") this.#state = "frozen";
  }

  /** What it missed comes at once; the tick, which only waited, before or after. */
  thaw(isTickFirst: boolean): void {
    if (this.#state !== "frozen") return;
    this.#state = "running";
    const tick = this.#missedTick === null ? [] : [this.#missedTick];
    const missed = isTickFirst ? [...tick, ...this.#missed] : [...this.#missed, ...tick];
    this.#missed = [];
    this.#missedTick = null;
    for (const action of missed) this.run(action);
  }

  kill(): void {
    this.#state = "dead";
    this.#missed = [];
  }
}
