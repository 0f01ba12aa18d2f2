import type { PeerId } from "../lib/ids.ts";
import { historyOf } from "../store/history.ts";
import type { Keeper } from "./disk_checker.ts";
import { Violation } from "./violation.ts";

type History = { readonly tag: string; readonly lines: readonly string[] };

type Expected<K extends Keeper> = {
  readonly room: string;
  /** How many messages the process was shown, with those that lay on its disk. */
  messagesOf(keeper: K): number;
  /** Whose messages do not count among them. */
  isForker(author: PeerId): boolean;
};

/**
 * What is on the disks of peers that are connected tells one history, the same to the byte, and it
 * holds what was shown.
 */
export function checkHistories<K extends Keeper>(
  keepers: readonly K[],
  expected: Expected<K>,
): void {
  const histories = keepers.map((keeper) => readHistory(keeper, expected));
  const [first, ...others] = histories;
  if (first === undefined) return;
  for (const other of others) checkPair(first, other);
}

function readHistory<K extends Keeper>(keeper: K, expected: Expected<K>): History {
  const { tag, disk } = keeper;
  const onDamaged = (position: number): never => {
    throw new Violation(`${tag} has a damaged run at ${position} of its disk`);
  };
  const lines: string[] = [];
  let messages = 0;
  for (const entry of historyOf(disk.store, { room: expected.room, onDamaged })) {
    lines.push(JSON.stringify(entry));
    if (entry.kind === "message" && !expected.isForker(entry.author.id)) messages++;
  }
  const shown = expected.messagesOf(keeper);
  if (messages === shown) return { tag, lines };
  throw new Violation(`the history of ${tag} has ${messages} messages, ${shown} were shown`);
}

function checkPair(one: History, other: History): void {
  const length = Math.max(one.lines.length, other.lines.length);
  for (let i = 0; i < length; i++) {
    const [here, there] = [one.lines[i], other.lines[i]];
    if (here === there) continue;
    throw new Violation(
      `entry ${i} of the history of ${one.tag} is ${here ?? "none"}, of ${other.tag} ${there ?? "none"}`,
    );
  }
}
