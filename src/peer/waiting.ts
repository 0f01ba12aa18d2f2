import { entryId } from "../feed/entry_id.ts";
import { runHash } from "../feed/run.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";
import type { Core } from "./core.ts";

/** Runs that are looked into, the newest first: each costs a start some 50 us. */
const runsMax = 128;

/**
 * Ids of the texts that earlier processes of this peer said and nobody is known to have seen: no
 * run was said after them, or none but our own. They go out by themselves; this is only to tell
 * when they did.
 */
export function waitingTexts(core: Core): string[] {
  const { log } = core.feeds;
  const heardAt = log.findLastIndex(({ feed }) => feed.author !== core.config.id);
  const positions: number[] = [];
  for (let position = log.length - 1; position >= 0 && positions.length < runsMax; position--) {
    const { feed, last } = log[position] ?? {};
    if (feed?.author !== core.config.id || feed.key === core.selfKey) continue;
    if (last === undefined || (last <= feed.covered && position < heardAt)) continue;
    positions.push(position);
  }
  return positions.toReversed().flatMap((position) => textsAt(core, position));
}

const utf8 = new TextDecoder();

function textsAt(core: Core, position: number): string[] {
  const bytes = core.readRun(position);
  // Most runs of a peer that starts often are comings and goings, not worth a parse.
  if (!utf8.decode(bytes).includes('"kind":"text"')) return [];
  const decoder = new FrameDecoder();
  decoder.allowRuns();
  const frame = decoder.push(bytes).frames[0];
  if (frame?.type !== "run") return [];
  const { header, entries } = frame.run;
  const hash = runHash(core.crypto.hash, core.config.room, header);
  return entries.flatMap(({ kind }, index) => (kind === "text" ? [entryId(hash, index)] : []));
}
