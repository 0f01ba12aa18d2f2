import { type Address, type PeerId, splitAddress, startOf } from "../lib/ids.ts";
import { isAlive, signedContent } from "../members/member_table.ts";
import type { MemberRecord } from "../wire/frame.ts";
import { recordsPerFrameMax } from "../wire/limits.ts";
import type { Core, Link } from "./core.ts";
import { isReservedName } from "./names.ts";
import type { Notices } from "./notices.ts";
import * as timing from "./timing.ts";

const utf8 = new TextEncoder();

/** How often a record of another process with our key may come back before we believe it. */
const cloneSightings = 3;

export type MembershipListener = {
  /** Another live process has our key, and it started first. */
  cloned(address: Address): void;
  /** How often we tried ourselves, in vain, to reach a member that others mark down. */
  triesTo(peer: PeerId): number;
  /** We marked a member down: the loss is to be written into history. */
  lost(record: MemberRecord): void;
};

/** Who exists: this peer's own record, and what links say of others. */
export class Membership {
  readonly #core: Core;
  readonly #notices: Notices;
  readonly #listener: MembershipListener;
  #sightingsMs: number[] = [];
  /** The highest incarnation under which something untrue is said of us. */
  #refuteAbove = 0;
  #refutedAtMs = -Infinity;

  constructor(core: Core, notices: Notices, listener: MembershipListener) {
    this.#core = core;
    this.#listener = listener;
    this.#notices = notices;
  }

  /** This peer begins to exist. */
  begin(address: Address): void {
    const { config, table } = this.#core;
    // More than any earlier start's, on a rolled-back disk too: none of their records, sent again
    // by whomever, can pass for another process that refutes us.
    const startedAtS = startOf(config.epoch) / 1_000;
    const incarnation = Math.max(startedAtS, (table.get(config.id)?.incarnation ?? 0) + 1);
    this.#publish({
      peer: config.id,
      epoch: config.epoch,
      incarnation,
      state: "alive",
      address,
      next: config.next?.address ?? null,
      name: config.name,
    });
  }

  /** A truer address of ours, or of the configured next. */
  #amend(change: { address?: Address; next?: Address }): void {
    const { own } = this.#core;
    if (own === null || own.state === "left") return;
    const amended = { ...own, ...change };
    if (amended.address === own.address && amended.next === own.next) return;
    this.#publish({ ...amended, incarnation: own.incarnation + 1 });
  }

  /** A link shows how we are reached, and who the configured next says it is. */
  learnAddresses(link: Link, address: Address | null): void {
    const { own, config } = this.#core;
    if (own === null) return;
    const known = splitAddress(own.address).host;
    const isUsed = [...this.#core.liveLinks()].some(
      (other) => other !== link && splitAddress(other.local).host === known && !isLoopback(known),
    );
    if (address !== null && !isUsed) this.#amend({ address });
    if (link.hello !== null && link.target === config.next?.typed) {
      this.#amend({ next: link.hello.address });
    }
  }

  /** Another network, or a new lease: others are told where we are now. */
  moved(address: Address): void {
    this.#amend({ address });
  }

  leave(): void {
    const { own } = this.#core;
    if (own !== null) this.#publish({ ...own, incarnation: own.incarnation + 1, state: "left" });
  }

  #publish(fields: Omit<MemberRecord, "signature" | "down">): void {
    const { peer, epoch, incarnation, state, address, next, name } = fields;
    const plain = { peer, epoch, incarnation, state, address, next, name };
    const content = utf8.encode(signedContent(plain, this.#core.config.room));
    const record = { ...plain, signature: this.#core.crypto.sign(content), down: false };
    this.#core.own = record;
    this.#core.table.merge(record);
    this.#core.storeMember(record);
    this.#core.tableChanged();
    this.#spread([record], null);
  }

  /** A newcomer to a link receives the whole table. */
  greet(link: Link): void {
    this.#send(link, this.#core.table.all());
  }

  #spread(records: readonly MemberRecord[], except: Link | null): void {
    if (records.length === 0) return;
    for (const link of this.#core.liveLinks()) if (link !== except) this.#send(link, records);
  }

  #send(link: Link, records: readonly MemberRecord[]): void {
    for (let i = 0; i < records.length; i += recordsPerFrameMax) {
      this.#core.send(link, { type: "members", records: records.slice(i, i + recordsPerFrameMax) });
    }
  }

  /** Returns what is wrong with the records, null when nothing is. */
  receive(
    link: Link,
    records: readonly MemberRecord[],
  ): { code: "auth" | "name"; reason: string } | null {
    const news: MemberRecord[] = [];
    const { here } = this.#notices;
    for (const record of records) {
      const isOwn = record.peer === this.#core.config.id;
      if (!isOwn && !this.#core.table.isNews(record)) continue;
      const who = record.peer.slice(0, 8);
      if (!this.#isSigned(record))
        return { code: "auth", reason: `the record of ${who} is not signed by it` };
      if (isReservedName(record.name))
        return { code: "name", reason: `the name of ${who} is reserved` };
      if (isOwn) this.#receiveOwn(record);
      else news.push(this.#merge(record));
    }
    this.#notices.frameDone(here);
    this.#spread(news, link);
    return null;
  }

  #isSigned(record: MemberRecord): boolean {
    const known = this.#core.table.get(record.peer);
    if (known?.signature === record.signature && known.incarnation === record.incarnation) {
      const { room } = this.#core.config;
      if (signedContent(known, room) === signedContent(record, room)) return true;
    }
    const content = utf8.encode(signedContent(record, this.#core.config.room));
    return this.#core.crypto.verify(record.peer, content, record.signature);
  }

  #merge(record: MemberRecord): MemberRecord {
    const { table, own } = this.#core;
    const before = table.get(record.peer);
    const merged = table.merge(record);
    this.#core.storeMember(merged);
    this.#core.tableChanged();
    // What we see ourselves is no hearsay.
    const tries = this.#listener.triesTo(record.peer);
    this.#notices.changed(before, merged, tries === 0, tries);
    // A new key at our own address: whoever had it before is gone.
    const isAtOurs = isAlive(merged) && own !== null && merged.address === own.address;
    if (isAtOurs) this.#setDown(merged);
    return table.get(record.peer) ?? merged;
  }

  /** What is said of us that is not so is refuted with a higher incarnation (SWIM). */
  #receiveOwn(record: MemberRecord): void {
    const { own, config } = this.#core;
    if (own === null || record.incarnation < own.incarnation) return;
    const isOther = record.epoch !== config.epoch;
    if (isOther && isAlive(record) && this.#isClone(record))
      return this.#listener.cloned(record.address);
    const isWrong = isOther || record.down || record.state !== own.state;
    if (!isWrong) return;
    this.#refuteAbove = Math.max(this.#refuteAbove, record.incarnation);
    this.refute();
  }

  /** Once a second at most: whoever floods us with marks makes no flood of us. */
  refute(): void {
    const { own, nowMs } = this.#core;
    if (own === null || this.#refuteAbove < own.incarnation) return;
    if (nowMs - this.#refutedAtMs < timing.refuteMs) return;
    this.#refutedAtMs = nowMs;
    this.#publish({ ...own, incarnation: this.#refuteAbove + 1 });
  }

  /** Once is an earlier start of this peer; again and again is another process that refutes us. */
  #isClone(record: MemberRecord): boolean {
    const { nowMs, config } = this.#core;
    this.#sightingsMs = this.#sightingsMs.filter((atMs) => nowMs - atMs < timing.cloneWindowMs);
    this.#sightingsMs.push(nowMs);
    return this.#sightingsMs.length >= cloneSightings && record.epoch < config.epoch;
  }

  /**
   * Nobody could reach this incarnation. Its owner refutes it if it lives. `isAgain`: it did so
   * before, is written into history as lost, and is only doubted now.
   */
  markDown(record: MemberRecord, tries?: number, isAgain = false): void {
    if (!isAlive(record) || record.peer === this.#core.config.id) return;
    const marked = this.#setDown(record, tries, isAgain);
    if (!isAgain) this.#listener.lost(marked);
  }

  #setDown(record: MemberRecord, tries?: number, isDoubt = false): MemberRecord {
    const merged = this.#core.table.merge({ ...record, down: true });
    this.#core.storeMember(merged);
    this.#core.tableChanged();
    this.#notices.changed(record, merged, isDoubt, tries);
    this.#spread([merged], null);
    return merged;
  }

  /**
   * Another key answers where we dialled: the peers that had the address before are gone. Where it
   * says it is proves nothing, else it could have anyone marked down.
   */
  replacedAt({ hello, target, remote }: Link): void {
    for (const record of this.#core.table.alive()) {
      const wasThere = record.address === target || record.address === remote;
      if (wasThere && record.peer !== hello?.peer) this.markDown(record);
    }
  }
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}
