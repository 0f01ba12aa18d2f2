type Timer = { readonly atMs: number; readonly order: number; readonly action: () => void };

/**
 * The one clock of a simulated world. What is due at the same time happens in the order in which
 * it was asked for, so that a schedule has exactly one course.
 */
export class Clock {
  nowMs = 0;
  /** A binary heap: no timer is due before its parent. */
  readonly #heap: Timer[] = [];
  #asked = 0;

  after(delayMs: number, action: () => void): void {
    this.at(this.nowMs + delayMs, action);
  }

  /** Times are kept to the microsecond, so that a trace can be read. */
  at(atMs: number, action: () => void): void {
    const rounded = Math.max(this.nowMs, Math.round(atMs * 1000) / 1000);
    const timer = { atMs: rounded, order: this.#asked++, action };
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(timer);
    while (hole > 0) {
      const up = (hole - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || isBefore(parent, timer)) break;
      heap[hole] = parent;
      hole = up;
    }
    heap[hole] = timer;
  }

  /** Runs everything that is due up to `endMs`, then stands there. */
  runUntil(endMs: number): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.atMs > endMs) break;
      this.#removeFirst();
      this.nowMs = first.atMs;
      first.action();
    }
    this.nowMs = endMs;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let hole = 0;
    for (;;) {
      let down = 2 * hole + 1;
      let child = heap[down];
      const sibling = heap[down + 1];
      if (child !== undefined && sibling !== undefined && isBefore(sibling, child)) {
        child = sibling;
        down++;
      }
      if (child === undefined || isBefore(last, child)) break;
      heap[hole] = child;
      hole = down;
    }
    heap[hole] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}
