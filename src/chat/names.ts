import type { PeerId } from "../lib/ids.ts";
import { tagOf } from "../lib/ids.ts";
import { lookOf, mixedScripts, visibleName } from "../lib/visible.ts";
import type { PeerView } from "../peer/shown.ts";

type Named = Pick<PeerView, "id" | "name">;

/** More looks than members that a table holds; beyond, the oldest are forgotten. */
const LOOKS_MAX = 4096;

/**
 * Which names were seen, so that two peers whose names look alike are told apart by their keys:
 * `bobby·3fa9`. Not forgotten when a peer leaves: whoever takes its name afterwards is tagged.
 */
export class NameBook {
  readonly #self: Named;
  readonly #ownLook: string;
  /** The one peer of that look, or null when there are several. */
  readonly #peers = new Map<string, PeerId | null>();

  constructor(self: Named) {
    this.#self = self;
    this.#ownLook = lookOf(visibleName(self.name));
  }

  /** The name to show. */
  nameOf(peer: Named): string {
    const name = visibleName(peer.name);
    if (this.isSelf(peer)) return name;
    const unique = this.#claim(lookOf(name), peer.id);
    return unique && !mixedScripts(name) ? name : `${name}·${tagOf(peer.id)}`;
  }

  /** They are told of together: of two that look alike the first is tagged, too. */
  meet(peers: readonly Named[]): void {
    for (const peer of peers) this.nameOf(peer);
  }

  isSelf(peer: Pick<Named, "id">): boolean {
    return peer.id === this.#self.id;
  }

  #claim(look: string, id: PeerId): boolean {
    if (look === this.#ownLook) return false;
    const holder = this.#peers.get(look);
    if (holder === id) return true;
    if (holder === undefined) this.#forgetOldest();
    this.#peers.set(look, holder === undefined ? id : null);
    return holder === undefined;
  }

  #forgetOldest(): void {
    if (this.#peers.size < LOOKS_MAX) return;
    for (const oldest of this.#peers.keys()) {
      this.#peers.delete(oldest);
      return;
    }
  }
}
