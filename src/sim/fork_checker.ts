import type { FeedKey } from "../feed/feed.ts";
import type { PeerId } from "../lib/ids.ts";
import type { Loaded } from "../peer/ports.ts";
import type { Witness } from "./message_checker.ts";
import { Violation } from "./violation.ts";

/** Only who forked is said to have, and whoever knows it hears nothing more of that feed. */
export class ForkChecker {
  /** The feeds that were forked, and their authors. */
  readonly feeds = new Set<FeedKey>();
  readonly #authors = new Set<PeerId>();
  /** Who is without illusions. */
  readonly #wise = new Set<Witness>();

  forks(author: PeerId, feed: FeedKey): void {
    this.#authors.add(author);
    this.feeds.add(feed);
  }

  isForker(author: PeerId): boolean {
    return this.#authors.has(author);
  }

  begin(witness: Witness, { proofs }: Pick<Loaded, "proofs">): void {
    for (const { one } of proofs) this.forked(witness, one.author);
  }

  forked(witness: Witness, author: PeerId): void {
    const who = author.slice(0, 4);
    if (!this.isForker(author)) throw new Violation(`${witness.tag} says that ${who} forked`);
    this.#wise.add(witness);
  }

  /** A message of a forker is shown. */
  message(witness: Witness, author: PeerId): void {
    if (!this.#wise.has(witness)) return;
    throw new Violation(`${witness.tag} shows a message of ${author.slice(0, 4)}, which forked`);
  }
}
