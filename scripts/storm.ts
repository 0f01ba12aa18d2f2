/**
 * The long runs on real processes of the compiled program. Exits 1 when something was not as it
 * must be; then the folders of the peers, with their logs, are left for a look.
 *
 *     npm run storm -- kill      [--seed N] [--kills 100] [--messages 2000]
 *     npm run storm -- ring      [--seed N] [--kills 200] [--freezes 50] [--messages 20000]
 *     npm run storm -- newcomer  [--seed N] [--messages 100000] [--burst 4]
 *     npm run storm -- freeze    [--seed N] [--seconds 60]
 *     npm run storm -- size      [--seed N] [--sizes 3,8,16,32,64]
 *     npm run storm -- relay     [--seed N] [--clients 50] [--kills 2] [--messages 2000]
 *     npm run storm -- page      [--seconds 60]
 *     everywhere: [--program PATH] [--keep]
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { builtBinary } from "../tests/e2e/binary.ts";
import { stormFreeze } from "./storm/freeze.ts";
import { stormKill } from "./storm/kill.ts";
import { stormNewcomer } from "./storm/newcomer.ts";
import { stormPage } from "./storm/page.ts";
import { stormRelay } from "./storm/relay.ts";
import { stormRing } from "./storm/ring.ts";
import { stormSize } from "./storm/size.ts";
import type { StormOptions } from "./storm/storm_ring.ts";

const faultsShownMax = 20;

const { values, positionals } = parseArgs({
  args: Bun.argv.slice(2),
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    kills: { type: "string" },
    clients: { type: "string", default: "50" },
    freezes: { type: "string", default: "50" },
    messages: { type: "string" },
    burst: { type: "string", default: "4" },
    seconds: { type: "string", default: "60" },
    sizes: { type: "string", default: "3,8,16,32,64" },
    program: { type: "string" },
    keep: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

const cases: Readonly<Record<string, (options: StormOptions) => Promise<readonly string[]>>> = {
  kill: (options) =>
    stormKill({
      ...options,
      kills: wholeNumber("kills", values.kills ?? "100"),
      messages: wholeNumber("messages", values.messages ?? "2000"),
    }),
  ring: (options) =>
    stormRing({
      ...options,
      kills: wholeNumber("kills", values.kills ?? "200"),
      freezes: wholeNumber("freezes", values.freezes),
      messages: wholeNumber("messages", values.messages ?? "20000"),
    }),
  freeze: (options) => stormFreeze({ ...options, seconds: wholeNumber("seconds", values.seconds) }),
  page: (options) => stormPage({ ...options, seconds: wholeNumber("seconds", values.seconds) }),
  size: (options) =>
    stormSize({
      ...options,
      sizes: values.sizes.split(",").map((size) => wholeNumber("sizes", size)),
    }),
  relay: (options) =>
    stormRelay({
      ...options,
      clients: wholeNumber("clients", values.clients),
      kills: wholeNumber("kills", values.kills ?? "2"),
      messages: wholeNumber("messages", values.messages ?? "2000"),
    }),
  newcomer: (options) =>
    stormNewcomer({
      ...options,
      messages: wholeNumber("messages", values.messages ?? "100000"),
      burst: wholeNumber("burst", values.burst),
    }),
};

const [name = ""] = positionals;
const run = cases[name];
if (run === undefined || positionals.length > 1) {
  console.error(`Say which storm: ${Object.keys(cases).join(" or ")}`);
  process.exit(2);
}

const seed = wholeNumber("seed", values.seed);
const program = values.program === undefined ? await builtBinary() : resolve(values.program);
// On the disk of the checkout: folders for temporary files may be in memory.
const cache = resolve(import.meta.dir, "../node_modules/.cache/ringchat");
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, `storm-${name}-`));
console.log(`Storm "${name}", seed ${seed}`);
const beganMs = performance.now();
const seconds = (): string => `${((performance.now() - beganMs) / 1_000).toFixed(1).padStart(6)} s`;
const progress = (line: string): void => console.log(`${seconds()}  ${line}`);
const faults = await run({ program, folder, seed, progress });
for (const fault of faults.slice(0, faultsShownMax)) console.log(`FAIL  ${fault}`);
if (faults.length > faultsShownMax) console.log(`... and ${faults.length - faultsShownMax} more`);
const isKept = values.keep || faults.length > 0;
if (isKept) console.log(`The peers' folders are in ${folder}`);
else await rm(folder, { recursive: true });
console.log(
  `${seconds()}  ${faults.length === 0 ? "all as it must be" : `${faults.length} faults`}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  console.error(`--${option} must be a whole number from 1 up, not ${text}`);
  process.exit(2);
}
