import type { SeedResult } from "./run_seed.ts";

const msPerHour = 3_600_000;

/** What many schedules came to, in a few sentences. */
export function report(results: readonly SeedResult[], tookMs: number, jobs: number): string {
  const sum = (of: (result: SeedResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const hours = sum(({ simulatedMs }) => simulatedMs) / msPerHour;
  const speed = hours / (tookMs / 60_000) / jobs;
  const lines = [
    `${results.length} schedules of 2 to 8 peers: ${hours.toFixed(1)} simulated cluster-hours, ` +
      `${sum(({ messages }) => messages)} messages.`,
    `${sum(({ faults }) => faults)} faults: ${spread(results.map(({ faults }) => faults))} a schedule ` +
      `of ${spread(results.map(({ simulatedMs }) => Math.round(simulatedMs / 6_000) / 10))} minutes.`,
    `${(tookMs / 1000).toFixed(1)} s on ${jobs} cores: ` +
      `${speed.toFixed(1)} simulated cluster-hours a minute and core.`,
  ];
  const rings = results.flatMap(({ ringAfterMs }) => (ringAfterMs === null ? [] : [ringAfterMs]));
  if (rings.length > 0) {
    const [half, most, last] = [0.5, 0.99, 1].map((part) => seconds(percentile(rings, part)));
    lines.push(
      `One ring after the last fault: half within ${half}, 99 % within ${most}, all within ${last}.`,
    );
  }
  return lines.join("\n");
}

function spread(values: readonly number[]): string {
  return `${Math.min(...values)} to ${Math.max(...values)}`;
}

/** The value that `part` of all do not exceed; 0 of none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
