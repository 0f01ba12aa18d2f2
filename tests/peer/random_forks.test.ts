import { expect, setDefaultTimeout, test } from "bun:test";

import { type Random, seededRandom } from "../../src/lib/random.ts";
import type { Run } from "../../src/wire/frame.ts";
import { asFrame, mallory } from "./apart.ts";
import { Identity, textEntry } from "./identity.ts";
import type { Node } from "./node.ts";
import { memberOptions } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

setDefaultTimeout(60_000);

const below = (random: Random, limit: number): number => Math.floor(random.next() * limit);

/** One story that mallory tells: runs of one feed, with lengths and words of their own. */
function story(random: Random, common: readonly number[], mark: string): Run[] {
  const author = mallory();
  const runs = common.map((length) =>
    author.run(Array.from({ length }, (_, index) => textEntry(`common ${index}`))),
  );
  for (let more = 1 + below(random, 3); more > 0; more--) {
    const length = 1 + below(random, 3);
    runs.push(author.run(Array.from({ length }, (_, index) => textEntry(`${mark} ${index}`))));
  }
  return runs;
}

/** Three peers who do not reach each other hear stories, answer, start anew perhaps, and meet. */
function play(seed: number): { nodes: Node[]; said: string[] } {
  const random = seededRandom(seed);
  const world = new World();
  const options = [0, 1, 2].map((index) => memberOptions(index, 3));
  for (const { address } of options) world.unreachable.add(address);
  const common = Array.from({ length: below(random, 3) }, () => 1 + below(random, 3));
  const said: string[] = [];
  const nodes = options.map((one, index) => {
    const node = world.node(one);
    const runs = story(random, common, `half ${below(random, 2) === 0 ? "a" : "b"} ${index % 2}`);
    const door = world.newAddress("10.7.7.7");
    world.listen(door, node);
    const stranger = new Stranger(mallory()).dialsAddress(world, door).greets().has([]);
    for (const run of runs) {
      stranger.send(asFrame(run));
      if (below(random, 2) === 0) continue;
      said.push(`${node.identity.name} answers ${said.length}`);
      node.say(said.at(-1) ?? "");
      world.settle();
    }
    if (below(random, 3) > 0) return node;
    world.kill(node);
    const again = new Identity(`${index + 1}`, node.identity.name, 2);
    return world.node({ ...one, identity: again, store: node.store });
  });
  world.unreachable.clear();
  world.run(60_000);
  return { nodes, said };
}

/** All that is on a node's disk and counts, without mallory's. */
function honest(node: Node): string[] {
  const { feeds } = node.store.load();
  const heads = feeds.filter(({ author }) => author !== mallory().id);
  return heads.map(({ author, epoch, head }) => `${author}/${epoch}/${head}`).toSorted();
}

test("whatever stories a cheat tells to whom, all peers agree in the end and lose no answer", () => {
  let forks = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const { nodes, said } = play(seed);
    const voided = nodes.map((node) => node.store.load().proofs.length);
    const heads = nodes.map((node) => String(honest(node)));
    const cheats = nodes.map((node) =>
      String(node.store.load().feeds.find(({ author }) => author === mallory().id)?.head),
    );
    const isAgreed = new Set(cheats).size === 1 || voided.every((count) => count === 1);
    expect({ seed, heads: new Set(heads).size, isAgreed, voided: new Set(voided).size }).toEqual({
      seed,
      heads: 1,
      isAgreed: true,
      voided: 1,
    });
    for (const node of nodes) {
      expect([seed, node.linked.length]).toEqual([seed, 2]);
      const { identity } = node;
      const mine = said.filter((text) => !text.startsWith(identity.name));
      expect([seed, mine.filter((text) => !node.texts.includes(text))]).toEqual([seed, []]);
    }
    forks += voided[0] ?? 0;
  }
  expect(forks).toBeGreaterThan(10);
});
