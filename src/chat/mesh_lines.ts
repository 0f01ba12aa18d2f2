/** A mesh or star as a person reads it: everybody by name, with one's own link to each. */
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

type ShownLinks = Extract<RingView, { links: readonly LinkView[] }>;

type Other = { readonly peer: PresentView; readonly name: string; readonly link: LinkView };

/** @param canvas null where nobody knows how wide it is */
export function meshLines(
  shown: ShownLinks,
  context: MemberContext,
  canvas: Canvas | null,
): { readonly head: string; readonly body: readonly string[] } {
  const { guests, hops, links, peers, room } = shown;
  const { names, widthOf, words } = context;
  const hubs = new Set(shown.kind === "star" ? shown.hubs : []);
  const [self, ...rest] = peers;
  const others = rest.map((peer, index): Other => {
    return { peer, name: names.nameOf(peer), link: links[index] ?? { state: "down" } };
  });
  const listed = listedOf(others);
  const rowOf = (peer: PresentView, told: string): string[] => {
    return [listedName(peer, context), ...whereAndSince(peer, context), told];
  };
  const hubWords = ({ id }: PresentView): string[] => (hubs.has(id) ? [words.hub] : []);
  const rows = listed.map(({ peer, link }) => {
    const told = [words.meshLink(link), ...hubWords(peer), ...clockWords(peer, hops, words)];
    return rowOf(peer, told.join("  "));
  });
  if (self !== undefined) rows.unshift(rowOf(self, hubWords(self).join("")));
  if (listed.length < others.length) rows.push([words.more(others.length - listed.length)]);
  const body = memberList([...rows, ...guestRows(guests, context)], widthOf, canvas);
  if (others.length === 0) body.push(`  ${words.nobodyFound}`);
  const missing = others.filter(isMissing).length;
  const isRoundabout = shown.kind === "mesh" && missing > 0 && missing < others.length;
  if (isRoundabout) body.push(`  ${words.throughOthers}`);
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
