import type { Address, PeerId } from "../lib/ids.ts";
import { isAlive, isHub } from "../members/member_table.ts";
import type { MemberRecord } from "../wire/frame.ts";
import type { Core, Link } from "./core.ts";
import type { LinkView } from "./shown.ts";
import * as timing from "./timing.ts";
import { Unreached } from "./unreached.ts";

/**
 * Of those that seem dead this many are dialled by each scout. One at a time let a peer that came
 * back with nothing but a dead next wait for minutes among a handful of dead; more costs dials.
 */
const deadScoutsMax = 8;

/**
 * Members behind a successor that does not answer that are tried beside it. Fewer lets more that
 * die together wait for each other's ten tries; more lets false records make us dial more.
 */
const insteadMax = 4;

/**
 * Members tried at once where each keeps a link to each. Fewer lets a large room that starts again
 * wait for its dead, more lets false records make us knock at more doors of others.
 */
const targetsMax = 64;

/** The tries to reach one address, told one by one as the seed does. */
type Campaign = {
  readonly address: Address;
  /** Whom we expect there; undefined as long as nobody has told us. */
  peer: PeerId | undefined;
  attempt: number;
  nextTryAtMs: number;
  /** The try under way was told as failed. */
  told: boolean;
  link: Link | null;
};

export type DiallingPorts = {
  dial(target: Address, side: "next" | "other"): Link;
  hangUp(link: Link, reason: string): void;
  part(link: Link): void;
  /** Somebody wants it, though the overlay does not. */
  isWished(link: Link): boolean;
  /** `isAgain`: it was given up before, and has refuted it. */
  markDown(record: MemberRecord, tries: number, isAgain: boolean): void;
};

/**
 * Which links are missing, when to dial for them, when to give up, and which links are too many.
 */
export class Dialling {
  readonly #core: Core;
  readonly #ports: DiallingPorts;
  readonly #campaigns = new Map<Address, Campaign>();
  readonly #unreached: Unreached;
  /** The configured next was given up: it is dialled quietly until it answers. */
  #gaveUpNext = false;
  #quietDialAtMs = 0;
  #scoutAtMs = 0;

  constructor(core: Core, ports: DiallingPorts) {
    this.#core = core;
    this.#ports = ports;
    this.#unreached = new Unreached(core);
  }

  /** The link to a peer; `undefined` is the configured next as long as nobody is known there. */
  linkTo(peer: PeerId | undefined): LinkView {
    if (peer !== undefined && this.#core.liveLinkTo(peer) !== undefined) return { state: "up" };
    const campaign = [...this.#campaigns.values()].find((each) => each.peer === peer);
    if (campaign === undefined || campaign.attempt === 0) return { state: "down" };
    return { state: "retry", attempt: campaign.attempt, of: this.#core.config.retries };
  }

  /** Dial again at once: the machine slept. */
  woke(): void {
    const { nowMs } = this.#core;
    for (const campaign of this.#campaigns.values()) campaign.nextTryAtMs = nowMs;
    this.#quietDialAtMs = this.#scoutAtMs = nowMs;
  }

  tick(): void {
    const { stage, own } = this.#core;
    if (stage !== "here" || own === null) return;
    const targets = this.#targets();
    for (const [address, campaign] of this.#campaigns) {
      if (targets.has(address)) continue;
      this.#campaigns.delete(address);
      if (campaign.link?.phase === "dialling")
        this.#ports.hangUp(campaign.link, "no longer needed");
    }
    for (const [address, peer] of targets) this.#advance(address, peer);
    this.#dialQuietly();
    this.#scout();
    this.#dropUnneeded();
  }

  /** The addresses that are to be reached, each with whom we expect there. */
  #targets(): Map<Address, PeerId | undefined> {
    const { config } = this.#core;
    const targets = new Map<Address, PeerId | undefined>();
    const { dial, instead } = this.#core.wanted();
    for (const peer of dial) {
      if (targets.size >= targetsMax) break;
      if (!this.#unreached.isPutOff(peer)) this.#aim(targets, peer);
    }
    // Two neighbours that died at once are given up at once: who stands behind a member that did
    // not answer the first try is tried as well, up to one that is linked.
    for (const peer of instead.slice(0, insteadMax)) {
      if (targets.size === 0 || !this.#haveFailed(targets)) break;
      if (!this.#aim(targets, peer)) break;
    }
    const { next } = config;
    if (next !== null && !this.#gaveUpNext && !targets.has(next.typed) && this.#isNextUnknown()) {
      targets.set(next.typed, undefined);
    }
    return targets;
  }

  /** False when there is nothing to reach: the peer is linked. */
  #aim(targets: Map<Address, PeerId | undefined>, peer: PeerId): boolean {
    const { config, table, own } = this.#core;
    const record = table.get(peer);
    if (record === undefined || this.#core.liveLinkTo(peer) !== undefined) return false;
    const isNext = config.next !== null && record.address === own?.next;
    targets.set(isNext ? config.next.typed : record.address, peer);
    return true;
  }

  #haveFailed(targets: ReadonlyMap<Address, unknown>): boolean {
    return [...targets.keys()].every((address) => (this.#campaigns.get(address)?.attempt ?? 0) > 0);
  }

  /** Nobody has told us of a peer at the configured next, and no link leads there. */
  #isNextUnknown(): boolean {
    const { config, table, own } = this.#core;
    if (this.#core.isNextClassic) return false;
    const address = own?.next ?? config.next?.address;
    if (address === undefined || address === own?.address) return false;
    for (const link of this.#core.liveLinks()) if (link.target === config.next?.typed) return false;
    return !table.all().some((record) => record.address === address);
  }

  #advance(address: Address, peer: PeerId | undefined): void {
    const { nowMs, config } = this.#core;
    const campaign = this.#campaigns.get(address) ?? this.#begin(address, peer);
    campaign.peer = peer;
    if (nowMs < campaign.nextTryAtMs) return;
    // A try that hangs counts as failed each time that the next is due; it stays open.
    if (campaign.link !== null) this.#failed(campaign);
    // Counted, not timed: who did not get to run for a while has not tried meanwhile.
    if (campaign.attempt >= config.retries) return this.#giveUp(campaign);
    campaign.told = false;
    campaign.nextTryAtMs += config.retryMs;
    if (campaign.nextTryAtMs <= nowMs) campaign.nextTryAtMs = nowMs + config.retryMs;
    const side = this.#core.wanted().dialler === "us" ? "next" : "other";
    if (campaign.link === null) campaign.link = this.#ports.dial(address, side);
  }

  #begin(address: Address, peer: PeerId | undefined): Campaign {
    const nextTryAtMs = this.#core.nowMs + this.#patienceMs(peer);
    const campaign: Campaign = { address, peer, attempt: 0, nextTryAtMs, told: true, link: null };
    this.#campaigns.set(address, campaign);
    return campaign;
  }

  /** Where the other end dials, too, one waits for it: a second link of a pair is one too many. */
  #patienceMs(peer: PeerId | undefined): number {
    const { config } = this.#core;
    const { dialler } = this.#core.wanted();
    if (peer === undefined || dialler === "us") return 0;
    if (dialler === "them") return timing.clientComesMs;
    return config.id < peer ? timing.mutualDialMs : 2 * timing.mutualDialMs;
  }

  /** How often we tried in vain to reach it, so far; of who is out of our reach alone it says 0. */
  triesTo(peer: PeerId): number {
    if (this.#unreached.has(peer)) return 0;
    const campaign = [...this.#campaigns.values()].find((each) => each.peer === peer);
    return campaign?.attempt ?? 0;
  }

  #failed(campaign: Campaign): void {
    const { config, nowMs } = this.#core;
    if (campaign.told) return;
    campaign.told = true;
    campaign.attempt++;
    // Whoever everybody joined through may be gone, and all of them be starting again.
    if (config.seeks === true && this.#core.liveLinks().length === 0) this.#scoutAtMs = nowMs;
    const { address, attempt } = campaign;
    this.#core.show({ show: "retry", address, attempt, of: config.retries });
    const isNext = campaign.peer === undefined || this.#core.wanted().dialler === "us";
    if (attempt === 1 && isNext) this.#core.show({ show: "waiting", address });
  }

  #giveUp(campaign: Campaign): void {
    const { config, table } = this.#core;
    const { address, peer, link } = campaign;
    this.#campaigns.delete(address);
    if (link !== null) this.#ports.hangUp(link, "given up");
    const configured = address === config.next?.typed;
    if (configured) this.#quietFrom(config.retryMs);
    this.#core.show({ show: "gave-up", address, tries: campaign.attempt, configured });
    const record = peer === undefined ? undefined : table.get(peer);
    if (record === undefined) return;
    const isAgain = this.#unreached.gaveUp(record);
    this.#ports.markDown(record, campaign.attempt, isAgain);
  }

  #quietFrom(delayMs: number): void {
    this.#gaveUpNext = true;
    this.#quietDialAtMs = this.#core.nowMs + delayMs;
  }

  /** A dial or a link has ended: whoever waited for it tries again when the time comes. */
  gone(link: Link, wasLive: boolean): void {
    for (const campaign of this.#campaigns.values()) {
      if (campaign.link !== link) continue;
      campaign.link = null;
      if (!wasLive && this.#core.stage === "here") this.#failed(campaign);
    }
  }

  live(link: Link): void {
    this.#unreached.live(link);
    if (link.target !== "" && link.target === this.#core.config.next?.typed)
      this.#gaveUpNext = false;
    for (const [address, campaign] of this.#campaigns) {
      if (campaign.link === link) this.#campaigns.delete(address);
    }
  }

  /** The configured next, whenever no living peer is known there and no campaign is on. */
  #dialQuietly(): void {
    const { config, nowMs, own, table } = this.#core;
    const { next } = config;
    if (next === null || own === null || nowMs < this.#quietDialAtMs) return;
    if (this.#core.isNextClassic) return;
    this.#quietDialAtMs = nowMs + timing.quietDialMs;
    if (this.#campaigns.has(next.typed) || own.next === own.address) return;
    if (table.alive().some((record) => record.address === own.next)) return;
    for (const link of this.#core.links.values()) if (link.target === next.typed) return;
    this.#ports.dial(next.typed, "next");
  }

  /** Members that seem dead and one that is alive but not linked: this alone merges rings. */
  #scout(): void {
    const { nowMs, random, table, own } = this.#core;
    if (nowMs < this.#scoutAtMs) return;
    const isFirst = this.#scoutAtMs === 0;
    const { scoutMinMs, scoutMaxMs } = timing;
    this.#scoutAtMs = nowMs + scoutMinMs + random.next() * (scoutMaxMs - scoutMinMs);
    if (isFirst) return;
    // One record an address: a dead one whose place is taken would lead to who is linked already.
    const { seeks } = this.#core.wanted();
    const strangers = [...table.byAddress().values()]
      .filter((record) => seeks === "all" || isHub(record))
      .filter(({ peer, address }) => peer !== own?.peer && address !== own?.address)
      .filter(({ peer }) => this.#core.liveLinkTo(peer) === undefined);
    this.#scoutSome(strangers.filter(isAlive), 1);
    this.#scoutSome(
      strangers.filter((one) => !isAlive(one)),
      deadScoutsMax,
    );
  }

  /** Up to `count` neighbours in the group, from a random one on. */
  #scoutSome(group: readonly MemberRecord[], count: number): void {
    const start = Math.floor(this.#core.random.next() * group.length);
    for (const choice of [...group.slice(start), ...group.slice(0, start)].slice(0, count)) {
      if (!this.#campaigns.has(choice.address)) this.#ports.dial(choice.address, "other");
    }
  }

  /**
   * Links that no overlay wants stay 6 s, while they still have something to bring, and until all
   * that it wants are there: they may be what connects us meanwhile. So may one by which another
   * follows the ring past a member that we still reach: that one is for it to end.
   */
  #dropUnneeded(): void {
    const { nowMs } = this.#core;
    const wanted = this.#core.wanted();
    const keep = new Set(wanted.keep);
    const isWhole = wanted.dial.every((peer) => {
      return this.#core.liveLinkTo(peer) !== undefined || this.#unreached.isPutOff(peer);
    });
    for (const link of [...this.#core.liveLinks()]) {
      const isWanted = keep.has(link.hello?.peer ?? "") || this.#ports.isWished(link);
      if (isWanted) link.unneededSinceMs = null;
      else link.unneededSinceMs ??= nowMs;
      link.isSpare = isWhole && link.unneededSinceMs !== null;
      const since = link.unneededSinceMs ?? nowMs;
      const isLate = nowMs - since >= timing.unneededLinkMaxMs;
      const isDue = isWhole && nowMs - since >= timing.unneededLinkMs;
      const isDone = (link.sync?.isIdle === true && link.side !== "previous") || isLate;
      if (isDue && isDone) this.#ports.part(link);
    }
  }
}
