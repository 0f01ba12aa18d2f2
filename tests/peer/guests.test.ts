import { describe, expect, test } from "bun:test";

import type { Told } from "../../src/peer/ports.ts";
import { Identity } from "./identity.ts";
import type { Node } from "./node.ts";
import { memberOptions, meshOf, three, two } from "./room.ts";
import type { World } from "./world.ts";

const home = "10.0.0.7";

function arrives(world: World, at: readonly Node[], name = "zoe", address = home): void {
  for (const node of at) node.step({ type: "guest-here", address, name, atMs: world.atMs });
  world.settle();
}

function says(world: World, at: readonly Node[], text: string, address = home): void {
  for (const node of at) node.step({ type: "guest-says", address, text, atMs: world.atMs });
  world.settle();
}

function goes(world: World, at: readonly Node[], address = home): void {
  for (const node of at) node.step({ type: "guest-gone", address, atMs: world.atMs });
  world.settle();
}

/** `joined zoe of bobby`, as one peer was told of guests. */
function news(node: Node): string[] {
  return node
    .only("notice")
    .flatMap(({ guest, kind, peer }) =>
      guest === undefined ? [] : [`${kind} ${guest.name} of ${peer.name}`],
    );
}

function toldAt(node: Node, address = home): Told[] {
  return node.told.flatMap(({ addresses, told }) => (addresses.includes(address) ? [told] : []));
}

describe("a guest", () => {
  test("is heard by everyone, as a guest of the peer that lets it in and as nobody's own", () => {
    const { world, bobby, donald, eddy } = three();
    arrives(world, [bobby]);
    says(world, [bobby], "hi");
    world.settle();
    for (const node of [bobby, donald, eddy]) {
      const guest = { name: "zoe", address: home };
      expect(node.only("message")).toMatchObject([
        { text: "hi", own: false, guest, author: { name: "bobby" } },
      ]);
      expect(news(node)).toEqual(["joined zoe of bobby"]);
    }
    goes(world, [bobby]);
    for (const node of [bobby, donald, eddy]) {
      expect(news(node)).toEqual(["joined zoe of bobby", "left zoe of bobby"]);
    }
  });

  test("is listed with who is here, by everyone, as long as the peer is there that serves it", () => {
    const { world, nodes } = meshOf(3);
    const here = (node: Node): unknown[] => {
      node.step({ type: "ask-ring" });
      world.run(2_000);
      return (node.only("ring").at(-1)?.guests ?? []).map(({ via, ...guest }) => {
        return { ...guest, via: via.name };
      });
    };
    const sinceMs = world.atMs;
    arrives(world, nodes.slice(1));
    world.run(5_000);
    const zoe = { name: "zoe", address: home, sinceMs: expect.any(Number), via: "donald" };
    for (const node of nodes) expect(here(node)).toEqual([zoe]);
    const [first] = nodes[0]!.only("ring").at(-1)!.guests;
    expect(first!.sinceMs - sinceMs).toBeLessThan(1_000);
    world.kill(nodes[1]!);
    world.run(20_000);
    expect(here(nodes[0]!)).toMatchObject([{ name: "zoe", via: "eddy" }]);
    goes(world, nodes.slice(2));
    expect(here(nodes[0]!)).toEqual([]);
    arrives(world, nodes.slice(2));
    world.run(5_000);
    expect(here(nodes[0]!)).toHaveLength(1);
    world.kill(nodes[2]!);
    world.run(20_000);
    expect(here(nodes[0]!)).toEqual([]);
  });

  test("is told what the others say, each once, and not what it says itself", () => {
    const { world, bobby, donald } = two();
    donald.say("before");
    world.settle();
    arrives(world, [bobby]);
    bobby.say("mine");
    donald.say("his");
    says(world, [bobby], "hi");
    world.run(1_000);
    expect(toldAt(bobby).map(({ author, own, text }) => [author.name, own, text])).toEqual([
      ["bobby", true, "mine"],
      ["donald", false, "his"],
    ]);
  });

  test("is not told what a guest that is connected to the same peer says, but another's", () => {
    const { world, bobby, donald } = two();
    arrives(world, [bobby]);
    arrives(world, [bobby], "yan", "10.0.0.8");
    arrives(world, [donald], "xenia", "10.9.0.9");
    world.run(1_000);
    says(world, [bobby], "near", "10.0.0.8");
    says(world, [donald], "far", "10.9.0.9");
    world.settle();
    expect(toldAt(bobby)).toMatchObject([{ text: "far", guest: { name: "xenia" } }]);
  });

  test("has no message that a peer could not have", () => {
    const { world, bobby, donald } = two();
    arrives(world, [bobby]);
    for (const text of ["", " \n", "\ud800", "x".repeat(20_000)]) says(world, [bobby], text);
    world.settle();
    expect(donald.texts).toEqual([]);
    expect(bobby.only("rejected")).toEqual([]);
  });

  test("can go by another name", () => {
    const { world, bobby, donald } = two();
    arrives(world, [bobby]);
    arrives(world, [bobby], "zoya");
    says(world, [bobby], "hi");
    expect(donald.only("message")).toMatchObject([{ guest: { name: "zoya" } }]);
    expect(news(donald)).toEqual(["joined zoe of bobby"]);
  });

  test("is not told what was said while it was not there", () => {
    const { world, bobby, donald } = two();
    world.cutBetween(bobby, donald);
    world.run(6_000);
    donald.say("before");
    world.run(1_000);
    arrives(world, [bobby]);
    world.run(1_000);
    donald.say("meanwhile");
    world.mend();
    world.run(30_000);
    expect(bobby.texts).toEqual(["before", "meanwhile"]);
    expect(toldAt(bobby).map(({ text }) => text)).toEqual(["meanwhile"]);
  });
});

describe("a guest that several peers hear", () => {
  test("is served by the lowest id alone, from its first word on", () => {
    const { world, bobby, donald, eddy } = three();
    const all = [eddy, donald, bobby];
    arrives(world, all);
    says(world, all, "hi");
    world.run(2_000);
    says(world, all, "again");
    eddy.say("you");
    world.run(1_000);
    for (const node of all) {
      expect(node.texts).toEqual(["hi", "again", "you"]);
      expect(news(node)).toEqual(["joined zoe of bobby"]);
    }
    expect(all.map((node) => toldAt(node).length)).toEqual([0, 0, 1]);
  });

  test("is served by the next when the first does not hear it", () => {
    const { world, bobby, donald, eddy } = three();
    arrives(world, [donald, eddy]);
    says(world, [donald, eddy], "hi");
    world.run(2_000);
    expect(bobby.texts).toEqual(["hi"]);
    expect(news(bobby)).toEqual(["joined zoe of donald"]);
  });

  test("is doubled in the moment of the tie at most", () => {
    const { world, bobby, donald } = two();
    world.cutBetween(bobby, donald);
    world.run(15_000);
    const both = [bobby, donald];
    arrives(world, both);
    world.run(1_000);
    says(world, both, "in two halves");
    world.mend();
    world.run(30_000);
    says(world, both, "in one");
    bobby.say("mine");
    donald.say("his");
    world.run(1_000);
    for (const node of both) {
      expect(node.texts.toSorted()).toEqual([
        "his",
        "in one",
        "in two halves",
        "in two halves",
        "mine",
      ]);
    }
    expect(toldAt(bobby)).toHaveLength(2);
    expect(toldAt(donald)).toHaveLength(0);
  });

  test("is served by another when its peer loses it, leaves or dies", () => {
    const { world, bobby, donald, eddy } = three();
    arrives(world, [bobby, donald, eddy]);
    world.run(2_000);
    goes(world, [bobby]);
    world.run(2_000);
    expect(news(eddy)).toEqual([
      "joined zoe of bobby",
      "left zoe of bobby",
      "joined zoe of donald",
    ]);
    donald.leave();
    world.run(3_000);
    expect(news(eddy).at(-1)).toBe("joined zoe of eddy");
    says(world, [donald, eddy], "still here");
    expect(bobby.texts).toEqual(["still here"]);
  });

  test("is not served by who has started anew and does not know that another does", () => {
    const { world, bobby, donald, eddy } = three();
    arrives(world, [bobby, eddy]);
    world.run(2_000);
    world.kill(eddy);
    world.run(15_000);
    const again = world.node({
      ...memberOptions(2, 3),
      identity: new Identity("3", "eddy", 2),
      store: eddy.store,
    });
    world.run(3_000);
    arrives(world, [again]);
    world.run(2_000);
    says(world, [bobby, again], "once");
    expect(donald.texts).toEqual(["once"]);
    expect(news(donald)).toEqual(["joined zoe of bobby"]);
  });

  test("that leaves leaves once", () => {
    const { world, bobby, donald, eddy } = three();
    arrives(world, [bobby, donald]);
    world.run(2_000);
    goes(world, [bobby]);
    world.run(300);
    goes(world, [donald]);
    world.run(5_000);
    expect(news(eddy)).toEqual(["joined zoe of bobby", "left zoe of bobby"]);
  });
});
