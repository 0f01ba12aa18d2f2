import type { Plant } from "./plant.ts";

/** Bugs in who is held to be there, and in how they find each other. */
export const ringPlants: readonly Plant[] = [
  {
    name: "no-heartbeat",
    what: "silence is not taken for the end of a link",
    patches: [
      {
        file: "src/peer/greeting.ts",
        from: "if (nowMs - link.heardAtMs >= timing.silenceMaxMs) {",
        to: "if (nowMs - link.heardAtMs === Infinity) {",
      },
    ],
  },
  {
    name: "frames-only-heartbeat",
    what: "a long run that is still under way is taken for silence",
    patches: [
      {
        file: "src/sim/sim_process.ts",
        from: `this.#take({ type: "received", link, frames });`,
        to: `if (frames.length > 0) this.#take({ type: "received", link, frames });`,
      },
    ],
  },
  {
    name: "no-refutation",
    what: "a peer that is said to be gone lets it stand",
    patches: [
      {
        file: "src/peer/membership.ts",
        from: "const isWrong = isOther || record.down || record.state !== own.state;",
        to: "const isWrong = false;",
      },
    ],
  },
  {
    name: "no-scout",
    what: "nobody looks for those who seem dead, so split rings stay split",
    patches: [
      {
        file: "src/peer/dialling.ts",
        from: "    this.#scout();\n",
        to: "",
      },
    ],
  },
  {
    name: "tour-without-dead-records",
    what: "the configured order ends at who is dead instead of going on through them",
    patches: [
      {
        file: "src/members/tour.ts",
        from: "while (at !== undefined && !isAlive(at) && !passed.has(at.peer)) {",
        to: "while (at !== undefined && !isAlive(at) && passed.size === Infinity) {",
      },
    ],
  },
];
