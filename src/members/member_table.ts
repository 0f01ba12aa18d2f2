import type { Address, PeerId } from "../lib/ids.ts";
import type { MemberRecord } from "../wire/frame.ts";
import { membersMax } from "../wire/limits.ts";

/** Alive as far as anyone knows: it has not said good-bye and nobody marked it down. */
export function isAlive(record: MemberRecord): boolean {
  return record.state === "alive" && !record.down;
}

/** In a star: who names nobody as its next serves those who name it. */
export function isHub({ next }: MemberRecord): boolean {
  return next === null;
}

/**
 * What a record's signature covers, after the room: everything but the `down` mark, which others
 * add. JSON of an array is one line whatever the name holds.
 */
export function signedContent(
  record: Omit<MemberRecord, "signature" | "down">,
  room: string,
): string {
  const { peer, epoch, incarnation, state, address, next, name } = record;
  return JSON.stringify([
    "ringchat member 1",
    room,
    peer,
    epoch,
    incarnation,
    state,
    address,
    next,
    name,
  ]);
}

/**
 * Who exists, as this peer knows it. Merging is commutative, associative and idempotent (a
 * state-based CRDT; membership after SWIM, Das et al. 2002), so that equal sets of records give
 * equal tables whatever way they came.
 */
export class MemberTable {
  readonly #records = new Map<PeerId, MemberRecord>();
  readonly #isHeld: (peer: PeerId) => boolean;
  #evicted: PeerId[] = [];

  /** `isHeld`: members that are never evicted, such as oneself; far fewer than the cap. */
  constructor(isHeld: (peer: PeerId) => boolean = () => false) {
    this.#isHeld = isHeld;
  }

  get(peer: PeerId): MemberRecord | undefined {
    return this.#records.get(peer);
  }

  all(): MemberRecord[] {
    return [...this.#records.values()];
  }

  alive(): MemberRecord[] {
    return this.all().filter(isAlive);
  }

  /**
   * The record that an address stands for: an alive one, else a dead one; of several the lowest id.
   */
  byAddress(): Map<Address, MemberRecord> {
    const found = new Map<Address, MemberRecord>();
    for (const record of this.#records.values()) {
      const other = found.get(record.address);
      if (other === undefined || isBefore(record, other)) found.set(record.address, record);
    }
    return found;
  }

  /** Whether merging would change the table: signatures are only worth checking then. */
  isNews(record: MemberRecord): boolean {
    const known = this.#records.get(record.peer);
    return known === undefined || winner(known, record) !== known;
  }

  /** The record that the table holds afterwards. The caller has checked the signature. */
  merge(record: MemberRecord): MemberRecord {
    const known = this.#records.get(record.peer);
    const merged = known === undefined ? record : winner(known, record);
    this.#records.set(record.peer, merged);
    if (this.#records.size > membersMax) this.#evict(record.peer);
    return merged;
  }

  /** Whom the cap pushed out since this was last asked. */
  takeEvicted(): PeerId[] {
    return this.#evicted.splice(0);
  }

  /** Dead records whose address an alive one holds go first, then the lowest incarnations. */
  #evict(newcomer: PeerId): void {
    const taken = new Set(this.alive().map((record) => record.address));
    const rank = (record: MemberRecord): number =>
      !isAlive(record) && taken.has(record.address) ? 0 : record.incarnation;
    let victim: MemberRecord | undefined;
    for (const record of this.#records.values()) {
      if (record.peer === newcomer || this.#isHeld(record.peer)) continue;
      if (victim === undefined || rank(record) < rank(victim)) victim = record;
    }
    if (victim === undefined) return;
    this.#records.delete(victim.peer);
    this.#evicted.push(victim.peer);
  }
}

function isBefore(a: MemberRecord, b: MemberRecord): boolean {
  return isAlive(a) === isAlive(b) ? a.peer < b.peer : isAlive(a);
}

/** Higher incarnation, else greater bytes; a `down` mark sticks to the incarnation it is about. */
function winner(a: MemberRecord, b: MemberRecord): MemberRecord {
  if (a.incarnation !== b.incarnation) return a.incarnation > b.incarnation ? a : b;
  const [contentA, contentB] = [content(a), content(b)];
  const best = contentA >= contentB ? a : b;
  const down = a.down || b.down;
  return best.down === down ? best : { ...best, down };
}

function content(record: MemberRecord): string {
  return signedContent(record, "") + record.signature;
}
