import { expect, test } from "bun:test";
import { join } from "node:path";

import { plantCopy } from "../../src/sim/plants.ts";
import { runSeed, type SeedResult } from "../../src/sim/run_seed.ts";
import { runSeeds } from "../../src/sim/run_seeds.ts";
import { drawSchedule, shortMinutes } from "../../src/sim/schedule.ts";

const root = join(import.meta.dir, "../..");

async function sim(...args: string[]): Promise<{ code: number; output: string }> {
  const command = [process.execPath, "scripts/sim.ts", ...args];
  const child = Bun.spawn(command, { cwd: root, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, output: output + errors };
}

test("forty schedules of cuts, crashes, freezes and leaves lose, double and misorder nothing", async () => {
  const results: SeedResult[] = [];
  await runSeeds({
    from: 1,
    seeds: 40,
    minutes: shortMinutes,
    jobs: 2,
    keepGoing: true,
    onResult: (result) => results.push(result),
  });
  const failures = results.flatMap(({ seed, failure }) =>
    failure === null ? [] : [`${failure}; replay: npm run sim -- --from ${seed} --trace`],
  );
  expect(failures).toEqual([]);
  expect(results.map(({ seed }) => seed).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
}, 60_000);

test("the same seed twice takes the same course, another seed another", () => {
  expect(runSeed(3).hash).toBe(runSeed(3).hash);
  expect(runSeed(3).hash).not.toBe(runSeed(5).hash);
});

test("a schedule is plain data drawn from its seed", () => {
  const schedule = drawSchedule(7);
  expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule);
  expect(drawSchedule(7)).toEqual(schedule);
});

test("a planted bug is caught, and the command that replays it is printed and fails too", async () => {
  const found = await sim("--seeds", "20", "--plant", "no-duplicate-check");
  expect(found.output).toContain("shows a message twice");
  expect(found.output).toContain("Caught: no-duplicate-check.");
  expect(found.code).toBe(1);
  const replay = /^Replay: npm run sim -- (.+)$/m.exec(found.output)?.[1] ?? "";
  const again = await sim(...replay.split(" "));
  expect(again.output).toContain(`<- {"type":"listening"`);
  expect(again.output).toContain("shows a message twice");
  expect(again.code).toBe(1);
});

test("a plant whose text is not in the sources is refused", () => {
  const patch = { file: "src/feed/feeds.ts", from: "no such text", to: "" };
  const plant = { name: "stale", what: "", patches: [patch] };
  expect(() => plantCopy(plant, root)).toThrow("the plant stale no longer fits");
});

test("an unknown option and an unknown plant are usage errors", async () => {
  expect((await sim("--sedes", "5")).code).toBe(2);
  expect((await sim("--seeds", "none")).code).toBe(2);
  expect((await sim("--plant", "nonsense")).code).toBe(2);
  expect((await sim("--list-plants")).output).toContain("no-duplicate-check");
});
