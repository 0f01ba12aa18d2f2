import type { Plant } from "./plant.ts";

/** Bugs in who is linked with whom in a star. */
export const starPlants: readonly Plant[] = [
  {
    name: "clients-unmissed",
    family: "star",
    what: "a hub never finds out that a client is gone for good",
    patches: [
      {
        file: "src/peer/dialling.ts",
        from: `if (dialler === "them") return timing.clientComesMs;`,
        to: `if (dialler === "them") return Infinity;`,
      },
    ],
  },
  {
    name: "clients-linked",
    family: "star",
    what: "clients of a star keep links to each other",
    patches: [
      {
        file: "src/overlay/star.ts",
        from: "const dial = others.filter((peer) => hubs.has(peer));",
        to: "const dial = others;",
      },
    ],
  },
];
