/**
 * How long ringchat takes to listen and what an idle peer holds of memory, each against an empty
 * program that was compiled in the same way. Pairs are interleaved, so that whatever else the
 * machine does falls on both; exits 1 above the limits.
 */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { builtBinary } from "../tests/e2e/binary.ts";
import { compile } from "./build.ts";

const pairs = 20;
const startRatioMax = 4;
const memoryRatioMax = 2;
/** Long enough for the timers of a peer that is alone to have run. */
const idleMs = 3_000;

const folder = await mkdtemp(join(tmpdir(), "ringchat-footprint-"));
try {
  const ringchat = [await builtBinary(), "ring", "--json", "--ephemeral", "--name", "x"];
  ringchat.push("--self", "127.0.0.1:0");
  const empty = [await compileText("empty", "")];
  const held = [await compileText("held", "setInterval(() => {}, 1e9);\n")];
  const startsFast = await compareStart(ringchat, empty);
  const isSmall = await compareMemory(ringchat, held);
  process.exitCode = startsFast && isSmall ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}

async function compileText(name: string, text: string): Promise<string> {
  await Bun.write(join(folder, `${name}.ts`), text);
  await compile(join(folder, `${name}.ts`), join(folder, name));
  return join(folder, name);
}

async function compareStart(ringchat: string[], empty: string[]): Promise<boolean> {
  // The first start of a new file reads it from disk.
  await msToListening(ringchat);
  await msToExit(empty);
  const ringchatMs: number[] = [];
  const emptyMs: number[] = [];
  for (let i = 0; i < pairs; i += 1) {
    ringchatMs.push(await msToListening(ringchat));
    emptyMs.push(await msToExit(empty));
  }
  const ratio = median(ringchatMs) / median(emptyMs);
  const unit = `ms, median of ${pairs}`;
  return report("Start", median(ringchatMs), median(emptyMs), unit, ratio, startRatioMax);
}

async function compareMemory(ringchat: string[], held: string[]): Promise<boolean> {
  const children = [start(ringchat), start(held)];
  await Bun.sleep(idleMs);
  const [ours = NaN, theirs = NaN] = children.map(({ pid }) => residentMiB(pid));
  await Promise.all(children.map(stop));
  return report("Memory", ours, theirs, "MiB", ours / theirs, memoryRatioMax);
}

function report(
  what: string,
  ours: number,
  theirs: number,
  unit: string,
  ratio: number,
  ratioMax: number,
): boolean {
  const good = ratio <= ratioMax;
  console.log(
    `${what}: ringchat ${ours.toFixed(1)}, empty program ${theirs.toFixed(1)} ${unit}: ` +
      `${ratio.toFixed(2)} times${good ? "" : `, MORE THAN ${ratioMax}`}`,
  );
  return good;
}

function start(command: string[]) {
  return Bun.spawn(command, { cwd: folder, stdin: "pipe", stdout: "pipe", stderr: "inherit" });
}

async function stop(child: ReturnType<typeof start>) {
  child.kill("SIGKILL");
  await child.exited;
}

async function msToListening(command: string[]): Promise<number> {
  const startedMs = performance.now();
  const child = start(command);
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of child.stdout) {
    text += decoder.decode(bytes, { stream: true });
    if (text.includes('"event":"listening"')) break;
  }
  const ms = performance.now() - startedMs;
  await stop(child);
  if (!text.includes('"event":"listening"')) throw new Error(`ringchat did not listen: ${text}`);
  return ms;
}

async function msToExit(command: string[]): Promise<number> {
  const startedMs = performance.now();
  await start(command).exited;
  return performance.now() - startedMs;
}

/** Resident memory: from the kernel on Linux, else as ps tells it. */
function residentMiB(pid: number): number {
  const kibibytes =
    process.platform === "linux"
      ? /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
      : Bun.spawnSync(["ps", "-o", "rss=", "-p", String(pid)]).stdout.toString();
  return Number(kibibytes) / 1024;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}
