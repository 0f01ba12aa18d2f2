import * as v from "valibot";

import { depthMax, lineBytesMax } from "./limits.ts";

/**
 * What peers of the classic dialect say: JSON values one after another, newlines between them or
 * not. Fields that nobody knows are passed over; a wrong type in these four is a fault.
 */
const value = v.pipe(
  v.object({
    id: v.optional(v.pipe(v.string(), v.uuid())),
    author: v.optional(v.string()),
    command: v.optional(v.string()),
    data: v.nullish(v.string()),
  }),
  v.transform(({ id = "", author = "", command = "", data }) => {
    return { id, author, command, data: data ?? null };
  }),
);

/** What lacks is empty. */
export type ClassicValue = v.InferOutput<typeof value>;

const utf8 = new TextEncoder();
const empty = new Uint8Array(0);

export function encodeClassic({ author, command, data, id }: ClassicValue): Uint8Array {
  return utf8.encode(`${JSON.stringify({ id, author, command, data })}\n`);
}

/** Bytes of one connection in, values out. Memory is bounded by one value. */
export class ClassicDecoder {
  #kept: Uint8Array = empty;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });

  /** `fault`: a sentence; nothing after it counts. */
  push(chunk: Uint8Array): { readonly values: ClassicValue[]; readonly fault: string | null } {
    let rest: Uint8Array = Buffer.concat([this.#kept, chunk]);
    const values: ClassicValue[] = [];
    for (;;) {
      const first = firstObject(rest);
      if (first.found === "part") {
        this.#kept = rest.slice();
        return { values, fault: rest.length > lineBytesMax ? "a value is over 64 KiB" : null };
      }
      if (first.found === "none") return { values, fault: "what came is no JSON object" };
      const read = v.safeParse(value, this.#parse(rest.subarray(first.start, first.end)));
      if (!read.success) return { values, fault: "a value has a field of a wrong type" };
      values.push(read.output);
      rest = rest.subarray(first.end);
    }
  }

  #parse(bytes: Uint8Array): unknown {
    try {
      return JSON.parse(this.#utf8.decode(bytes));
    } catch {
      return null;
    }
  }
}

/**
 * Who speaks, by the first object on a connection that it dialled: our frames have a type, and the
 * classic dialect has none. null: it is not whole yet.
 */
export function dialectOf(bytes: Uint8Array): "classic" | "ours" | null {
  const first = firstObject(bytes);
  // Our lines are whole frames, and whoever sends half of one is told so at once.
  if (first.found === "part") {
    return bytes.includes(lineFeed) || bytes.length > lineBytesMax ? "ours" : null;
  }
  if (first.found === "none") return "ours";
  try {
    const object: unknown = JSON.parse(
      new TextDecoder().decode(bytes.subarray(first.start, first.end)),
    );
    const isClassic =
      typeof object === "object" && object !== null && "command" in object && !("type" in object);
    return isClassic ? "classic" : "ours";
  } catch {
    return "ours";
  }
}

type First =
  | { readonly found: "whole"; readonly start: number; readonly end: number }
  | { readonly found: "part" }
  | { readonly found: "none" };

const lineFeed = 0x0a;
const spaces = new Set([0x20, 0x09, lineFeed, 0x0d]);

/** Where the first object is. Brackets inside strings do not count. */
function firstObject(bytes: Uint8Array): First {
  let start = 0;
  while (spaces.has(bytes[start] ?? 0)) start++;
  if (start === bytes.length) return { found: "part" };
  if (bytes[start] !== 0x7b) return { found: "none" };
  let depth = 0;
  let isString = false;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (isString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) isString = false;
    } else if (byte === 0x22) isString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > depthMax) return { found: "none" };
    } else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) {
      return { found: "whole", start, end: i + 1 };
    }
  }
  return { found: "part" };
}
