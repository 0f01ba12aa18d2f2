/** What the peer sends, read. It is our own peer, but perhaps of another version. */
import type { ToPage } from "../page_protocol.ts";

/** What each kind can't do without. */
const FIELDS: Readonly<Record<ToPage["tell"], string>> = {
  greeting: "self",
  shown: "shown",
  status: "status",
  entries: "entries",
  demo: "demo",
  trouble: "reason",
};

const KINDS: ReadonlyMap<unknown, string> = new Map(Object.entries(FIELDS));

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
  const fault = `${unknown} of its ${values.length} parts are of no known kind`;
  return { told, faults: unknown === 0 ? [] : [fault] };
}

/** The kind, and that something is there: the rest is as our own peer made it. */
function isToPage(value: unknown): value is ToPage {
  if (typeof value !== "object" || value === null || !("tell" in value)) return false;
  const field = KINDS.get(value.tell);
  return field !== undefined && field in value;
}
