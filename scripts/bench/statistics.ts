/** Null of nothing. The median of an even number of values lies between the middle two. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = ((sorted.length - 1) * percent) / 100;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (at - Math.floor(at));
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

const comparedWindows = 3;
const settledGrowth = 1.05;

/** Whether the last three of these are, together, at most 5 % more than the three before. */
export function isSettled(counts: readonly number[]): boolean {
  if (counts.length < 2 * comparedWindows) return false;
  const late = counts.slice(-comparedWindows);
  const before = counts.slice(-2 * comparedWindows, -comparedWindows);
  return sum(late) <= settledGrowth * sum(before);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
