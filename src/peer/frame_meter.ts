import type { LinkId } from "../lib/ids.ts";
import type { Frame } from "../wire/frame.ts";
import type { DiagnosticRecord } from "./ports.ts";

/** Frames a second past which a link is summed up instead of listed. */
const listedPerSecondMax = 50;

export type FrameNote = { readonly type: string; readonly id: string; readonly bytes: number };

/**
 * The diagnostics of one link's frames: each with type, id and bytes, or one summary a second when
 * there are many. Heartbeats are counted, never listed.
 */
export class FrameMeter {
  readonly #link: LinkId;
  readonly #record: (record: DiagnosticRecord) => void;
  #secondBeganMs = 0;
  #listed = 0;
  #unlisted = 0;
  #unlistedBytes = 0;
  #pings = 0;

  constructor(link: LinkId, record: (record: DiagnosticRecord) => void) {
    this.#link = link;
    this.#record = record;
  }

  note(direction: "in" | "out", { type, id, bytes }: FrameNote, nowMs: number): void {
    if (nowMs - this.#secondBeganMs >= 1_000) this.flush(nowMs);
    if (type === "ping") this.#pings++;
    else if (this.#listed < listedPerSecondMax) {
      this.#listed++;
      const link = this.#link;
      this.#record({ level: "trace", event: "frame", link, direction, type, id, bytes });
    } else {
      this.#unlisted++;
      this.#unlistedBytes += bytes;
    }
  }

  /** Begins a new second; says what the last one left out. */
  flush(nowMs: number): void {
    if (this.#unlisted > 0) {
      const [link, frames, bytes] = [this.#link, this.#unlisted, this.#unlistedBytes];
      this.#record({ level: "trace", event: "frames", link, frames, bytes });
    }
    this.#secondBeganMs = nowMs;
    this.#listed = this.#unlisted = this.#unlistedBytes = 0;
  }

  /** The link is over. */
  end(nowMs: number): void {
    this.flush(nowMs);
    if (this.#pings === 0) return;
    this.#record({ level: "trace", event: "heartbeats", link: this.#link, frames: this.#pings });
  }
}

/** What identifies a frame in the diagnostics. */
export function noteOf(frame: Frame, bytes: number): FrameNote {
  switch (frame.type) {
    case "hello":
      return { type: frame.type, id: frame.peer.slice(0, 8), bytes };
    case "run": {
      const { author, first, count } = frame.run.header;
      const id = `${author.slice(0, 8)}/${first}+${count}`;
      return { type: frame.type, id, bytes };
    }
    case "lap":
      return { type: frame.type, id: `${frame.origin.slice(0, 8)}/${frame.number}`, bytes };
    default:
      return { type: frame.type, id: "", bytes };
  }
}
