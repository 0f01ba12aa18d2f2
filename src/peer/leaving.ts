import type { Core } from "./core.ts";
import type { Greeting } from "./greeting.ts";
import type { Membership } from "./membership.ts";
import type { Shown } from "./shown.ts";
import type { Talk } from "./talk.ts";
import * as timing from "./timing.ts";

/** How a peer ends: with a good-bye that somebody else has, or abruptly. */
export class Leaving {
  readonly #core: Core;
  readonly #greeting: Greeting;
  readonly #membership: Membership;
  readonly #talk: Talk;
  #dueAtMs = Infinity;

  constructor(core: Core, greeting: Greeting, membership: Membership, talk: Talk) {
    this.#core = core;
    this.#greeting = greeting;
    this.#membership = membership;
    this.#talk = talk;
  }

  /** First a system message; what follows waits for the disk and for a neighbour. */
  begin(atMs: number): void {
    const core = this.#core;
    if (core.stage !== "here") return;
    this.#talk.saySystem({ event: "left", name: core.config.name }, atMs);
    core.stage = "saying";
    this.#dueAtMs = core.nowMs + timing.leaveTimeoutMs;
  }

  /** At the end of each step: the record follows the message, then a neighbour must have both. */
  advance(): void {
    const core = this.#core;
    if (core.stage === "here") return;
    if (core.stage === "saying" && this.#talk.isSettled) {
      core.stage = "parting";
      this.#membership.leave();
    }
    const isAlone = [...core.liveLinks()].length === 0;
    const isDone = core.stage === "parting" && (isAlone || this.#talk.isHanded);
    if (isDone || core.nowMs >= this.#dueAtMs) this.#end();
  }

  #end(): void {
    const core = this.#core;
    for (const link of [...core.links.values()]) {
      if (link.phase === "live") this.#greeting.part(link, "leaving");
      else this.#greeting.hangUp(link, "leaving", true);
    }
    core.stage = "stopped";
    core.show({ show: "stopped" });
  }

  /** Without a good-bye: another process has our key, or the disk takes nothing more. */
  endAbruptly(why: Extract<Shown, { show: "identity-in-use" | "store-failed" }>): void {
    const core = this.#core;
    if (core.stage === "stopped") return;
    core.show(why);
    for (const link of [...core.links.values()]) this.#greeting.hangUp(link, why.show, true);
    core.stage = "stopped";
    core.show({ show: "stopped" });
  }
}
