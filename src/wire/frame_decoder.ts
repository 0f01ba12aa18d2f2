import { checkEntry, checkFrame, type Entry, type Frame, type RunHeader } from "./frame.ts";
import { depthMax, entryBytesMax, lineBytesMax, runBytesMax } from "./limits.ts";

const newline = 0x0a;
const empty = new Uint8Array(0);

/** What was wrong with the bytes after the last frame; the link must be closed. */
export type Fault = { readonly code: "frame" | "version"; readonly reason: string };

export type Decoded = {
  readonly frames: readonly Frame[];
  /** Bytes that each frame took on the wire, newlines included. */
  readonly lengths: readonly number[];
  readonly fault: Fault | null;
};

type PendingRun = { readonly header: RunHeader; readonly entries: Entry[]; bodyStart: number };

/**
 * Bytes of one link in, frames out. A frame may be cut anywhere and several may share a chunk.
 * Memory is bounded by one line, and after `allowRuns` by one run, however the bytes are cut.
 */
export class FrameDecoder {
  /**
   * Bytes of a frame not yet whole: `kept[0..keptLength)`. Grows by doubling, so that one byte a
   * chunk stays linear.
   */
  #kept = empty;
  #keptLength = 0;
  /** The run under way; its offsets count from the start of its header. */
  #run: PendingRun | null = null;
  /** Start of the line under way, and how far it was searched for a newline. */
  #lineStart = 0;
  #searched = 0;
  /** Whether a run is known already; null as long as no runs are allowed. */
  #knows: ((header: RunHeader) => boolean) | null = null;
  /** Lines of a known run that still pass unparsed. */
  #skip = 0;
  #fault: Fault | null = null;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  /**
   * Before the other side is known it may send no run: a run holds more memory than a line. In a
   * ring each run comes from both sides: the lines of one that it `knows` are not even parsed.
   */
  allowRuns(knows: (header: RunHeader) => boolean = () => false): void {
    this.#knows = knows;
  }

  push(chunk: Uint8Array): Decoded {
    if (this.#fault !== null) return { frames: [], lengths: [], fault: this.#fault };
    const isWhole = this.#keptLength === 0;
    const bytes = isWhole ? chunk : this.#append(chunk);
    const frames: Frame[] = [];
    const lengths: number[] = [];
    let consumed = 0;
    for (;;) {
      const end = bytes.indexOf(newline, this.#searched);
      const lineEnd = end === -1 ? bytes.length : end;
      this.#fault = this.#checkSize(lineEnd, consumed);
      if (this.#fault !== null || end === -1) break;
      const frame = this.#takeLine(bytes, end, consumed, !isWhole);
      if (this.#fault !== null) break;
      this.#lineStart = this.#searched = end + 1;
      if (frame !== null) {
        frames.push(frame);
        lengths.push(end + 1 - consumed);
      }
      if (this.#run === null) consumed = end + 1;
    }
    if (this.#fault === null) this.#keep(bytes, consumed);
    else this.#kept = empty;
    return { frames, lengths, fault: this.#fault };
  }

  #checkSize(lineEnd: number, frameStart: number): Fault | null {
    if (lineEnd - this.#lineStart > lineBytesMax) return fault("a line is over 64 KiB");
    if (this.#run === null) return null;
    if (lineEnd - this.#lineStart > entryBytesMax) return fault("an entry is over 32 KiB");
    return lineEnd - frameStart > runBytesMax ? fault("a run is over 256 KiB") : null;
  }

  /** One whole line: a frame, or null while a run still lacks entries or after a fault. */
  #takeLine(bytes: Uint8Array, end: number, frameStart: number, copy: boolean): Frame | null {
    if (this.#skip > 0) {
      this.#skip--;
      return null;
    }
    const parsed = this.#parse(bytes.subarray(this.#lineStart, end));
    if (!parsed.ok) return this.#refuse(parsed.reason);
    const run = this.#run;
    if (run !== null) {
      const entry = checkEntry(parsed.value);
      if (!entry.ok) return this.#refuse(`an entry's ${entry.reason}`);
      run.entries.push(entry.value);
      if (run.entries.length < run.header.count) return null;
      this.#run = null;
      const view = copy ? bytes.slice(frameStart, end + 1) : bytes.subarray(frameStart, end + 1);
      const body = view.subarray(run.bodyStart - frameStart);
      return { type: "run", run: { header: run.header, entries: run.entries, bytes: view, body } };
    }
    const frame = checkFrame(parsed.value);
    if (!frame.ok) return this.#refuse(frame.reason, frame.code);
    if (frame.value.type !== "run") return frame.value;
    if (this.#knows === null) return this.#refuse("a run before the greeting is over");
    if (this.#knows(frame.value)) {
      this.#skip = frame.value.count;
      return { type: "known-run", header: frame.value };
    }
    this.#run = { header: frame.value, entries: [], bodyStart: end + 1 };
    return null;
  }

  #refuse(reason: string, code: Fault["code"] = "frame"): null {
    this.#fault = { code, reason };
    return null;
  }

  #parse(line: Uint8Array): { ok: true; value: unknown } | { ok: false; reason: string } {
    if (isTooDeep(line))
      return { ok: false, reason: `a line is nested over ${depthMax} levels deep` };
    try {
      return { ok: true, value: JSON.parse(this.#utf8.decode(line)) };
    } catch (error) {
      const isText = error instanceof SyntaxError;
      return { ok: false, reason: isText ? "a line is not JSON" : "a line is not UTF-8" };
    }
  }

  #append(chunk: Uint8Array): Uint8Array {
    const length = this.#keptLength + chunk.length;
    if (length > this.#kept.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#kept.length));
      grown.set(this.#kept.subarray(0, this.#keptLength));
      this.#kept = grown;
    }
    this.#kept.set(chunk, this.#keptLength);
    this.#keptLength = length;
    return this.#kept.subarray(0, length);
  }

  /** Keep what is not yet a frame, moved to the front, so that offsets count from its start. */
  #keep(bytes: Uint8Array, consumed: number): void {
    const rest = bytes.length - consumed;
    if (rest === 0) this.#kept = empty;
    else if (this.#keptLength === 0) this.#kept = bytes.slice(consumed);
    else if (consumed > 0) this.#kept.copyWithin(0, consumed, bytes.length);
    this.#keptLength = rest;
    this.#lineStart -= consumed;
    this.#searched = rest;
    if (this.#run !== null) this.#run.bodyStart -= consumed;
  }
}

function fault(reason: string): Fault {
  return { code: "frame", reason };
}

/**
 * JSON.parse itself takes a million levels, on which other code then overflows, so depth is looked
 * at first. Brackets inside strings do not count; a backslash skips what it escapes.
 */
function isTooDeep(line: Uint8Array): boolean {
  let depth = 0;
  let isString = false;
  for (let i = 0; i < line.length; i++) {
    const byte = line[i];
    if (isString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) isString = false;
    } else if (byte === 0x22) isString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > depthMax) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}
