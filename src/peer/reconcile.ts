import type { Hash } from "../lib/ids.ts";
import type { Core, Link } from "./core.ts";
import type { Talk } from "./talk.ts";
import * as timing from "./timing.ts";

const utf8 = new TextEncoder();

/** Digests that must differ one after another before a link starts anew. */
const differingMax = 2;

/**
 * Neighbours compare digests of all that they have. What differs for a moment is under way; what
 * differs twice running was believed sent and is not there, whatever the reason.
 */
export class Reconcile {
  readonly #core: Core;
  readonly #talk: Talk;
  #dueAtMs = 0;
  readonly #links = new Map<Link, { differing: number; heardAtMs: number }>();

  constructor(core: Core, talk: Talk) {
    this.#core = core;
    this.#talk = talk;
  }

  tick(): void {
    const { nowMs } = this.#core;
    if (nowMs < this.#dueAtMs) return;
    this.#dueAtMs = nowMs + timing.digestMs;
    const links = [...this.#core.liveLinks()];
    if (links.length === 0) return;
    const digest = this.#digest();
    for (const link of links) this.#core.send(link, { type: "digest", digest });
  }

  receive(link: Link, digest: Hash): void {
    const { nowMs } = this.#core;
    const before = this.#links.get(link) ?? { differing: 0, heardAtMs: -Infinity };
    // It waits for our first whole `have`: another soon after that would be one too many.
    if (!this.#talk.hasGreeted(link)) return;
    // Each costs a hash of all that we have: a flood of them is not looked at.
    if (nowMs - before.heardAtMs < timing.digestMinMs) return;
    const differing = digest === this.#digest() ? 0 : before.differing + 1;
    this.#links.set(link, { differing: differing % differingMax, heardAtMs: nowMs });
    if (differing >= differingMax) this.#talk.sendHave(link, this.#core.feeds.heads(), true);
  }

  gone(link: Link): void {
    this.#links.delete(link);
  }

  #digest(): Hash {
    const heads = this.#core.feeds.heads().map((head) => head.join("/"));
    return this.#core.crypto.hash(utf8.encode(heads.toSorted().join("\n")));
  }
}
