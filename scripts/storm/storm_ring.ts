import { join } from "node:path";

import { freePorts } from "../../tests/e2e/free_ports.ts";
import { StormPeer } from "./storm_peer.ts";

export type StormOptions = {
  readonly program: string;
  /** Empty; holds what the peers leave behind. */
  readonly folder: string;
  readonly seed: number;
  /** Told how far it is. */
  readonly progress: (line: string) => void;
};

const lookEveryMs = 20;
/** For each peer: programs that start at once share what processor there is. */
const closedWithinMsEach = 4_000;
const closedWithinMsMin = 60_000;

/** Peers that are not started yet, each with the one after it as its next. */
export function ringOfPeers(
  size: number,
  { program, folder }: StormOptions,
  retryMs?: number,
): StormPeer[] {
  const addresses = freePorts(size).map((port) => `127.0.0.1:${port}`);
  const pace = retryMs === undefined ? {} : { retryMs };
  return addresses.map((self, index) => {
    const name = `p${index}`;
    const next = addresses[(index + 1) % size] ?? self;
    return new StormPeer({ program, name, folder: join(folder, name), self, next, ...pace });
  });
}

/**
 * Starts the peers, and hands them to `act` once they are a ring. Resolves with what is wrong, when
 * none runs any more: what `act` noted in `faults`, who ended by itself, and why it broke off.
 */
export async function inRing(
  peers: readonly StormPeer[],
  progress: (line: string) => void,
  act: (faults: string[]) => Promise<void>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const peer of peers) {
    peer.onEnd = (code) => faults.push(`${peer.name} ended by itself with ${code}`);
  }
  try {
    for (const peer of peers) peer.start();
    const withinMs = Math.max(closedWithinMsMin, peers.length * closedWithinMsEach);
    await until("the ring closes", withinMs, () => closed(peers));
    progress(`${peers.length} peers in a ring`);
    await act(faults);
  } catch (error) {
    faults.push(reasonOf(error));
  } finally {
    await Promise.all(peers.map((peer) => peer.kill()));
  }
  return faults;
}

/** Resolves once it is true; rejects, saying what was waited for, when it is not in time. */
export async function until(
  what: string,
  withinMs: number,
  isTrue: () => boolean | Promise<boolean>,
): Promise<void> {
  const untilMs = performance.now() + withinMs;
  while (!(await isTrue())) {
    if (performance.now() > untilMs) {
      throw new Error(`${what}: not within ${withinMs / 1_000} s`);
    }
    await Bun.sleep(lookEveryMs);
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Looks until nothing is wrong. Resolves with what is still wrong when the time is over. */
export async function faultsLeft(
  what: string,
  withinMs: number,
  look: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  let faults: readonly string[] = [];
  try {
    await until(what, withinMs, async () => (faults = await look()).length === 0);
    return [];
  } catch (error) {
    return [reasonOf(error), ...faults];
  }
}

/** Every peer has seen a lap come home through all of them. */
export async function closed(peers: readonly StormPeer[]): Promise<boolean> {
  if (!peers.every(({ isUp }) => isUp)) return false;
  const rings = await Promise.all(peers.map((peer) => peer.ring()));
  return rings.every((ring) => ring.closed && ring.peers.length === peers.length);
}

/** The export of each peer's folder, by the name of the peer. */
export async function exportsOf(
  program: string,
  peers: readonly StormPeer[],
): Promise<Readonly<Record<string, string>>> {
  return await ofEach(peers, (peer) => exportOf(program, peer));
}

/** What `ringchat export` writes of a peer's folder. */
async function exportOf(program: string, peer: StormPeer): Promise<string> {
  const command = [program, "export", "--state", peer.state];
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [text, errors, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (exitCode !== 0)
    throw new Error(`the export of ${peer.name} ended with ${exitCode}: ${errors}`);
  return text;
}

/** Where texts that should be equal differ first, by their names; null when they are equal. */
export function firstDifference(texts: Readonly<Record<string, string>>): string | null {
  const [[name, text] = ["", ""], ...others] = Object.entries(texts);
  for (const [otherName, other] of others) {
    if (other === text) continue;
    const [lines, otherLines] = [text.split("\n"), other.split("\n")];
    const longer = lines.length > otherLines.length ? lines : otherLines;
    const at = longer.findIndex((_, number) => lines[number] !== otherLines[number]);
    const [line, otherLine] = [lines[at] ?? "nothing more", otherLines[at] ?? "nothing more"];
    return `line ${at + 1}\n    of ${name}: ${line}\n    of ${otherName}: ${otherLine}`;
  }
  return null;
}

/** The same of each peer, under its name. */
export async function ofEach<T>(
  peers: readonly StormPeer[],
  make: (peer: StormPeer) => Promise<T>,
): Promise<Readonly<Record<string, T>>> {
  const made = await Promise.all(peers.map(async (peer) => [peer.name, await make(peer)] as const));
  return Object.fromEntries(made);
}
