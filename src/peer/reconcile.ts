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
  readonly #differing = new Map<Link, number>();

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
    const differing = digest === this.#digest() ? 0 : (this.#differing.get(link) ?? 0) + 1;
    this.#differing.set(link, differing % differingMax);
    if (differing >= differingMax) this.#talk.sendHave(link, this.#core.feeds.heads(), true);
  }

  gone(link: Link): void {
    this.#differing.delete(link);
  }

  #digest(): Hash {
    const heads = this.#core.feeds.heads().map((head) => head.join("/"));
    return this.#core.crypto.hash(utf8.encode(heads.toSorted().join("\n")));
  }
}
