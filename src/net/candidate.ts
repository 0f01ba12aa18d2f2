import type { Address } from "../lib/ids.ts";
import type { Connection, ConnectionEvents } from "../peer/ports.ts";
import { dialectOf } from "../wire/classic_value.ts";

const empty: Uint8Array = new Uint8Array(0);

/** A connection of which it is not known yet whether it becomes a link. */
export class Candidate implements ConnectionEvents {
  /** For those who make links of connections. */
  readonly handed: Connection;
  readonly connection: Connection;
  readonly remote: Address;
  /** It was dialled: whoever answers there is a ringchat, or nobody that could be talked to. */
  readonly isDialled: boolean;
  readonly sinceMs: number;
  readonly #classic: (candidate: Candidate) => void;
  #ours: ConnectionEvents | null = null;
  #held = empty;
  /** Settled: it is a link, or the classic door's, or over. */
  #taker: ConnectionEvents | null = null;
  isSettled = false;

  /** @param classic told when what it says is the classic dialect */
  constructor(
    about: Pick<Candidate, "connection" | "remote" | "isDialled" | "sinceMs">,
    classic: (candidate: Candidate) => void,
  ) {
    const { connection } = about;
    this.connection = connection;
    this.remote = about.remote;
    this.isDialled = about.isDialled;
    this.sinceMs = about.sinceMs;
    this.#classic = classic;
    this.handed = {
      write: (bytes) => connection.write(bytes),
      flush: () => connection.flush(),
      whenDrained: (callback) => connection.whenDrained(callback),
      pause: () => connection.pause(),
      resume: () => connection.resume(),
      hangUp: () => {
        this.isSettled = true;
        connection.hangUp();
      },
    };
  }

  get isMute(): boolean {
    return this.#held.length === 0;
  }

  /** Who is told of it unless it turns out to be no link. */
  for(ours: ConnectionEvents): this {
    this.#ours = ours;
    return this;
  }

  /** Those who make links see it close. */
  giveTo(taker: ConnectionEvents): void {
    this.#ours?.closed("it speaks the classic dialect, or nothing");
    this.#settle(taker);
  }

  #settle(taker: ConnectionEvents): void {
    this.isSettled = true;
    this.#taker = taker;
    const held = this.#held;
    this.#held = empty;
    if (held.length > 0) taker.data(held);
  }

  data(bytes: Uint8Array): void {
    if (this.#taker !== null) return this.#taker.data(bytes);
    this.#held = this.isMute ? bytes : Buffer.concat([this.#held, bytes]);
    const dialect = this.isDialled ? "ours" : dialectOf(this.#held);
    if (dialect === "classic") this.#classic(this);
    else if (dialect === "ours" && this.#ours !== null) this.#settle(this.#ours);
  }

  closed(reason: string): void {
    this.isSettled = true;
    (this.#taker ?? this.#ours)?.closed(reason);
  }
}
