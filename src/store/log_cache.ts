import type { Loaded } from "../peer/ports.ts";
import type { HistorySource } from "./history.ts";
import { emptyLog } from "./journal_rows.ts";

/**
 * A store that is read as history again and again while it grows: what its arrival log says of each
 * run is read once and then kept, 16 bytes a run. A tenth of the time in a history of 100,000.
 */
export class LogCache implements HistorySource {
  readonly #source: HistorySource;
  #length = 0;
  #log = emptyLog(1_024);

  constructor(source: HistorySource) {
    this.#source = source;
  }

  load(from = 0): Loaded {
    const loaded = this.#source.load(this.#length);
    this.#append(loaded.log);
    const { feed, last, lamport } = this.#log;
    const end = this.#length;
    const log = {
      length: Math.max(0, end - from),
      feed: feed.subarray(from, end),
      last: last.subarray(from, end),
      lamport: lamport.subarray(from, end),
    };
    return { ...loaded, log };
  }

  read(position: number): Uint8Array {
    return this.#source.read(position);
  }

  #append(added: Loaded["log"]): void {
    const length = this.#length + added.length;
    if (length > this.#log.length) {
      const longer = emptyLog(Math.max(length, 2 * this.#log.length));
      copyTo(longer, this.#log, 0);
      this.#log = longer;
    }
    copyTo(this.#log, added, this.#length);
    this.#length = length;
  }
}

function copyTo(target: Loaded["log"], source: Loaded["log"], at: number): void {
  target.feed.set(source.feed, at);
  target.last.set(source.last, at);
  target.lamport.set(source.lamport, at);
}
