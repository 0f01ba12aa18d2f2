import { historiesMsMax } from "./recovery.ts";
import type { SeedResult } from "./run_seed.ts";

const msPerHour = 3_600_000;
const msPerMinute = 60_000;

/** What many schedules came to, in a few sentences. */
export function report(results: readonly SeedResult[], tookMs: number, jobs: number): string {
  const sum = (of: (result: SeedResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const count = (is: (result: SeedResult) => boolean): number => results.filter(is).length;
  const shapes = (["ring", "joins", "mesh", "found", "star"] as const).map((each) =>
    count(({ shape }) => shape === each),
  );
  const [rings, joins, meshes, found, stars] = shapes;
  const minutes = results.map((one) => Math.round((10 * one.simulatedMs) / msPerMinute) / 10);
  const lines = [
    `${results.length} schedules, ${rings} of a configured ring, ${joins} of joins, ` +
      `${meshes} of a mesh and ${found} of a ring found by beacons, ${stars} of a star: ` +
      `${(sum(({ simulatedMs }) => simulatedMs) / msPerHour).toFixed(1)} simulated cluster-hours, ` +
      `${sum(({ messages }) => messages)} messages.`,
    `${sum(({ faults }) => faults)} faults. A schedule: ${spread(results.map(({ faults }) => faults))} ` +
      `faults, ${spread(minutes)} minutes (least, half, most).`,
    `${(tookMs / 1000).toFixed(1)} s on ${jobs} cores. Simulated cluster-hours a minute and core: ` +
      `${speeds(results)}.`,
  ];
  const held = results.filter(({ failure }) => failure === null);
  if (held.length > 0) {
    const ringMs = held.flatMap(({ ringAfterMs }) => ringAfterMs ?? []);
    const historyMs = held.flatMap(({ historiesAfterMs }) => historiesAfterMs ?? []);
    lines.push(
      `After the last fault one ring, mesh or star: ${recovery(ringMs)}; one history: ${recovery(historyMs)}.`,
    );
  }
  const late = held.filter(
    ({ historiesAfterMs }) => (historiesAfterMs ?? 0) > historiesMsMax,
  ).length;
  if (late > 0) {
    lines.push(
      `In ${late} the ring closed so late that the histories were the same only after ` +
        `${seconds(historiesMsMax)}.`,
    );
  }
  const apart = held.filter(({ rooms }) => rooms > 1).length;
  if (apart > 0) lines.push(`In ${apart} some peers never heard of the others: a ring each.`);
  return lines.join("\n");
}

/** Hours of a world of so many peers that one core simulates in a minute. */
function speeds(results: readonly SeedResult[]): string {
  const bySize = Object.groupBy(results, ({ size }) => `${size.peers.min} to ${size.peers.max}`);
  return Object.entries(bySize)
    .map(([peers, some = []]) => {
      const hours = some.reduce((sum, { simulatedMs }) => sum + simulatedMs, 0) / msPerHour;
      const took = some.reduce((sum, { tookMs }) => sum + tookMs, 0) / msPerMinute;
      return `${(hours / took).toFixed(1)} at ${peers} peers (${some.length} schedules)`;
    })
    .join(", ");
}

function spread(values: readonly number[]): string {
  return [0, 0.5, 1].map((part) => percentile(values, part)).join(", ");
}

function recovery(values: readonly number[]): string {
  const [half, most, last] = [0.5, 0.99, 1].map((part) => seconds(percentile(values, part)));
  return `half within ${half}, 99 % within ${most}, all within ${last}`;
}

/** The value that `part` of all do not exceed; 0 of none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Of fewer schedules percentiles say little. */
const schedulesMin = 100;
const promised = [
  { part: 0.5, withinMs: 2_000 },
  { part: 0.99, withinMs: 20_000 },
];

/** What is promised of many schedules together and was not kept. */
export function shortfalls(results: readonly SeedResult[]): string[] {
  if (results.length < schedulesMin) return [];
  const rings = results.map(({ ringAfterMs }) => ringAfterMs ?? Infinity);
  return promised
    .filter(({ part, withinMs }) => percentile(rings, part) > withinMs)
    .map(({ part, withinMs }) => {
      return `Less than ${100 * part} % of the rings closed within ${seconds(withinMs)}.`;
    });
}
