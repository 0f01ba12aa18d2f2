/** A mesh as a person reads it: everybody by name, with one's own link to each. */
import { visibleText } from "../lib/visible.ts";
import type { LinkView, PresentView, RingView } from "../peer/shown.ts";
import {
  clockWords,
  compareNames,
  guestRows,
  LISTED_MAX,
  listedName,
  type MemberContext,
  memberList,
  whereAndSince,
} from "./member_list.ts";
import type { Canvas } from "./ring_picture.ts";

export type ShownMesh = Extract<RingView, { kind: "mesh" }>;

type Other = { readonly peer: PresentView; readonly name: string; readonly link: LinkView };

/** @param canvas null where nobody knows how wide it is */
export function meshLines(
  { guests, hops, links, peers, room }: ShownMesh,
  context: MemberContext,
  canvas: Canvas | null,
): { readonly head: string; readonly body: readonly string[] } {
  const { names, widthOf, words } = context;
  const [self, ...rest] = peers;
  const others = rest.map((peer, index): Other => {
    return { peer, name: names.nameOf(peer), link: links[index] ?? { state: "down" } };
  });
  const listed = listedOf(others);
  const rowOf = (peer: PresentView, told: string): string[] => {
    return [listedName(peer, context), ...whereAndSince(peer, context), told];
  };
  const rows = listed.map(({ peer, link }) => {
    return rowOf(peer, [words.meshLink(link), ...clockWords(peer, hops, words)].join("  "));
  });
  if (self !== undefined) rows.unshift(rowOf(self, ""));
  if (listed.length < others.length) rows.push([words.more(others.length - listed.length)]);
  const body = memberList([...rows, ...guestRows(guests, context)], widthOf, canvas);
  if (others.length === 0) body.push(`  ${words.nobodyFound}`);
  const missing = others.filter(isMissing).length;
  if (missing > 0 && missing < others.length) body.push(`  ${words.throughOthers}`);
  return { head: words.mesh(visibleText(room), peers.length, missing), body };
}

function isMissing({ link }: Other): boolean {
  return link.state !== "up";
}

/** By name. Of too many those whom no link leads to are kept: they are what one looks for. */
function listedOf(others: readonly Other[]): Other[] {
  const sorted = others.toSorted((a, b) => compareNames(a.name, b.name));
  const linked = sorted.filter((other) => !isMissing(other));
  const kept = new Set([...sorted.filter(isMissing), ...linked].slice(0, LISTED_MAX - 1));
  return sorted.filter((other) => kept.has(other));
}
