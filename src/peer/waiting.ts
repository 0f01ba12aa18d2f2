import { entryId } from "../feed/entry_id.ts";
import { runHash } from "../feed/run.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";
import type { Core } from "./core.ts";

/** Beyond it nobody looks for single receipts. */
const waitingMax = 1024;

/**
 * Ids of the texts that earlier processes of this peer said and nobody is known to have seen: no
 * run was said after them, or none but our own. They go out by themselves; this is only to tell
 * when they did.
 */
export function waitingTexts(core: Core): string[] {
  const ids: string[] = [];
  const { log } = core.feeds;
  const heardAt = log.findLastIndex(({ feed }) => feed.author !== core.config.id);
  for (const [position, { feed, last }] of log.entries()) {
    if (feed.author !== core.config.id || feed.key === core.selfKey) continue;
    if (last <= feed.covered && position < heardAt) continue;
    ids.push(...textsAt(core, position));
    if (ids.length >= waitingMax) break;
  }
  return ids;
}

function textsAt(core: Core, position: number): string[] {
  const decoder = new FrameDecoder();
  decoder.allowRuns();
  const frame = decoder.push(core.readRun(position)).frames[0];
  if (frame?.type !== "run") return [];
  const { header, entries } = frame.run;
  const hash = runHash(core.crypto.hash, core.config.room, header);
  return entries.flatMap(({ kind }, index) => (kind === "text" ? [entryId(hash, index)] : []));
}
