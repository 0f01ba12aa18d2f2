import { expect, test } from "bun:test";

import { Identity } from "./identity.ts";
import type { Node } from "./node.ts";
import { memberOptions } from "./room.ts";
import { World } from "./world.ts";

/** Three that joined through a directory, which is gone when all of them start again. */
function startAgain(seeks: boolean): { world: World; nodes: readonly Node[] } {
  const world = new World();
  const { identity, address } = memberOptions(0, 1);
  const directory = world.node({ identity, address });
  const seats = [1, 2, 3].map((index) => ({ ...memberOptions(index, 5), next: address, seeks }));
  const before = seats.map((seat) => world.node(seat));
  world.run(4_000);
  for (const node of before) node.leave();
  world.run(2_000);
  for (const node of [...before, directory]) world.kill(node);
  const nodes = seats.map((seat, index) => {
    const again = new Identity(`${index + 2}`, seat.identity.name, 2);
    const { store } = before[index] ?? {};
    return world.node({ ...seat, identity: again, ...(store === undefined ? {} : { store }) });
  });
  return { world, nodes };
}

test("who seeks finds those that it knew within a few tries, though its next is gone", () => {
  const { world, nodes } = startAgain(true);
  world.run(4_000);
  for (const node of nodes) expect(node.linked).toHaveLength(2);
});

test("who does not seek finds them now and then", () => {
  const { world, nodes } = startAgain(false);
  world.run(4_000);
  for (const node of nodes) expect(node.linked).toEqual([]);
  world.run(40_000);
  for (const node of nodes) expect(node.linked).toHaveLength(2);
});
