import { expect, test } from "bun:test";

import { demoLinks } from "../../../src/web/page/demo_links.ts";
import type { Demo, DemoPeerState } from "../../../src/web/page_protocol.ts";

type Shown = Pick<Demo, "cuts" | "peers">;

function demo(states: Readonly<Record<string, DemoPeerState>>, ...cuts: Demo["cuts"]): Shown {
  const peers = Object.entries(states).map(([name, state]) => {
    return { name, state, address: "127.0.0.1:1", isServing: name === "ada" };
  });
  return { peers, cuts };
}

/** `ada-bobby`, and `ada/bobby` for one that is cut. */
function linksOf(shown: Shown): string[] {
  return demoLinks(shown).map(({ between, isCut }) => between.join(isCut ? "/" : "-"));
}

const running = { ada: "running", bobby: "running", cora: "running", eddy: "running" } as const;

test("the links of a ring are offered in its order, the last one leads home", () => {
  expect(linksOf(demo(running))).toEqual(["ada-bobby", "bobby-cora", "cora-eddy", "eddy-ada"]);
});

test("around the dead the ring goes on, with the frozen it does not know yet", () => {
  const shown = demo({ ...running, bobby: "dead", cora: "frozen" });
  expect(linksOf(shown)).toEqual(["ada-cora", "cora-eddy", "eddy-ada"]);
});

test("a cut link stands in its place, whoever was named first, and one elsewhere behind", () => {
  const shown = demo(running, ["cora", "bobby"], ["ada", "cora"]);
  expect(linksOf(shown)).toEqual(["ada-bobby", "bobby/cora", "cora-eddy", "eddy-ada", "ada/cora"]);
});

test("two have one link, and one alone has none", () => {
  expect(linksOf(demo({ ada: "running", bobby: "running" }))).toEqual(["ada-bobby"]);
  expect(linksOf(demo({ ada: "running", bobby: "dead" }))).toEqual([]);
});
