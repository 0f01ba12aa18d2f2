import { assert } from "../lib/assert.ts";
import type { Entry, Frame, RunHeader } from "./frame.ts";

const utf8 = new TextEncoder();

/** A frame as the bytes of its line, or lines. */
export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.type === "run") return frame.run.bytes;
  assert(frame.type !== "known-run", "what was only received is not sent");
  return encodeLine(frame);
}

/** Entries as the lines that a run's hash covers. */
export function encodeEntries(entries: readonly Entry[]): Uint8Array {
  return utf8.encode(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
}

/** A header line before its entry lines. */
export function encodeRun(header: RunHeader, body: Uint8Array): Uint8Array {
  const line = encodeLine(header);
  const bytes = new Uint8Array(line.length + body.length);
  bytes.set(line);
  bytes.set(body, line.length);
  return bytes;
}

function encodeLine(value: unknown): Uint8Array {
  return utf8.encode(`${JSON.stringify(value)}\n`);
}
