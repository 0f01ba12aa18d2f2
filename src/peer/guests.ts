import { saidIn, type SaidText } from "../feed/said.ts";
import type { Epoch, PeerId } from "../lib/ids.ts";
import { isAlive } from "../members/member_table.ts";
import type { GuestBody, SystemBody } from "../wire/frame.ts";
import type { Core, Known } from "./core.ts";
import type { PresentGuest } from "./shown.ts";
import * as timing from "./timing.ts";

/** Addresses whose bridge is remembered: far more than guests can be in a room. */
const bridgesMax = 1_024;
/** Texts of one guest that wait until it is settled who serves it. */
const heldMax = 64;
/** Lower ids that are waited for at most. */
const turnsMax = 10;

type Guest = {
  name: string;
  /** Wall clock; null: not served. */
  servedSinceAtMs: number | null;
  /** Not served: when to serve it, unless somebody else does by then. */
  dueAtMs: number;
  announcedAtMs: number;
  /** Served, and a higher id does not know: it is announced again as soon as that may be. */
  isContested: boolean;
  readonly held: { readonly text: string; readonly atMs: number }[];
};

/** How entries of one's own are made. */
export type Voice = {
  sayGuest(body: GuestBody, atMs: number): void;
  saySystem(body: SystemBody, atMs: number): void;
};

type Bridge = { readonly peer: PeerId; readonly epoch: Epoch };

/** `sinceMs`: when that peer began to, by its clock. */
type Served = Bridge & { readonly name: string; readonly sinceMs: number };

/**
 * Who speaks in the room without a key. A guest may be connected to several peers, as its kind is;
 * one of them serves it: writes down what it says and tells it what others said. The others stand
 * by. What settles it is the entry `joined`: the lowest id that wrote one serves.
 */
export class Guests {
  readonly #core: Core;
  readonly #voice: Voice;
  /** Those connected to this peer, by address. */
  readonly #here = new Map<string, Guest>();
  /** By address of a guest, who serves it as far as is known here, oneself too. */
  readonly #bridges = new Map<string, Served>();

  constructor(core: Core, voice: Voice) {
    this.#core = core;
    this.#voice = voice;
  }

  /** A name that is told again is a new one: it counts for what is said from then on. */
  arrived(address: string, name: string, atMs: number): void {
    const known = this.#here.get(address);
    if (known !== undefined) {
      known.name = name;
      return;
    }
    const dueAtMs = this.#core.nowMs + this.#turnMs();
    const guest = {
      name,
      servedSinceAtMs: null,
      dueAtMs,
      announcedAtMs: 0,
      isContested: false,
      held: [],
    };
    this.#here.set(address, guest);
    this.#settle(address, guest, atMs);
  }

  says(address: string, text: string, atMs: number): void {
    const guest = this.#here.get(address);
    if (guest === undefined) return;
    if (guest.servedSinceAtMs !== null) {
      this.#voice.sayGuest({ name: guest.name, address, text }, atMs);
    } else if (this.#rival(address) === null && guest.held.length < heldMax) {
      // With a rival it is the rival's to write down.
      guest.held.push({ text, atMs });
    }
  }

  gone(address: string, atMs: number): void {
    const guest = this.#here.get(address);
    this.#here.delete(address);
    if (guest === undefined || guest.servedSinceAtMs === null || !this.#isHere) return;
    this.#voice.saySystem({ event: "guest-left", name: guest.name, address }, atMs);
  }

  /** Those that are in the room, by whichever peer. */
  present(): PresentGuest[] {
    return [...this.#bridges].flatMap(([address, served]) => {
      if (!this.#isPresent(served)) return [];
      const { name, peer, sinceMs } = served;
      return [{ name, address, via: this.#core.view(peer), sinceMs }];
    });
  }

  tick(): void {
    for (const [address, guest] of this.#here) this.#settle(address, guest, this.#core.atMs);
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
      ? this.#begins(address, { ...bridge, name, sinceMs: entry.at })
      : this.#ends(address, bridge);
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
  #begins(address: string, bridge: Served): boolean {
    const known = this.#bridges.get(address);
    const isNews = known === undefined || !this.#isPresent(known);
    if (isNews || bridge.peer < known.peer) this.#remember(address, bridge);
    const guest = this.#here.get(address);
    if (guest === undefined) return isNews;
    // It did not know that the guest is served here, as after a restart.
    if (bridge.peer > this.#core.config.id) guest.isContested = guest.servedSinceAtMs !== null;
    this.#settle(address, guest, this.#core.atMs);
    return isNews;
  }

  /** Returns whether the guest was in the room by this peer. */
  #ends(address: string, { peer, epoch }: Bridge): boolean {
    const known = this.#bridges.get(address);
    if (known?.peer !== peer || known.epoch !== epoch) return false;
    return this.#bridges.delete(address);
  }

  #remember(address: string, bridge: Served): void {
    this.#bridges.delete(address);
    this.#bridges.set(address, bridge);
    const [oldest] = this.#bridges.keys();
    if (this.#bridges.size > bridgesMax && oldest !== undefined) this.#bridges.delete(oldest);
  }

  /** Serves the guest when it is time, gives it up to a lower id. */
  #settle(address: string, guest: Guest, atMs: number): void {
    if (!this.#isHere) return;
    const { config, nowMs } = this.#core;
    const rival = this.#rival(address);
    const isServed = guest.servedSinceAtMs !== null;
    if (rival !== null && (!isServed || rival < config.id)) {
      guest.servedSinceAtMs = null;
      guest.isContested = false;
      guest.held.length = 0;
      guest.dueAtMs = nowMs + timing.guestTakeOverMs + this.#turnMs();
    } else if (!isServed && nowMs >= guest.dueAtMs) {
      guest.servedSinceAtMs = atMs;
      this.#announce(address, guest, atMs);
      for (const { text, atMs: saidAtMs } of guest.held.splice(0)) {
        this.says(address, text, saidAtMs);
      }
    } else if (guest.isContested && nowMs - guest.announcedAtMs >= timing.guestAnnounceMs) {
      this.#announce(address, guest, atMs);
    }
  }

  #announce(address: string, guest: Guest, atMs: number): void {
    guest.announcedAtMs = this.#core.nowMs;
    guest.isContested = false;
    this.#voice.saySystem({ event: "guest-joined", name: guest.name, address }, atMs);
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
  #rival(address: string): PeerId | null {
    const bridge = this.#bridges.get(address);
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
    if (by !== undefined && this.#here.has(by.address)) return;
    const addresses: string[] = [];
    for (const [address, { servedSinceAtMs: sinceAtMs }] of this.#here) {
      if (sinceAtMs !== null && !(backlog && entry.at < sinceAtMs)) addresses.push(address);
    }
    if (addresses.length === 0) return;
    const told = { author, text, own, ...(by === undefined ? {} : { guest: by }) };
    this.#core.effects.push({ do: "tell-guests", addresses, told });
  }
}
