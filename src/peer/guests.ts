import { saidIn, type SaidText } from "../feed/said.ts";
import type { Epoch, PeerId } from "../lib/ids.ts";
import { isAlive } from "../members/member_table.ts";
import type { GuestBody, SystemBody } from "../wire/frame.ts";
import type { Core, Known } from "./core.ts";
import { keyOf } from "./guest_key.ts";
import type { PresentGuest } from "./shown.ts";
import * as timing from "./timing.ts";

/** Addresses whose bridge is remembered: far more than guests can be in a room. */
const bridgesMax = 1_024;
/** Texts of one guest that wait until it is settled who serves it. */
const heldMax = 64;
/** Lower ids that are waited for at most. */
const turnsMax = 10;

type Guest = {
  readonly address: string;
  name: string;
  /** Wall clock; null: not served. */
  servedSinceAtMs: number | null;
  /** Not served: when to serve it, unless somebody else does by then. */
  dueAtMs: number;
  announcedAtMs: number;
  /** Served, and a higher id does not know: it is announced again as soon as that may be. */
  isContested: boolean;
  readonly held: { readonly text: string; readonly atMs: number; readonly id?: string }[];
};

/** How entries of one's own are made. */
export type Voice = {
  sayGuest(body: GuestBody, atMs: number): void;
  saySystem(body: SystemBody, atMs: number): void;
};

type Bridge = { readonly peer: PeerId; readonly epoch: Epoch };

/** `sinceMs`: when that peer began to, by its clock. */
type Served = Bridge & {
  readonly name: string;
  readonly address: string;
  readonly sinceMs: number;
};

/**
 * Who speaks in the room without a key. A guest may be connected to several peers, as its kind is;
 * one of them serves it: writes down what it says and tells it what others said. The others stand
 * by. What settles it is the entry `joined`: the lowest id that wrote one serves.
 */
export class Guests {
  readonly #core: Core;
  readonly #voice: Voice;
  /** Those connected to this peer, by `keyOf`. */
  readonly #here = new Map<string, Guest>();
  /** By the same, who serves it as far as is known here, oneself too. */
  readonly #bridges = new Map<string, Served>();

  constructor(core: Core, voice: Voice) {
    this.#core = core;
    this.#voice = voice;
  }

  /** A name that is told again is a new one: it counts for what is said from then on. */
  arrived(address: string, name: string, atMs: number): void {
    const key = keyOf(address, name);
    const known = this.#here.get(key);
    if (known !== undefined) {
      known.name = name;
      return;
    }
    const dueAtMs = this.#core.nowMs + this.#turnMs();
    const guest = {
      address,
      name,
      servedSinceAtMs: null,
      dueAtMs,
      announcedAtMs: 0,
      isContested: false,
      held: [],
    };
    this.#here.set(key, guest);
    this.#settle(key, guest, atMs);
  }

  /** @param id the message's own, in a dialect whose messages have one */
  says(key: string, text: string, atMs: number, id?: string): void {
    const guest = this.#here.get(key);
    if (guest === undefined) return;
    const own = id === undefined ? {} : { id };
    if (guest.servedSinceAtMs !== null) {
      const { address, name } = guest;
      this.#voice.sayGuest({ name, address, text, ...own }, atMs);
    } else if (this.#rival(key) === null && guest.held.length < heldMax) {
      // With a rival it is the rival's to write down.
      guest.held.push({ text, atMs, ...own });
    }
  }

  gone(key: string, atMs: number): void {
    const guest = this.#here.get(key);
    this.#here.delete(key);
    if (guest === undefined || guest.servedSinceAtMs === null || !this.#isHere) return;
    const { address, name } = guest;
    this.#voice.saySystem({ event: "guest-left", name, address }, atMs);
  }

  /** Those that are in the room, by whichever peer. */
  present(): PresentGuest[] {
    return [...this.#bridges.values()].flatMap((served) => {
      if (!this.#isPresent(served)) return [];
      const { address, name, peer, sinceMs } = served;
      return [{ name, address, via: this.#core.view(peer), sinceMs }];
    });
  }

  tick(): void {
    for (const [key, guest] of this.#here) this.#settle(key, guest, this.#core.atMs);
  }

  /** An entry became known here. */
  known(known: Known): void {
    const { author, backlog, entry, epoch } = known;
    if (entry.kind !== "system") return this.#tell(known, saidIn(entry));
    const { body } = entry;
    if (body.event !== "guest-joined" && body.event !== "guest-left") return;
    const { address, name } = body;
    const bridge = { peer: author.id, epoch };
    const joins = body.event === "guest-joined";
    const isNews = joins
      ? this.#begins(keyOf(address, name), { ...bridge, name, address, sinceMs: entry.at })
      : this.#ends(keyOf(address, name), bridge);
    if (!isNews || backlog) return;
    const kind = joins ? "joined" : "left";
    this.#core.show({
      show: "notice",
      kind,
      peer: author,
      guest: { name, address },
      atMs: entry.at,
    });
  }

  /** Returns whether the guest is new in the room. */
  #begins(key: string, bridge: Served): boolean {
    const known = this.#bridges.get(key);
    const isNews = known === undefined || !this.#isPresent(known);
    if (isNews || bridge.peer < known.peer) this.#remember(key, bridge);
    const guest = this.#here.get(key);
    if (guest === undefined) return isNews;
    // It did not know that the guest is served here, as after a restart.
    if (bridge.peer > this.#core.config.id) guest.isContested = guest.servedSinceAtMs !== null;
    this.#settle(key, guest, this.#core.atMs);
    return isNews;
  }

  /** Returns whether the guest was in the room by this peer. */
  #ends(key: string, { peer, epoch }: Bridge): boolean {
    const known = this.#bridges.get(key);
    if (known?.peer !== peer || known.epoch !== epoch) return false;
    return this.#bridges.delete(key);
  }

  #remember(key: string, bridge: Served): void {
    this.#bridges.delete(key);
    this.#bridges.set(key, bridge);
    const [oldest] = this.#bridges.keys();
    if (this.#bridges.size > bridgesMax && oldest !== undefined) this.#bridges.delete(oldest);
  }

  /** Serves the guest when it is time, gives it up to a lower id. */
  #settle(key: string, guest: Guest, atMs: number): void {
    if (!this.#isHere) return;
    const { config, nowMs } = this.#core;
    const rival = this.#rival(key);
    const isServed = guest.servedSinceAtMs !== null;
    if (rival !== null && (!isServed || rival < config.id)) {
      guest.servedSinceAtMs = null;
      guest.isContested = false;
      guest.held.length = 0;
      guest.dueAtMs = nowMs + timing.guestTakeOverMs + this.#turnMs();
    } else if (!isServed && nowMs >= guest.dueAtMs) {
      guest.servedSinceAtMs = atMs;
      this.#announce(guest, atMs);
      for (const { id, text, atMs: saidAtMs } of guest.held.splice(0)) {
        this.says(key, text, saidAtMs, id);
      }
    } else if (guest.isContested && nowMs - guest.announcedAtMs >= timing.guestAnnounceMs) {
      this.#announce(guest, atMs);
    }
  }

  #announce(guest: Guest, atMs: number): void {
    guest.announcedAtMs = this.#core.nowMs;
    guest.isContested = false;
    this.#voice.saySystem(
      { event: "guest-joined", name: guest.name, address: guest.address },
      atMs,
    );
  }

  /** Who leaves says nothing more: its own `left` speaks for its guests as well. */
  get #isHere(): boolean {
    return this.#core.stage === "here";
  }

  /** Of several that hear a guest at once, the lowest id comes first. */
  #turnMs(): number {
    const { config, table } = this.#core;
    const lower = table.alive().filter(({ peer }) => peer < config.id).length;
    return Math.min(lower, turnsMax) * timing.guestTurnMs;
  }

  /** Another peer that is here and serves the guest. */
  #rival(key: string): PeerId | null {
    const bridge = this.#bridges.get(key);
    if (bridge === undefined || bridge.peer === this.#core.config.id) return null;
    return this.#isPresent(bridge) ? bridge.peer : null;
  }

  #isPresent({ peer, epoch }: Bridge): boolean {
    const record = this.#core.table.get(peer);
    return record !== undefined && isAlive(record) && record.epoch === epoch;
  }

  /**
   * Tells it to those whom this peer serves, but for what was said before: that stands in a
   * backlog, and only there the wall clock decides. What a guest said that is connected here as
   * well the others have from itself, as is the way of its kind.
   */
  #tell({ author, backlog, entry, own }: Known, { guest: by, text }: SaidText): void {
    if (by !== undefined && this.#here.has(keyOf(by.address, by.name))) return;
    const addresses: string[] = [];
    for (const [key, { address, servedSinceAtMs: sinceAtMs }] of this.#here) {
      // Classic peers are told along their ring.
      if (key !== address) continue;
      if (sinceAtMs !== null && !(backlog && entry.at < sinceAtMs)) addresses.push(address);
    }
    if (addresses.length === 0) return;
    const told = { author, text, own, ...(by === undefined ? {} : { guest: by }) };
    this.#core.effects.push({ do: "tell-guests", addresses, told });
  }
}
