import type { Epoch, PeerId } from "../lib/ids.ts";
import { isAlive } from "../members/member_table.ts";
import type { MemberRecord } from "../wire/frame.ts";
import type { Core } from "./core.ts";
import { Merging } from "./merging.ts";
import type { NoticeKind, PeerView } from "./shown.ts";
import * as timing from "./timing.ts";

/** What is told of members as the table changes: who joined, left, was lost, is back. */
export class Notices {
  readonly #core: Core;
  readonly #merging: Merging;
  /** The last start of each member whose leave was shown. */
  readonly #leavesShown = new Map<PeerId, Epoch>();
  /** Members that others marked down, and when that is told unless they refute it. */
  readonly #doubted = new Map<PeerId, number>();

  constructor(core: Core) {
    this.#core = core;
    this.#merging = new Merging(core);
  }

  /** Others marked it down a moment ago, and it may refute that yet. */
  isDoubted(peer: PeerId): boolean {
    return this.#doubted.has(peer);
  }

  isGone(peer: PeerId): boolean {
    const record = this.#core.table.get(peer);
    return record === undefined || !isAlive(record);
  }

  /** Members that are not known to be gone, oneself counted. */
  get here(): number {
    return this.#core.table.alive().length + this.#doubted.size;
  }

  /** One record changed; `isHearsay`: another peer said so, else after `tries` of our own. */
  changed(
    before: MemberRecord | undefined,
    after: MemberRecord,
    isHearsay: boolean,
    tries?: number,
  ): void {
    const { peer } = after;
    if (after.state === "left") {
      this.#doubted.delete(peer);
      if (before === undefined) this.#leavesShown.set(peer, after.epoch);
      return this.left(this.#core.view(peer), after.epoch);
    }
    if (isAlive(after)) return this.#present(before, after);
    if (before === undefined || !isAlive(before)) return;
    if (isHearsay) this.#doubted.set(peer, this.#core.nowMs + timing.doubtMs);
    else this.#show("lost", after, tries === undefined ? {} : { tries });
  }

  #present(before: MemberRecord | undefined, after: MemberRecord): void {
    if (before === undefined) {
      this.#merging.joined(after);
      return this.#show("joined", after);
    }
    if (this.#doubted.delete(after.peer) || isAlive(before)) return;
    if (before.down && before.epoch === after.epoch) this.#merging.returned(after);
    this.#show("back", after);
  }

  /** All that came in one frame was told; `here` were here before it. Only rings merge. */
  frameDone(here: number): void {
    const other = this.#merging.settle(here);
    if (other !== null && this.#core.config.kind === "ring") this.#show("merged", other);
  }

  tick(): void {
    for (const [peer, dueAtMs] of this.#doubted) {
      if (this.#core.nowMs < dueAtMs) continue;
      this.#doubted.delete(peer);
      const record = this.#core.table.get(peer);
      if (record !== undefined) this.#show("lost", record);
    }
  }

  #show(kind: NoticeKind, record: MemberRecord, more: { readonly tries?: number } = {}): void {
    const peer = this.#core.view(record.peer);
    this.#core.show({ show: "notice", kind, peer, atMs: this.#core.atMs, ...more });
  }

  /** The system message and the record both tell; whichever comes first is shown. */
  left(peer: PeerView, epoch: Epoch): void {
    const known = this.#core.table.get(peer.id);
    if (known?.epoch !== epoch || this.#leavesShown.get(peer.id) === epoch) return;
    this.#leavesShown.set(peer.id, epoch);
    this.#core.show({ show: "notice", kind: "left", peer, atMs: this.#core.atMs });
  }
}
