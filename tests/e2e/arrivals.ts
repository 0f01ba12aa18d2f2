type Waiter = { readonly look: () => boolean; readonly giveUp: () => void };

export type Wait = {
  /** What is waited for, to be named when it does not come. */
  readonly what: string;
  readonly withinMs?: number;
};

/** Long enough for a loaded machine; nothing that works comes near it. */
export const deadlineMs = 30_000;

/**
 * What a process says, as it comes, and a way to wait for what matters. Nothing polls: each arrival
 * wakes whoever waits.
 */
export class Arrivals<T> {
  readonly items: T[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #derived: { take(item: T): void; end(): void }[] = [];
  /** Why no more will come; empty while more may. */
  #over = "";

  push(item: T): void {
    this.items.push(item);
    for (const derived of this.#derived) derived.take(item);
    for (const waiter of this.#waiters) if (waiter.look()) this.#waiters.delete(waiter);
  }

  end(why = "nothing more will come"): void {
    if (this.#over !== "") return;
    this.#over = why;
    for (const derived of this.#derived) derived.end();
    for (const waiter of this.#waiters) waiter.giveUp();
    this.#waiters.clear();
  }

  /** The same arrivals, each as what `convert` makes of it. Where it throws, they end. */
  mapped<U>(convert: (item: T) => U): Arrivals<U> {
    const mapped = new Arrivals<U>();
    const take = (item: T): void => {
      try {
        mapped.push(convert(item));
      } catch (error) {
        mapped.end(String(error));
      }
    };
    this.#derived.push({ take, end: () => mapped.end(this.#over) });
    return mapped;
  }

  first<S extends T>(matches: (item: T) => item is S, wait: Wait & { from?: number }): Promise<S>;
  first(matches: (item: T) => boolean, wait: Wait & { from?: number }): Promise<T>;
  /** Resolves with the first match at or after `from`, at once if it is here already. */
  async first(matches: (item: T) => boolean, wait: Wait & { from?: number }): Promise<T> {
    const found = (): T | undefined => this.items.slice(wait.from).find(matches);
    await this.when(() => found() !== undefined, wait);
    const item = found();
    if (item === undefined) throw new Error(`${wait.what} came and went`);
    return item;
  }

  /** Resolves once `isTrue`, which is asked at each arrival. Rejects when it is not in time. */
  when(isTrue: () => boolean, { what, withinMs = deadlineMs }: Wait): Promise<void> {
    if (isTrue()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        reject(new Error(`${what} did not come. ${this.#over}\n${this.#latest()}`));
      };
      const look = (): boolean => {
        if (!isTrue()) return false;
        clearTimeout(timer);
        resolve();
        return true;
      };
      const waiter: Waiter = { look, giveUp };
      const timer = setTimeout(giveUp, withinMs);
      if (this.#over === "") this.#waiters.add(waiter);
      else giveUp();
    });
  }

  #latest(): string {
    return this.items
      .slice(-40)
      .map((item) => `  ${JSON.stringify(item)}\n`)
      .join("");
  }
}
