/**
 * ringchat beside two yardsticks of Bun processes: a bare ring that forwards raw bytes, and a
 * checked one that parses and validates each line and forwards it as it came. Each peer is a
 * process. Rounds are interleaved, ratios taken round by round, so that whatever else the machine
 * does falls on all. Each ring is warmed up until it gets no quicker. Exits 1 where ringchat falls
 * short of what it must reach. docs/BENCH.md says more.
 *
 *     npm run bench [-- --peers N] [--json] [--rounds R] [--seconds S]
 *                      [--program PATH | --profile FOLDER] [--ours "OPTIONS OF RINGCHAT"]
 *
 * With --profile, ringchat runs from source, and each of its peers leaves there where its time
 * went.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { authorCharacters } from "./bench/counted_peer.ts";
import { jsonOf, missedOf, type Rounds, tableOf } from "./bench/report.ts";
import { type CommandOf, commandsOfRings, type RingKind, ringKinds } from "./bench/rings.ts";
import { measureRound, type Measures } from "./bench/round.ts";

const usualSizes = [3, 8];

const { values } = parseArgs({
  args: Bun.argv.slice(2),
  options: {
    peers: { type: "string" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    json: { type: "boolean", default: false },
    program: { type: "string" },
    profile: { type: "string" },
    ours: { type: "string", default: "" },
  },
});

const sizes = values.peers === undefined ? usualSizes : [wholeNumber("peers", values.peers, 2)];
const rounds = wholeNumber("rounds", values.rounds, 1);
const measuredMs = Number(values.seconds) * 1_000;
const say = values.json ? () => {} : console.log;

/**
 * On the disk of the checkout: a system may keep its folder for temporary files in memory, where
 * a journal costs nothing.
 */
const cache = resolve(import.meta.dir, "../node_modules/.cache/ringchat");
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, "bench-"));
try {
  const { program, profile: profiles } = values;
  const ours = values.ours.split(" ").filter((option) => option !== "");
  const commands = await commandsOfRings({ folder, program, profiles, ours });
  say(machine());
  const missed: string[] = [];
  for (const peers of sizes) {
    const measured = await measureAll(peers, commands);
    missed.push(...missedOf(peers, measured));
    if (values.json) for (const each of jsonOf(peers, measured)) console.log(JSON.stringify(each));
    else say(`\n${tableOf(peers, measured)}`);
  }
  for (const each of missed) say(`Falls short: ${each}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureAll(
  peers: number,
  commands: Readonly<Record<RingKind, CommandOf>>,
): Promise<Rounds> {
  const measured: Record<RingKind, Measures[]> = { ringchat: [], checked: [], bare: [] };
  for (let round = 1; round <= rounds; round++) {
    for (const kind of ringKinds) {
      const own = join(folder, `${kind}-${peers}-${round}`);
      const measures = await measureRound({
        peers,
        command: commands[kind],
        folder: own,
        measuredMs,
      });
      measured[kind].push(measures);
      const perSecond = measures.messagesPerSecond?.toFixed(0);
      say(`  ${peers} peers, round ${round} of ${rounds}, ${kind}: ${perSecond} messages/s`);
    }
  }
  return measured;
}

/** What the numbers depend on most. */
function machine(): string {
  const [cpu] = cpus();
  const df = Bun.which("df") === null ? null : Bun.spawnSync(["df", "-T", folder]);
  const disk = df?.stdout.toString().split("\n")[1]?.split(/\s+/)[1] ?? "an unknown file system";
  return `${cpus().length} cores of ${cpu?.model.trim()}, Bun ${Bun.version}, journals on ${disk}`;
}

function wholeNumber(option: string, text: string, min: number): number {
  const value = Number(text);
  const max = option === "peers" ? authorCharacters.length : 1_000;
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  console.error(`--${option} must be a whole number from ${min} to ${max}, not ${text}`);
  process.exit(2);
}
