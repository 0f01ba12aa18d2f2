/**
 * The frame of the LAN chats that a widespread exercise asks for: a type byte, a length byte, and
 * so many bytes of UTF-8. PROTOCOL.md tells how it is used.
 */
import { assert } from "../lib/assert.ts";
import { visibleText } from "../lib/visible.ts";

export type CompactFrame = { readonly type: "message" | "name"; readonly text: string };

/**
 * What a ringchat calls itself here ends so. Two of them would take each other for guests, and what
 * one wrote down the other would tell again, for ever.
 */
const bridgeMark = " (ringchat)";

/** What can stand behind one length byte. */
export const compactBytesMax = 255;

const typeBytes = { message: 1, name: 2 } as const;
const headBytes = 2;
const utf8 = new TextEncoder();
const empty = new Uint8Array(0);

/** `text` must fit, as `inPieces` makes it. */
export function encodeCompact({ type, text }: CompactFrame): Uint8Array {
  const content = utf8.encode(text);
  assert(content.length <= compactBytesMax, `a compact frame of ${content.length} bytes`);
  const bytes = new Uint8Array(headBytes + content.length);
  bytes.set([typeBytes[type], content.length]);
  bytes.set(content, headBytes);
  return bytes;
}

/** What is wrong with a frame: a sentence. The connection can't be read any further. */
export type CompactRead = { readonly frame: CompactFrame } | { readonly fault: string };

/**
 * Bytes of one connection in, frames out one by one, so that who reads may stop between two. Holds
 * what was pushed and not yet read, and no more.
 */
export class CompactDecoder {
  #kept: Uint8Array = empty;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  push(bytes: Uint8Array): void {
    this.#kept = this.#kept.length === 0 ? bytes : joined(this.#kept, bytes);
  }

  /** Something is left: a part of a frame once `next` gives none. */
  get isWithin(): boolean {
    return this.#kept.length > 0;
  }

  /** null: no whole frame is here. After a fault there is nothing more to read. */
  next(): CompactRead | null {
    const [typeByte, length] = this.#kept;
    if (typeByte === undefined) return null;
    const type = typeOf(typeByte);
    if (type === null) return { fault: `a frame of the unknown type ${typeByte}` };
    if (length === undefined || this.#kept.length < headBytes + length) return null;
    const content = this.#kept.subarray(headBytes, headBytes + length);
    this.#kept = this.#kept.subarray(headBytes + length);
    try {
      return { frame: { type, text: this.#utf8.decode(content) } };
    } catch {
      return { fault: `a ${type} that is not UTF-8` };
    }
  }
}

/** The name in a datagram, which is one name frame; null when it is none. Never throws. */
export function readCompactName(datagram: Uint8Array): string | null {
  const decoder = new CompactDecoder();
  decoder.push(datagram);
  const read = decoder.next();
  return read !== null && "frame" in read && read.frame.type === "name" ? read.frame.text : null;
}

/** The name as a ringchat gives it on this port. */
export function bridgeName(name: string): string {
  const [begin = ""] = cutToFit(name, compactBytesMax - utf8.encode(bridgeMark).length);
  return begin + bridgeMark;
}

export function isBridgeName(name: string): boolean {
  return name.endsWith(bridgeMark);
}

/**
 * A text as messages that each fit in a frame. Every line is a message of its own, every message
 * begins with `before`, and nothing in it steers a terminal: who reads shows it as it comes, and
 * nobody's second line shall pass for another's words.
 * @param before at most half of a frame
 */
export function inPieces(before: string, text: string): string[] {
  const room = compactBytesMax - utf8.encode(before).length;
  assert(room > compactBytesMax / 2, "what stands before a text leaves no room for it");
  return visibleText(text, { multiline: true })
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line) => cutToFit(line, room))
    .map((piece) => before + piece);
}

/** Between what readers take for characters; within one only if it alone is too long. */
export function cutToFit(line: string, bytesMax: number): string[] {
  if (utf8.encode(line).length <= bytesMax) return [line];
  const pieces: string[] = [];
  let piece = "";
  let bytes = 0;
  for (const character of charactersOf(line, bytesMax)) {
    const more = utf8.encode(character).length;
    if (bytes + more > bytesMax) {
      pieces.push(piece);
      piece = "";
      bytes = 0;
    }
    piece += character;
    bytes += more;
  }
  return [...pieces, piece];
}

function* charactersOf(line: string, bytesMax: number): Generator<string> {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(line)) {
    if (utf8.encode(segment).length <= bytesMax) yield segment;
    else yield* segment;
  }
}

function typeOf(byte: number): CompactFrame["type"] | null {
  if (byte === typeBytes.message) return "message";
  return byte === typeBytes.name ? "name" : null;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}
