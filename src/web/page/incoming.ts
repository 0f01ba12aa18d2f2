/** What the peer sends, read. It is our own peer, but perhaps of another version. */
import type { ToPage } from "../page_protocol.ts";

const KINDS: ReadonlySet<unknown> = new Set<ToPage["tell"]>([
  "greeting",
  "shown",
  "status",
  "entries",
  "demo",
  "trouble",
]);

/** @returns what could be read, and an English sentence for each thing that could not */
export function readIncoming(message: unknown): {
  readonly told: readonly ToPage[];
  readonly faults: readonly string[];
} {
  if (typeof message !== "string") return { told: [], faults: ["it is not text"] };
  let list: unknown;
  try {
    list = JSON.parse(message);
  } catch {
    return { told: [], faults: ["it is not JSON"] };
  }
  if (!Array.isArray(list)) return { told: [], faults: ["it is not a list"] };
  const values: readonly unknown[] = list;
  const told = values.filter(isToPage);
  const unknown = values.length - told.length;
  return { told, faults: unknown === 0 ? [] : [`${unknown} things in it are of no known kind`] };
}

/** The kind alone: the rest is as our own peer made it. */
function isToPage(value: unknown): value is ToPage {
  return typeof value === "object" && value !== null && "tell" in value && KINDS.has(value.tell);
}
