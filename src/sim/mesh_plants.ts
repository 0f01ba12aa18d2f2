import type { Plant } from "./plant.ts";

/** Bugs in how peers find each other by beacons, and in what a mesh keeps. */
export const meshPlants: readonly Plant[] = [
  {
    name: "beacons-unheeded",
    family: "found",
    what: "beacons are heard, and nobody is dialled",
    patches: [
      {
        file: "src/peer/discovery.ts",
        from: "if (this.#isWorthDialling(beacon)) this.#hints.add(host, beacon);",
        to: "",
      },
    ],
  },
  {
    name: "beacons-said-once",
    family: "found",
    what: "who misses the first beacon is not told again",
    patches: [
      {
        file: "src/peer/discovery.ts",
        from: "this.#dueAtMs = nowMs + (",
        to: "this.#dueAtMs = Infinity + (",
      },
    ],
  },
  {
    name: "mesh-keeps-next-only",
    family: "found",
    what: "of a mesh's links all but one end as unneeded",
    patches: [
      {
        file: "src/overlay/mesh.ts",
        from: "keep: others,",
        to: "keep: others.slice(0, 1),",
      },
    ],
  },
  {
    name: "twin-links-stay",
    family: "found",
    what: "two that dialled each other keep both links",
    patches: [
      {
        file: "src/peer/greeting.ts",
        from: "if (link.duplicateDueAtMs === null || nowMs < link.duplicateDueAtMs) return;",
        to: "if (nowMs < Infinity) return;",
      },
    ],
  },
  {
    name: "lost-again-and-again",
    family: "found",
    what: "a member that others reach is told as lost each time that it can't be reached",
    patches: [
      { file: "src/peer/unreached.ts", from: "return times > 1;", to: "return false;" },
      {
        file: "src/peer/unreached.ts",
        from: "return this.#core.nowMs < (this.#vain.get(peer)?.againAtMs ?? 0);",
        to: "return false;",
      },
    ],
  },
  {
    name: "move-untold",
    family: "found",
    what: "nobody learns by which address a peer that has moved goes",
    patches: [
      {
        file: "src/peer/peer.ts",
        from: "this.#membership.moved(event.address);",
        to: "",
      },
    ],
  },
];
