import { splitAddress } from "../lib/ids.ts";
import type { Overlay } from "../overlay/overlay.ts";
import { ringOverlay } from "../overlay/ring.ts";
import type { Frame } from "../wire/frame.ts";
import { Core, type CoreOptions, type Link } from "./core.ts";
import { Dialling } from "./dialling.ts";
import { Greeting } from "./greeting.ts";
import { Laps } from "./laps.ts";
import { Membership } from "./membership.ts";
import type { Effect, PeerEvent, PeerMachine } from "./ports.ts";
import type { RefusalCode } from "./shown.ts";
import { Talk } from "./talk.ts";
import * as timing from "./timing.ts";

export type PeerOptions = Omit<CoreOptions, "overlay"> & { readonly overlay?: Overlay };

type Fault = { code: RefusalCode; reason: string } | null;

/**
 * One peer, whole and pure: events in, effects out. It has no clock, socket, disk or randomness of
 * its own, so that the simulator runs the very same code.
 */
export class Peer implements PeerMachine {
  readonly #core: Core;
  readonly #greeting: Greeting;
  readonly #membership: Membership;
  readonly #talk: Talk;
  readonly #dialling: Dialling;
  readonly #laps: Laps;
  #leaveDueAtMs = Infinity;
  #tickedAtMs: number | null = null;

  constructor(options: PeerOptions) {
    this.#core = new Core({ overlay: ringOverlay, ...options });
    const cloned = (address: string): void => this.#giveWay(address);
    this.#greeting = new Greeting(this.#core, {
      live: (link) => this.#live(link),
      gone: (link, wasLive) => this.#dialling.gone(link, wasLive),
      cloned,
    });
    this.#membership = new Membership(this.#core, {
      cloned,
      lost: ({ peer, incarnation, name }) => {
        this.#talk.saySystem({ event: "lost", peer, incarnation, name }, this.#core.atMs);
      },
    });
    this.#talk = new Talk(this.#core, {
      left: (author, epoch) => this.#membership.showLeave(this.#core.view(author), epoch),
    });
    this.#dialling = new Dialling(this.#core, {
      dial: (target, side) => this.#greeting.dial(target, side),
      hangUp: (link, reason) => this.#greeting.hangUp(link, reason, true),
      part: (link) => this.#greeting.part(link, "unneeded"),
      markDown: (record) => this.#membership.markDown(record),
    });
    this.#laps = new Laps(this.#core);
  }

  step(event: PeerEvent, nowMs: number): Effect[] {
    const core = this.#core;
    if (core.stage === "stopped") return [];
    core.nowMs = nowMs;
    this.#take(event);
    this.#talk.pumpAll();
    this.#advanceLeave();
    core.flushStore();
    const { effects } = core;
    core.effects = [];
    return effects;
  }

  #take(event: PeerEvent): void {
    switch (event.type) {
      case "listening":
        return this.#begin(event.address, event.wildcard, event.atMs);
      case "accepted":
        return this.#greeting.accepted(event.link, event.local, event.remote);
      case "say":
        return this.#talk.sayText(event.text, event.atMs, event.ref);
      case "ask-ring":
        return this.#laps.ask(event.ref === undefined ? {} : { ref: event.ref });
      case "stored":
        return this.#talk.stored(event.runs);
      case "leave":
        return this.#leave(event.atMs);
      case "tick":
        return this.#tick(event.atMs);
      default: {
        const link = this.#core.links.get(event.link);
        if (link !== undefined) this.#takeOnLink(link, event);
      }
    }
  }

  #takeOnLink(link: Link, event: Extract<PeerEvent, { link: string }>): void {
    switch (event.type) {
      case "connected":
        return this.#greeting.connected(link, event.local, event.remote);
      case "dial-failed":
        return this.#greeting.closed(link, event.reason, false);
      case "closed":
        return this.#greeting.closed(link, event.reason, false);
      case "malformed":
        return this.#greeting.refuse(link, event.fault.code, event.fault.reason);
      case "drained":
        return this.#talk.drained(link);
      case "received":
        link.heardAtMs = this.#core.nowMs;
        for (const frame of event.frames) {
          if (!this.#core.links.has(link.id)) return;
          this.#receive(link, frame);
        }
    }
  }

  #begin(address: string, wildcard: boolean, atMs: number): void {
    const { config } = this.#core;
    this.#core.atMs = atMs;
    this.#greeting.wildcard = wildcard;
    this.#membership.begin(address);
    this.#core.show({ show: "listening", address });
    this.#talk.saySystem({ event: "joined", name: config.name, address }, atMs);
    this.#dialling.tick();
  }

  #receive(link: Link, frame: Frame): void {
    if (frame.type === "hello") return this.#greeting.hello(link, frame);
    if (frame.type === "auth") return this.#greeting.auth(link, frame.signature);
    if (frame.type === "error") return this.#refusedBy(link, frame.code, frame.message);
    if (frame.type === "bye") {
      const reason = frame.reason === "leaving" ? "left" : frame.reason;
      return this.#greeting.hangUp(link, reason, true);
    }
    if (link.phase !== "live") {
      return this.#greeting.refuse(link, "protocol", `"${frame.type}" before the greeting is over`);
    }
    const fault = this.#receiveLive(link, frame);
    if (fault !== null) this.#greeting.refuse(link, fault.code, fault.reason);
  }

  #receiveLive(
    link: Link,
    frame: Exclude<Frame, { type: "hello" | "auth" | "error" | "bye" }>,
  ): Fault {
    switch (frame.type) {
      case "ping":
        return null;
      case "members":
        return this.#membership.receive(link, frame.records);
      case "have":
        this.#talk.receiveHave(link, frame.feeds, frame.more);
        return null;
      case "run":
        return this.#talk.receiveRun(link, frame.run);
      case "lap":
        this.#laps.receive(link, frame);
        return null;
    }
  }

  #refusedBy(link: Link, code: RefusalCode, reason: string): void {
    this.#core.show({ show: "refused", code, remote: link.remote, reason, byUs: false });
    this.#greeting.hangUp(link, reason, false);
  }

  #live(link: Link): void {
    const { hello, side, local, remote, dialled } = link;
    if (hello === null) return;
    const peer = { id: hello.peer, name: hello.name, address: hello.address };
    this.#core.show({
      show: "link",
      state: "up",
      side,
      peer,
      local,
      remote,
      reason: "",
      expected: true,
    });
    this.#core.effects.push({ do: "trust", link: link.id });
    this.#learnAddresses(link);
    this.#membership.greet(link);
    this.#talk.greet(link);
    this.#dialling.live(link);
    if (dialled) this.#membership.replacedAt(link);
  }

  /** A link shows how we are reached, and who the configured next says it is. */
  #learnAddresses(link: Link): void {
    const { own, config } = this.#core;
    const address = this.#greeting.ownAddressOn(link);
    if (own === null) return;
    const known = splitAddress(own.address).host;
    const isUsed = [...this.#core.liveLinks()].some(
      (other) => other !== link && splitAddress(other.local).host === known && !isLoopback(known),
    );
    if (address !== null && !isUsed) this.#membership.amend({ address });
    if (link.hello !== null && link.target === config.next?.typed) {
      this.#membership.amend({ next: link.hello.address });
    }
  }

  #tick(atMs: number): void {
    const core = this.#core;
    core.atMs = atMs;
    const sleptMs = core.nowMs - (this.#tickedAtMs ?? core.nowMs);
    this.#tickedAtMs = core.nowMs;
    if (sleptMs >= timing.sleepGapMs) this.#wake();
    this.#greeting.tick();
    this.#dialling.tick();
    this.#laps.tick();
  }

  /** The machine slept: links get one heartbeat to show that they live, dials go out at once. */
  #wake(): void {
    const { nowMs } = this.#core;
    for (const link of this.#core.liveLinks()) {
      link.heardAtMs = nowMs - timing.silenceMaxMs + timing.heartbeatMs;
      link.pingDueAtMs = nowMs;
    }
    this.#dialling.woke();
  }

  /** Say good-bye: a system message, then the record, then wait until a neighbour has both. */
  #leave(atMs: number): void {
    const core = this.#core;
    if (core.stage !== "here") return;
    this.#talk.saySystem({ event: "left", name: core.config.name }, atMs);
    core.stage = "saying";
    this.#leaveDueAtMs = core.nowMs + timing.leaveTimeoutMs;
  }

  #advanceLeave(): void {
    const core = this.#core;
    if (core.stage === "here") return;
    if (core.stage === "saying" && this.#talk.isSettled) {
      core.stage = "parting";
      this.#membership.leave();
    }
    const isAlone = [...core.liveLinks()].length === 0;
    const isDone = core.stage === "parting" && (isAlone || this.#talk.isHanded);
    if (isDone || core.nowMs >= this.#leaveDueAtMs) this.#stop();
  }

  #stop(): void {
    const core = this.#core;
    for (const link of [...core.links.values()]) {
      if (link.phase === "live") this.#greeting.part(link, "leaving");
      else this.#greeting.hangUp(link, "leaving", true);
    }
    core.stage = "stopped";
    core.show({ show: "stopped" });
  }

  /** Another process with our key started first: end without a good-bye, for it stays. */
  #giveWay(address: string): void {
    const core = this.#core;
    core.show({ show: "identity-in-use", address });
    for (const link of [...core.links.values()])
      this.#greeting.hangUp(link, "identity in use", true);
    core.stage = "stopped";
    core.show({ show: "stopped" });
  }
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}
