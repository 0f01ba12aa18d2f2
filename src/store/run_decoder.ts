import type { Run } from "../wire/frame.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";
import { sha256 } from "./crypto.ts";

/** Stored bytes back into runs, checked as what comes from a link: a disk may say anything. */
export class RunDecoder {
  #decoder = newDecoder();

  /** Null when the bytes are no run, or not the ones that its header was made for. */
  decode(bytes: Uint8Array): Run | null {
    const { frames, fault } = this.#decoder.push(bytes);
    const [frame, ...more] = frames;
    const isOne = fault === null && more.length === 0 && frame?.type === "run";
    // A decoder that was left within a line, or after a fault, reads nothing else.
    if (!isOne || frame.run.bytes.length !== bytes.length) {
      this.#decoder = newDecoder();
      return null;
    }
    return sha256(frame.run.body) === frame.run.header.body ? frame.run : null;
  }
}

function newDecoder(): FrameDecoder {
  const decoder = new FrameDecoder();
  decoder.allowRuns();
  return decoder;
}
