import { feedKey } from "../feed/feed.ts";
import { type PeerId, startOf } from "../lib/ids.ts";
import { tourFrom } from "../members/tour.ts";
import type { Hop, Lap, MemberRecord } from "../wire/frame.ts";
import { hopsMax } from "../wire/limits.ts";
import type { Core, Link } from "./core.ts";
import type { Receipts } from "./receipts.ts";
import type { HopView, LinkView, OwnLinks, PresentGuest, PresentView } from "./shown.ts";
import { answeredLap, starLinks } from "./star_laps.ts";
import * as timing from "./timing.ts";

type Held = { readonly lap: Lap; readonly sinceMs: number };
type Home = { readonly atMs: number; readonly lapMs: number; readonly hops: readonly Hop[] };
type Asked = { readonly ref?: string };

export type LapsPorts = {
  /** How the link to a peer stands; `undefined` is the configured next. */
  linkTo(this: void, peer: PeerId | undefined): LinkView;
  guests(): readonly PresentGuest[];
};

/**
 * Laps: a frame that goes once round the ring and comes home, so that its origin knows who is
 * there, in which order, and how long the round takes. In a star it goes to a hub and back.
 */
export class Laps {
  readonly #core: Core;
  readonly #receipts: Receipts;
  readonly #ports: LapsPorts;
  /** Laps of any origin that wait for a link to the next. */
  #held: Held[] = [];
  #number = 0;
  #beganAtMs: number | null = null;
  /** When the latest lap began, whatever became of it. */
  #latestAtMs = -Infinity;
  #home: Home | null = null;
  /** Whom the last lap reached before it broke. */
  #reached: PeerId | null = null;
  #asked: Asked[] = [];
  #latestOrder: readonly MemberRecord[] = [];
  /** When the next lap for receipts is due, and how long the one after it waits. */
  #receiptDueAtMs = 0;
  #receiptWaitMs = timing.receiptLapGapMs;

  constructor(core: Core, receipts: Receipts, ports: LapsPorts) {
    this.#core = core;
    this.#receipts = receipts;
    this.#ports = ports;
  }

  /** Something was said: a lap soon tells who has it. */
  said(): void {
    this.#receiptWaitMs = timing.receiptLapGapMs;
    const soonMs = this.#core.nowMs + timing.receiptLapFirstMs;
    const dueAtMs = Math.max(soonMs, this.#latestAtMs + timing.receiptLapGapMs);
    this.#receiptDueAtMs = Math.min(this.#receiptDueAtMs, dueAtMs);
  }

  /** One lap after another as long as some peer lacks what was said, each a little later. */
  #lapForReceipts(): void {
    const { nowMs } = this.#core;
    if (!this.#receipts.isPending || this.#isEveryoneLinked()) {
      this.#receiptDueAtMs = Infinity;
      return;
    }
    if (this.#receiptDueAtMs === Infinity) this.#receiptDueAtMs = nowMs + timing.receiptLapMaxMs;
    if (this.#beganAtMs !== null || nowMs < this.#receiptDueAtMs) return;
    this.#receiptDueAtMs = nowMs + this.#receiptWaitMs;
    this.#receiptWaitMs = Math.min(2 * this.#receiptWaitMs, timing.receiptLapMaxMs);
    if (this.#isPassedOn) this.#begin();
  }

  /** Then everyone says by `have` what is on disk there. */
  #isEveryoneLinked(): boolean {
    const { config, table } = this.#core;
    return table
      .alive()
      .every(({ peer }) => peer === config.id || this.#core.liveLinkTo(peer) !== undefined);
  }

  /** A hub knows already all that a lap could tell it. */
  get #isPassedOn(): boolean {
    const { dial, dialler } = this.#core.wanted();
    return dial.length > 0 && dialler !== "them";
  }

  /** Answers with `ring` as soon as a fresh lap is home, broken, or given up. */
  ask(asked: Asked): void {
    this.#asked.push(asked);
    if (this.#isRound(this.#order()) || !this.#isPassedOn) return this.#answer();
    if (this.#beganAtMs === null) this.#begin();
  }

  #isFresh(): boolean {
    return this.#home !== null && this.#core.nowMs - this.#home.atMs <= timing.lapFreshMs;
  }

  /** From oneself. Who leaves is in no tour any more, and tells of the ring that it was in. */
  #order(): readonly MemberRecord[] {
    const { config, table } = this.#core;
    const order = tourFrom(table, config.id).flatMap((peer) => table.get(peer) ?? []);
    if (order.length > 0) this.#latestOrder = order;
    return this.#latestOrder;
  }

  /** The last lap came home lately and through just these: one from before a change is no proof. */
  #isRound([, ...others]: readonly MemberRecord[]): boolean {
    const due = others.map(({ peer }) => peer);
    const passed = this.#passed;
    if (this.#isStar) return this.#isFresh() && new Set(passed).isSupersetOf(new Set(due));
    return this.#isFresh() && String(passed) === String(due);
  }

  /** By the last lap that came home lately. */
  get #passed(): readonly PeerId[] {
    return this.#isFresh() ? (this.#home?.hops.map(({ peer }) => peer) ?? []) : [];
  }

  get #isStar(): boolean {
    return this.#core.config.kind === "star";
  }

  #begin(): void {
    const { config, nowMs } = this.#core;
    this.#beganAtMs = this.#latestAtMs = nowMs;
    this.#reached = null;
    const { id: origin, epoch } = config;
    this.#pass(
      { type: "lap", origin, epoch, number: ++this.#number, broken: false, hops: [] },
      nowMs,
    );
  }

  receive(link: Link, lap: Lap): void {
    const { config, nowMs, feeds } = this.#core;
    // A lap tells of its bearer: whoever hands it on is the last that it says it passed.
    const isHanded = link.hello?.peer === (lap.hops.at(-1)?.peer ?? lap.origin);
    if (!isHanded && !lap.broken) return;
    if (lap.origin === config.id) return this.#comeHome(lap);
    if (lap.broken) return this.#sendBack(lap);
    if (this.#isStar) return this.#answerLap(link, lap);
    if (lap.hops.some((hop) => hop.peer === config.id)) return;
    // One hop more would be a frame that the next refuses, and our link with it.
    if (lap.hops.length >= hopsMax) return;
    const committed = feeds.get(feedKey(lap.origin, lap.epoch))?.committed.seq ?? 0;
    const hop = { peer: config.id, clock: this.#core.atMs, heldMs: 0, committed };
    this.#pass({ ...lap, hops: [...lap.hops, hop] }, nowMs);
  }

  /** Only those who seek hubs alone are none themselves. */
  #answerLap(link: Link, lap: Lap): void {
    const isHub = this.#core.wanted().dialler === "them";
    if (isHub && lap.hops.length === 0) this.#core.send(link, answeredLap(this.#core, lap));
  }

  /** In a star every hub will do. */
  #nextLink(): Link | undefined {
    const { dial } = this.#core.wanted();
    const candidates = this.#isStar ? dial : dial.slice(0, 1);
    for (const peer of candidates) {
      const link = this.#core.liveLinkTo(peer);
      if (link !== undefined) return link;
    }
    return undefined;
  }

  #pass(lap: Lap, sinceMs: number): void {
    const link = this.#nextLink();
    if (link === undefined) {
      // One an origin: it has no more than one in flight.
      this.#held = this.#held.filter((held) => held.lap.origin !== lap.origin);
      this.#held.push({ lap, sinceMs });
      return;
    }
    this.#core.send(link, withHold(lap, this.#core.nowMs - sinceMs));
  }

  #comeHome(lap: Lap): void {
    const { nowMs, config } = this.#core;
    if (lap.epoch !== config.epoch || lap.number !== this.#number || this.#beganAtMs === null)
      return;
    for (const { peer, committed } of lap.hops) this.#receipts.note(peer, committed);
    if (lap.broken) this.#reached = lap.hops.at(-1)?.peer ?? null;
    else this.#home = { atMs: nowMs, lapMs: nowMs - this.#beganAtMs, hops: lap.hops };
    this.#answer();
  }

  /** A broken lap goes back along its list, so that its origin learns how far it came. */
  #sendBack(lap: Lap): void {
    const at = lap.hops.findIndex((hop) => hop.peer === this.#core.config.id);
    const before = at > 0 ? lap.hops[at - 1]?.peer : lap.origin;
    const link = before === undefined || at === -1 ? undefined : this.#core.liveLinkTo(before);
    if (link !== undefined) this.#core.send(link, lap);
  }

  tick(): void {
    const { nowMs } = this.#core;
    const held = this.#held;
    this.#held = [];
    for (const { lap, sinceMs } of held) {
      if (nowMs - sinceMs < timing.lapHoldMs) this.#pass(lap, sinceMs);
      else if (lap.origin === this.#core.config.id) this.#comeHome({ ...lap, broken: true });
      else this.#sendBack({ ...lap, broken: true });
    }
    if (this.#beganAtMs !== null && nowMs - this.#beganAtMs >= timing.lapTimeoutMs) this.#answer();
    this.#lapForReceipts();
  }

  #answer(): void {
    this.#beganAtMs = null;
    const order = this.#order();
    const own = this.#ownLinks(order);
    const closed = own.kind === "ring" ? this.#isClosed(order) : own.links.every(isUp);
    const home = this.#isFresh() ? this.#home : null;
    const lapMs = home === null ? null : Math.round(home.lapMs * 10) / 10;
    const hops = home === null ? [] : this.#hopViews(home);
    const reached = closed || this.#reached === null ? null : this.#core.view(this.#reached);
    const { room } = this.#core.config;
    const here = { room, peers: order.map(viewOf), guests: this.#ports.guests() };
    const ring = { ...here, closed, lapMs, hops, reached, ...own };
    for (const asked of this.#asked.splice(0)) this.#core.show({ show: "ring", ...ring, ...asked });
  }

  #isClosed(order: readonly MemberRecord[]): boolean {
    return order.length === 1 || this.#isRound(order);
  }

  #ownLinks(order: readonly MemberRecord[]): OwnLinks {
    const { kind } = this.#core.config;
    const [, ...others] = order.map(({ peer }) => peer);
    if (kind === "mesh") return { kind, links: others.map(this.#ports.linkTo) };
    if (kind === "star") return starLinks(order, this.#passed, this.#ports.linkTo);
    const next = this.#ports.linkTo(this.#core.wanted().dial[0]);
    const before = this.#core.liveLinkTo(others.at(-1) ?? "");
    return { kind, next, previous: { state: before === undefined ? "down" : "up" } };
  }

  /** Clocks are compared as if every hop took the same time: good to half a lap. */
  #hopViews({ lapMs, atMs, hops }: Home): HopView[] {
    const wallHomeMs = this.#core.atMs - (this.#core.nowMs - atMs);
    // Of a star's lap it is the hub alone that it passed.
    const passed = this.#isStar ? hops.slice(-1) : hops;
    return passed.map(({ peer, clock, heldMs }, index) => {
      const passedAtMs = wallHomeMs - lapMs * (1 - (index + 1) / (passed.length + 1));
      return { peer: this.#core.view(peer), heldMs, skewMs: Math.round(clock - passedAtMs) };
    });
  }
}

function viewOf({ peer, name, address, epoch }: MemberRecord): PresentView {
  return { id: peer, name, address, sinceMs: startOf(epoch) };
}

function isUp({ state }: LinkView): boolean {
  return state === "up";
}

function withHold(lap: Lap, heldMs: number): Lap {
  const last = lap.hops.at(-1);
  return last === undefined
    ? lap
    : { ...lap, hops: [...lap.hops.slice(0, -1), { ...last, heldMs }] };
}
