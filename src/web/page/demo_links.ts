import type { Demo } from "../page_protocol.ts";

export type DemoLink = { readonly between: readonly [string, string]; readonly isCut: boolean };

/**
 * The links worth a button: those of the ring that the living make, in its order, and behind them
 * what is cut elsewhere, to be mended.
 */
export function demoLinks({ cuts, peers }: Pick<Demo, "cuts" | "peers">): DemoLink[] {
  const living = peers.filter(({ state }) => state !== "dead").map(({ name }) => name);
  const links: DemoLink[] = [];
  for (const [index, name] of living.entries()) {
    const next = living[index + 1] ?? living[0];
    // Two have one link, not one each way; and one alone has none.
    if (next === undefined || next === name || has(links, [name, next])) continue;
    links.push({ between: [name, next], isCut: has(cuts.map(asLink), [name, next]) });
  }
  return [...links, ...cuts.map(asLink).filter(({ between }) => !has(links, between))];
}

function asLink(between: DemoLink["between"]): DemoLink {
  return { between, isCut: true };
}

function has(links: readonly DemoLink[], [one, other]: DemoLink["between"]): boolean {
  return links.some(({ between }) => between.includes(one) && between.includes(other));
}
