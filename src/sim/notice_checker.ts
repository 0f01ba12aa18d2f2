import { type PeerId, splitAddress } from "../lib/ids.ts";
import type { RefusalCode, Shown } from "../peer/shown.ts";
import type { RoomKind } from "../wire/frame.ts";
import { forkerHost } from "./forking_peer.ts";
import type { Witness } from "./message_checker.ts";
import { Violation } from "./violation.ts";

/** Among honest peers of one room nobody may be refused for these. */
const neverRefused: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "frame",
  "protocol",
  "version",
  "room",
  "name",
  "auth",
]);

/** One loss is news. More may come of networks that part again and again before they have met. */
const lossesMax = 4;

/** How a peer says that something is missing before what came. */
const gap = /comes next in its feed|did not come before it/;

/** Nobody is said to have left who did not, no leave is told twice, no honest peer is refused. */
export class NoticeChecker {
  readonly #kind: RoomKind;
  #areGapsAllowed = false;
  readonly #leaves = new Map<PeerId, number>();
  /** All notices that anybody was shown. */
  count = 0;
  /** By whom it was told, how often somebody was lost since its start, or since a link to it. */
  readonly #losses = new Map<Witness, Map<PeerId, number>>();
  /** Everybody who ever was. */
  readonly #ids = new Set<PeerId>();
  readonly #told = new Map<Witness, Map<PeerId, number>>();

  begin(witness: Witness): void {
    this.#told.set(witness, new Map());
    this.#ids.add(witness.id);
    for (const losses of this.#losses.values()) losses.delete(witness.id);
    this.#losses.set(witness, new Map());
  }

  constructor(kind: RoomKind) {
    this.#kind = kind;
  }

  /** A writer loses runs, or an author contradicts itself: gaps and false causes are refused. */
  allowGaps(): void {
    this.#areGapsAllowed = true;
  }

  #isWrong({ code, reason, remote }: Extract<Shown, { show: "refused" }>): boolean {
    if (!neverRefused.has(code) || splitAddress(remote).host === forkerHost) return false;
    return !(this.#areGapsAllowed && code === "protocol" && gap.test(reason));
  }

  leaves({ id }: Witness): void {
    this.#leaves.set(id, (this.#leaves.get(id) ?? 0) + 1);
  }

  shown(witness: Witness, shown: Shown): void {
    if (shown.show === "refused" && this.#isWrong(shown)) {
      throw new Violation(`${witness.tag} shows a refusal among honest peers: ${shown.reason}`);
    }
    if (shown.show === "link" && shown.state === "up") {
      this.#losses.get(witness)?.delete(shown.peer.id);
    }
    if (shown.show !== "notice") return;
    this.count++;
    if (!this.#ids.has(shown.peer.id)) {
      throw new Violation(
        `${witness.tag} is told that ${shown.peer.name}, who never was, ${shown.kind}`,
      );
    }
    if (shown.peer.id === witness.id) {
      throw new Violation(`${witness.tag} is told that itself is ${shown.kind}`);
    }
    if (shown.kind === "lost" && this.#kind === "mesh") this.#lost(witness, shown.peer.id);
    if (shown.kind === "left") this.#left(witness, shown.peer.id);
  }

  /** In a mesh one has a link to whoever is there: else it is others that reach it. */
  #lost(witness: Witness, id: PeerId): void {
    const losses = this.#losses.get(witness);
    const times = (losses?.get(id) ?? 0) + 1;
    losses?.set(id, times);
    if (times < lossesMax) return;
    const who = id.slice(0, 4);
    throw new Violation(`${witness.tag} is told ${times} times that ${who} is lost, never linked`);
  }

  #left(witness: Witness, id: PeerId): void {
    const told = this.#told.get(witness);
    const times = (told?.get(id) ?? 0) + 1;
    told?.set(id, times);
    const leaves = this.#leaves.get(id) ?? 0;
    if (times > leaves) {
      const who = id.slice(0, 4);
      throw new Violation(
        `${witness.tag} is told ${times} times that ${who} left: it did ${leaves}`,
      );
    }
  }
}
