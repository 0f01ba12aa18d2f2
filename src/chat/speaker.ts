/** Who said it: a peer, or somebody without a key whom a peer lets speak, told apart from peers. */
import type { PeerId } from "../lib/ids.ts";
import { visibleName } from "../lib/visible.ts";
import type { GuestView, PeerView } from "../peer/shown.ts";
import type { NameBook } from "./names.ts";
import type { Words } from "./words.ts";

type Named = { readonly id: PeerId; readonly name: string };

/** For people: `bob (guest of ann)`. The end of it is ours, whatever the guest calls itself. */
export function speakerName(
  peer: Named,
  guest: GuestView | undefined,
  { names, words }: { readonly names: NameBook; readonly words: Words },
): string {
  const name = names.nameOf(peer);
  return guest === undefined ? name : words.guestOf(visibleName(guest.name), name);
}

/** A guest as scripts see it: no id is nobody's id. */
export function guestPeer({ address, name }: GuestView): PeerView {
  return { id: "", name, address };
}
