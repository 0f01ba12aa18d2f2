/**
 * Whether links between peers contain one cycle through all of them: one alone is a ring, two need
 * one link. `neighbours`: by a peer's index, to whom it is linked.
 */
export function hasCycle(neighbours: readonly ReadonlySet<number>[]): boolean {
  const count = neighbours.length;
  if (count <= 2) return neighbours.every((linked) => linked.size === count - 1);
  if (neighbours.some((linked) => linked.size < 2)) return false;
  const passed = new Set([0]);
  // Depth first: what peers keep is a ring and few links more.
  const goesOn = (at: number): boolean => {
    if (passed.size === count) return neighbours[at]?.has(0) === true;
    for (const next of neighbours[at] ?? []) {
      if (passed.has(next)) continue;
      passed.add(next);
      if (goesOn(next)) return true;
      passed.delete(next);
    }
    return false;
  };
  return goesOn(0);
}
