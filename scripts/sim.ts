/** Seeded schedules of simulated peers: `npm run sim -- --seeds 500`. */
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { type Plant, plantCopy } from "../src/sim/plant.ts";
import { plants } from "../src/sim/plants.ts";
import { report, shortfalls } from "../src/sim/report.ts";
import { runSeed, type SeedResult } from "../src/sim/run_seed.ts";
import { runSeeds } from "../src/sim/run_seeds.ts";
import {
  type Family,
  fewPeers,
  longMinutes,
  manyPeers,
  shortMinutes,
  type Span,
} from "../src/sim/schedule.ts";
import type { Task } from "../src/sim/worker.ts";

/** Who asks for so many schedules has time, and wants long ones. */
const longFrom = 1_000;
/** Beside so many schedules of few peers there is one of many, which takes much longer. */
const fewToMany = 20;

const help = `npm run sim -- [options]      runs the peers' own code in a simulated world

  --seeds N         how many schedules of 2 to 8 peers (default 100); a twentieth more is of 9 to 16
  --from SEED       the first seed (default 1)
  --minutes A-B     simulated minutes a schedule: 1.5-2.5, or from ${longFrom} schedules on 5-15,
                    which have 80 faults at least; a seed is another schedule with others
  --peers A-B       all schedules have so many peers; a seed is another schedule with others
  --found           nobody knows whom to dial: beacons tell the peers of each other
  --star            all know one of them, the hub, and are linked with it alone
  --asks            programs ask members for links and keys, hint, wish for links and drop them
  --jobs N          threads (default: one a core)
  --trace           one schedule (--from), every event and effect of it printed
  --keep-going      do not stop at the first schedule that fails
  --plant NAME      the same with a bug planted in a copy of the sources
  --list-plants     the bugs that can be planted
  --check-plants    plants one after another: each must make a schedule fail

Half of the schedules begin as a configured ring, half with joins through a random member. With --found
three quarters are meshes, and a quarter rings. After the last fault the links must make one ring, or a
mesh or star: half within 2 s, 99 % within 20 s, looked at from 100 schedules on.

Ends with 0 when every schedule held, 1 when one failed (with --plant: when the bug was caught),
2 when the command can't be understood.

  npm run sim -- --seeds 500
  npm run sim -- --seeds 2000
  npm run sim -- --from 63 --trace
  npm run sim -- --seeds 500 --plant no-duplicate-check
`;

/** What was asked for can't be understood. */
class UsageError extends Error {}

const root = join(import.meta.dir, "..");

function readOptions() {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "100" },
      from: { type: "string", default: "1" },
      minutes: { type: "string" },
      peers: { type: "string" },
      found: { type: "boolean", default: false },
      star: { type: "boolean", default: false },
      asks: { type: "boolean", default: false },
      jobs: { type: "string", default: String(availableParallelism()) },
      trace: { type: "boolean", default: false },
      "keep-going": { type: "boolean", default: false },
      plant: { type: "string" },
      /** Set by --plant for the copy that it runs: the sources here hold this plant. */
      planted: { type: "string" },
      "list-plants": { type: "boolean", default: false },
      "check-plants": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const seeds = wholeNumber("--seeds", values.seeds, 1);
  if (values.found && values.star) throw new UsageError("--found and --star are two things");
  const family: Family = values.found ? "found" : values.star ? "star" : "told";
  return {
    ...values,
    seeds,
    family,
    minutes:
      readSpan("--minutes", values.minutes, 1) ?? (seeds < longFrom ? shortMinutes : longMinutes),
    peers: readSpan("--peers", values.peers, 2),
    from: wholeNumber("--from", values.from, 0),
    jobs: wholeNumber("--jobs", values.jobs, 1),
  };
}

type Options = ReturnType<typeof readOptions>;

function wholeNumber(option: string, text: string, min: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new UsageError(`${option} takes a whole number from ${min}, not "${text}"`);
}

function readSpan(option: string, text: string | undefined, least: number): Span | null {
  if (text === undefined) return null;
  const [, first = "", last = first] = /^([\d.]+)(?:-([\d.]+))?$/.exec(text) ?? [];
  const [min, max] = [Number(first), Number(last)];
  if (min >= least && max >= min) return { min, max };
  throw new UsageError(`${option} takes a span from ${least} up, like 5-15, not "${text}"`);
}

async function main(options: Options): Promise<number> {
  if (options.help) return say(help);
  if (options["list-plants"]) {
    return say(plants.map(({ name, what }) => `${name.padEnd(30)}${what}`).join("\n"));
  }
  if (options["check-plants"]) return checkPlants(options);
  if (options.plant !== undefined) return runPlanted(plantNamed(options.plant), options);
  return options.trace ? traceSeed(options) : runAll(options);
}

function say(text: string): number {
  console.log(text);
  return 0;
}

/** Those of many peers take longest: begun last, one of them would keep a core waiting. */
function* drawTasks({ asks, family, from, seeds, minutes, peers }: Options): Generator<Task> {
  const many = peers === null ? Math.floor(seeds / fewToMany) : 0;
  const large = { minutes, peers: manyPeers, family, asks };
  for (let i = 0; i < many; i++) yield { seed: from + i, size: large };
  const size = { minutes, peers: peers ?? fewPeers, family, asks };
  for (let i = 0; i < seeds; i++) yield { seed: from + i, size };
}

async function runAll(options: Options): Promise<number> {
  const { seeds, jobs, planted } = options;
  const results: SeedResult[] = [];
  const beganAtMs = performance.now();
  await runSeeds({
    tasks: drawTasks(options),
    jobs: Math.min(jobs, seeds),
    keepGoing: options["keep-going"],
    onResult: (result) => {
      results.push(result);
      if (result.failure !== null) tellFailure(result, options);
    },
  });
  say(report(results, performance.now() - beganAtMs, Math.min(jobs, seeds)));
  const failed = results.filter(({ failure }) => failure !== null).length;
  if (planted !== undefined) {
    say(failed > 0 ? `Caught: ${planted}.` : `NOT caught in ${seeds} schedules: ${planted}.`);
    return failed > 0 ? 1 : 0;
  }
  if (failed === 0) say("Nothing was lost, doubled or out of order.");
  const short = shortfalls(results);
  for (const shortfall of short) say(shortfall);
  return failed + short.length > 0 ? 1 : 0;
}

function tellFailure({ seed, size, failure, peers, hash }: SeedResult, options: Options): void {
  const { planted } = options;
  const length = spanOption("--minutes", size.minutes, shortMinutes);
  const width = spanOption("--peers", size.peers, fewPeers);
  const family = size.family === "told" ? "" : ` --${size.family}`;
  const asks = size.asks === true ? " --asks" : "";
  const plant = planted === undefined ? "" : ` --plant ${planted}`;
  say(`Seed ${seed} (${peers} peers, trace ${hash}) FAILED ${failure}`);
  say(`Replay: npm run sim -- --from ${seed} --trace${length}${width}${family}${asks}${plant}`);
}

function spanOption(option: string, { min, max }: Span, usual: Span): string {
  return min === usual.min && max === usual.max ? "" : ` ${option} ${min}-${max}`;
}

function traceSeed(options: Options): number {
  const { asks, family, from, minutes, peers } = options;
  const size = { minutes, peers: peers ?? fewPeers, family, asks };
  const result = runSeed(from, size, (line) => console.log(line));
  say(`trace ${result.hash}`);
  if (result.failure !== null) tellFailure(result, options);
  return result.failure === null ? 0 : 1;
}

function plantNamed(name: string): Plant {
  const plant = plants.find((one) => one.name === name);
  if (plant !== undefined) return plant;
  throw new UsageError(`there is no plant "${name}"; --list-plants names them`);
}

async function runPlanted(plant: Plant, options: Options): Promise<number> {
  const { seeds, from, jobs, minutes, peers, trace } = options;
  const copy = plantCopy(plant, root);
  try {
    const length = `--minutes=${minutes.min}-${minutes.max}`;
    const run = [`--seeds=${seeds}`, `--from=${from}`, `--jobs=${jobs}`, length];
    run.push(`--planted=${plant.name}`);
    if (peers !== null) run.push(`--peers=${peers.min}-${peers.max}`);
    const family = plant.family ?? options.family;
    if (family !== "told") run.push(`--${family}`);
    if (trace) run.push("--trace");
    if (options["keep-going"]) run.push("--keep-going");
    const child = Bun.spawn([process.execPath, "scripts/sim.ts", ...run], {
      cwd: copy,
      stdio: ["ignore", "inherit", "inherit"],
    });
    return await child.exited;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function checkPlants(options: Options): Promise<number> {
  let missed = 0;
  for (const plant of plants) if ((await runPlanted(plant, options)) !== 1) missed++;
  say(`${plants.length - missed} of ${plants.length} plants caught.`);
  return missed === 0 ? 0 : 1;
}

/** Ours, or one of those that node:util's parseArgs throws. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof TypeError && "code" in error && /PARSE_ARGS/.test(String(error.code));
}

try {
  process.exitCode = await main(readOptions());
} catch (error) {
  if (!isUsageError(error)) throw error;
  console.error(`${error.message}\n\n${help}`);
  process.exitCode = 2;
}
