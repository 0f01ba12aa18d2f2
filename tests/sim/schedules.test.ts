import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { faultsMin } from "../../src/sim/draw_faults.ts";
import type { FaultKind } from "../../src/sim/faults.ts";
import { plantedFiles } from "../../src/sim/plant.ts";
import { plants } from "../../src/sim/plants.ts";
import { shortfalls } from "../../src/sim/report.ts";
import { runSeed, type SeedResult } from "../../src/sim/run_seed.ts";
import { runSeeds } from "../../src/sim/run_seeds.ts";
import {
  drawSchedule,
  fewPeers,
  longMinutes,
  manyPeers,
  type Size,
} from "../../src/sim/schedule.ts";
import type { Task } from "../../src/sim/worker.ts";

setDefaultTimeout(60_000);

const faultKinds = new Set<FaultKind>([
  ...(["block", "crash", "cut", "fork", "freeze", "full", "leave", "lose", "mute"] as const),
  ...(["apart", "junk", "move"] as const),
  ...(["narrow", "pair", "partition", "slow"] as const),
]);

const root = join(import.meta.dir, "../..");

async function sim(...args: string[]): Promise<{ code: number; output: string }> {
  const command = [process.execPath, "scripts/sim.ts", ...args];
  const child = Bun.spawn(command, { cwd: root, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, output: output + errors };
}

const minutes = { min: 1, max: 1.5 };

/** Of all shapes, few peers and many. */
const tasks: readonly Task[] = [
  ...seedsOf(180, { minutes, peers: fewPeers, family: "told" }),
  ...seedsOf(10, { minutes, peers: fewPeers, family: "told", asks: true }),
  ...seedsOf(10, { minutes, peers: manyPeers, family: "told" }),
  ...seedsOf(40, { minutes, peers: fewPeers, family: "found" }),
  ...seedsOf(2, { minutes, peers: manyPeers, family: "found" }),
  ...seedsOf(19, { minutes, peers: fewPeers, family: "star" }),
  ...seedsOf(1, { minutes, peers: manyPeers, family: "star" }),
];

function seedsOf(count: number, size: Size): Task[] {
  return Array.from({ length: count }, (_, index) => ({ seed: index + 1, size }));
}

test("two hundred schedules of cuts, crashes and broken disks lose, double and misorder nothing", async () => {
  const results: SeedResult[] = [];
  const onResult = (result: SeedResult): number => results.push(result);
  await runSeeds({ tasks, jobs: 2, keepGoing: true, onResult });
  const failures = results.flatMap(({ seed, size, failure }) => {
    const { min, max } = size.peers;
    const family = size.family === "told" ? "" : ` --${size.family}`;
    const asks = size.asks === true ? " --asks" : "";
    const length = `--minutes 1-1.5 --peers ${min}-${max}`;
    const replay = `npm run sim -- --from ${seed} ${length}${family}${asks} --trace`;
    return failure === null ? [] : [`${failure}; replay: ${replay}`];
  });
  expect(failures).toEqual([]);
  expect(shortfalls(results)).toEqual([]);
  const nameOf = ({ seed, size }: Task): string => `${seed} ${size.peers.min} ${size.family}`;
  expect(results.map(nameOf).toSorted()).toEqual(tasks.map(nameOf).toSorted());
  expect(new Set(results.map(({ shape }) => shape))).toEqual(
    new Set(["ring", "joins", "mesh", "found", "star"]),
  );
}, 180_000);

test("the same seed twice takes the same course, another seed another", () => {
  expect(runSeed(3).hash).toBe(runSeed(3).hash);
  expect(runSeed(3).hash).not.toBe(runSeed(5).hash);
});

test("a schedule is plain data drawn from its seed", () => {
  const schedule = drawSchedule(7);
  expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule);
  expect(drawSchedule(7)).toEqual(schedule);
});

const long: Size = { minutes: longMinutes, peers: fewPeers, family: "told" };
const longFound: Size = { ...long, family: "found" };

test("long schedules have faults of every kind, more than the 80 that must befall somebody", () => {
  const seeds = Array.from({ length: 50 }, (_, seed) => seed);
  const schedules = [long, longFound].flatMap((size) =>
    seeds.map((seed) => drawSchedule(seed, size)),
  );
  for (const { faults, calmAtMs } of schedules) {
    expect(faultsMin(calmAtMs)).toBe(80);
    expect(faults.length).toBeGreaterThan(100);
  }
  const faults = schedules.flatMap((schedule) => schedule.faults);
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(faultKinds);
  const fates = faults.flatMap((fault) =>
    "back" in fault && fault.back !== null ? [fault.back.fate.disk] : [],
  );
  expect(new Set(fates)).toEqual(new Set(["kept", "wiped", "older"]));
});

test("a planted bug is caught, and the command that replays it is printed and fails too", async () => {
  const found = await sim("--seeds", "20", "--plant", "no-duplicate-check");
  const failure = /FAILED (at .+)$/m.exec(found.output)?.[1] ?? "none";
  expect(found.output).toContain("Caught: no-duplicate-check.");
  expect(found.code).toBe(1);
  const replay = /^Replay: npm run sim -- (.+)$/m.exec(found.output)?.[1] ?? "";
  const again = await sim(...replay.split(" "));
  expect(again.output).toContain(`<- {"type":"listening"`);
  expect(again.output).toContain(failure);
  expect(again.code).toBe(1);
});

test("a plant whose text is not in the sources is refused", () => {
  const patch = { file: "src/feed/feeds.ts", from: "no such text", to: "" };
  const plant = { name: "stale", what: "", patches: [patch] };
  expect(() => plantedFiles(plant, root)).toThrow("the plant stale no longer fits");
});

test("every plant fits the sources as they are", () => {
  for (const plant of plants) expect(plantedFiles(plant, root).size).toBeGreaterThan(0);
  expect(plants.length).toBeGreaterThanOrEqual(11);
});

test("an unknown option and an unknown plant are usage errors", async () => {
  expect((await sim("--sedes", "5")).code).toBe(2);
  expect((await sim("--seeds", "none")).code).toBe(2);
  expect((await sim("--plant", "nonsense")).code).toBe(2);
  expect((await sim("--list-plants")).output).toContain("no-duplicate-check");
});
