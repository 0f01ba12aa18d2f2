/** Values on the way from where they were to where they are to be; the first comes at once. */

type Course = { readonly from: number; readonly to: number; readonly sinceMs: number };

const COURSE_MS = 700;

export class Motion {
  readonly #courses = new Map<string, Course>();

  /** @param still there at once: the person asks for no movement */
  aim(key: string, to: number, nowMs: number, still: boolean): void {
    const course = this.#courses.get(key);
    if (course !== undefined && Math.abs(course.to - to) < 1e-9 && !still) return;
    const from = course === undefined || still ? to : valueOf(course, nowMs);
    this.#courses.set(key, { from, to, sinceMs: nowMs });
  }

  /** Where it begins, unless it is there already. */
  start(key: string, from: number, nowMs: number): void {
    if (!this.#courses.has(key)) this.aim(key, from, nowMs, true);
  }

  at(key: string, nowMs: number): number {
    const course = this.#courses.get(key);
    return course === undefined ? 0 : valueOf(course, nowMs);
  }

  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#courses.keys()) if (!keys.has(key)) this.#courses.delete(key);
  }

  isMoving(nowMs: number): boolean {
    for (const { from, sinceMs, to } of this.#courses.values()) {
      if (from !== to && nowMs - sinceMs < COURSE_MS) return true;
    }
    return false;
  }
}

function valueOf({ from, sinceMs, to }: Course, nowMs: number): number {
  const share = Math.min(1, Math.max(0, (nowMs - sinceMs) / COURSE_MS));
  return from + (to - from) * eased(share);
}

/** Begins and ends gently. */
function eased(share: number): number {
  return share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
}
