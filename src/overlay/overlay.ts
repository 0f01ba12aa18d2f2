import type { PeerId } from "../lib/ids.ts";
import type { MemberTable } from "../members/member_table.ts";

/**
 * Which links should exist now, as one peer sees it. Delivery never depends on the answer: any
 * connected shape delivers everything.
 */
export type Overlay = (table: MemberTable, self: PeerId) => Wanted;

export type Wanted = {
  /** Members to dial when no link to them exists. */
  readonly dial: readonly PeerId[];
  /** Whom to reach instead, in this order, as long as those of `dial` do not answer. */
  readonly instead: readonly PeerId[];
  /** Members whose links stay, whoever dialled. Holds `dial`. */
  readonly keep: readonly PeerId[];
  /**
   * Everyone wants a link to everyone: each of several would notice a death, and what a linked
   * author says needs no passing on.
   */
  readonly isFull: boolean;
  /** Which end dials: this one, either, or the other one, whom we dial when it does not come. */
  readonly dialler: "us" | "either" | "them";
  /** Whom else to look for now and then, dead or not linked, lest a split room stays split. */
  readonly seeks: "all" | "hubs";
};
