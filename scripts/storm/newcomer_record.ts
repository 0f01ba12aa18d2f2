/** What a newcomer prints, kept as it came: to read it meanwhile would slow what is measured. */
import { type MessageEvent, stormEventOf } from "./storm_event.ts";

const messageMark = Buffer.from('{"event":"message"');

export class NewcomerRecord {
  readonly #chunks: Uint8Array[] = [];
  /** The end of the last chunk, in which a mark may have begun. */
  #tail = Buffer.alloc(0);
  #messages = 0;

  /** Messages that it has shown. */
  get messages(): number {
    return this.#messages;
  }

  get hasBegun(): boolean {
    return this.#chunks.length > 0;
  }

  take(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    const bytes = Buffer.concat([this.#tail, chunk]);
    for (let at = bytes.indexOf(messageMark); at >= 0; at = bytes.indexOf(messageMark, at + 1)) {
      this.#messages++;
    }
    // One byte less than the mark: a whole one is not counted again.
    this.#tail = bytes.subarray(Math.max(0, bytes.length - messageMark.length + 1));
  }

  read(): MessageEvent[] {
    const lines = Buffer.concat(this.#chunks).toString("utf8").split("\n");
    return lines.slice(0, -1).flatMap((line) => {
      const event = stormEventOf(line);
      return event?.event === "message" ? [event] : [];
    });
  }
}

/**
 * What is wrong with what it has shown. Texts are `AUTHOR NUMBER ...`, numbers begin at 1 and rise.
 * @param old by author, the last number said before it was started: backlog, as that had arrived
 * @param last by author, the last number said
 */
export function newcomerFaults(
  shown: readonly Pick<MessageEvent, "text" | "backlog">[],
  old: ReadonlyMap<string, number>,
  last: ReadonlyMap<string, number>,
): string[] {
  const faults: string[] = [];
  const latest = new Map<string, number>();
  for (const { text, backlog } of shown) {
    const [author = "", digits] = text.split(" ", 2);
    const number = Number(digits);
    const before = latest.get(author) ?? 0;
    latest.set(author, number);
    if (number !== before + 1) faults.push(`${author} ${number} came after ${before}`);
    if (number <= (old.get(author) ?? 0) && !backlog) {
      faults.push(`${author} ${number} was old, but not marked as backlog`);
    }
  }
  for (const [author, number] of last) {
    const came = latest.get(author) ?? 0;
    if (came !== number) faults.push(`of ${author} it has ${came}, not ${number}`);
  }
  return faults;
}
