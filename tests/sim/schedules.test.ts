import { expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { plantCopy, plants } from "../../src/sim/plants.ts";
import { runSeed, type SeedResult } from "../../src/sim/run_seed.ts";
import { runSeeds } from "../../src/sim/run_seeds.ts";
import { drawSchedule, longMinutes } from "../../src/sim/schedule.ts";

setDefaultTimeout(60_000);

const root = join(import.meta.dir, "../..");

async function sim(...args: string[]): Promise<{ code: number; output: string }> {
  const command = [process.execPath, "scripts/sim.ts", ...args];
  const child = Bun.spawn(command, { cwd: root, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, output: output + errors };
}

test("a hundred and twenty schedules of cuts, crashes and broken disks lose, double and misorder nothing", async () => {
  const results: SeedResult[] = [];
  await runSeeds({
    from: 1,
    seeds: 120,
    minutes: { min: 1, max: 1.5 },
    jobs: 2,
    keepGoing: true,
    onResult: (result) => results.push(result),
  });
  const failures = results.flatMap(({ seed, failure }) =>
    failure === null
      ? []
      : [`${failure}; replay: npm run sim -- --from ${seed} --minutes 1-1.5 --trace`],
  );
  expect(failures).toEqual([]);
  expect(results.map(({ seed }) => seed).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 120 }, (_, index) => index + 1),
  );
}, 300_000);

test("the same seed twice takes the same course, another seed another", () => {
  expect(runSeed(3).hash).toBe(runSeed(3).hash);
  expect(runSeed(3).hash).not.toBe(runSeed(5).hash);
});

test("a schedule is plain data drawn from its seed", () => {
  const schedule = drawSchedule(7);
  expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule);
  expect(drawSchedule(7)).toEqual(schedule);
});

test("long schedules have 80 faults each, among them wiped and rolled-back disks", () => {
  const schedules = Array.from({ length: 50 }, (_, seed) => drawSchedule(seed, longMinutes));
  for (const { faults } of schedules) expect(faults.length).toBeGreaterThanOrEqual(80);
  const fates = schedules
    .flatMap(({ faults }) => faults)
    .flatMap((fault) => ("back" in fault && fault.back !== null ? [fault.back.fate.disk] : []));
  expect(new Set(fates)).toEqual(new Set(["kept", "wiped", "older"]));
});

test("a planted bug is caught, and the command that replays it is printed and fails too", async () => {
  const found = await sim("--seeds", "20", "--plant", "no-duplicate-check");
  expect(found.output).toContain("shows a message twice");
  expect(found.output).toContain("Caught: no-duplicate-check.");
  expect(found.code).toBe(1);
  const failure = / FAILED at .+$/m.exec(found.output)?.[0] ?? "nothing";
  const replay = /^Replay: npm run sim -- (.+)$/m.exec(found.output)?.[1] ?? "";
  const again = await sim(...replay.split(" "));
  expect(again.output).toContain(`<- {"type":"listening"`);
  expect(again.output).toContain(failure);
  expect(again.code).toBe(1);
});

test("a plant whose text is not in the sources is refused", () => {
  const patch = { file: "src/feed/feeds.ts", from: "no such text", to: "" };
  const plant = { name: "stale", what: "", patches: [patch] };
  expect(() => plantCopy(plant, root)).toThrow("the plant stale no longer fits");
});

test("every plant fits the sources as they are", () => {
  for (const plant of plants) rmSync(plantCopy(plant, root), { recursive: true });
  expect(plants.length).toBeGreaterThanOrEqual(11);
});

test("an unknown option and an unknown plant are usage errors", async () => {
  expect((await sim("--sedes", "5")).code).toBe(2);
  expect((await sim("--seeds", "none")).code).toBe(2);
  expect((await sim("--plant", "nonsense")).code).toBe(2);
  expect((await sim("--list-plants")).output).toContain("no-duplicate-check");
});
