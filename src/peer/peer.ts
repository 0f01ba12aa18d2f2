import { claimedFeedsMax } from "../feed/link_sync.ts";
import type { Address } from "../lib/ids.ts";
import { meshOverlay } from "../overlay/mesh.ts";
import type { Overlay } from "../overlay/overlay.ts";
import { ringOverlay } from "../overlay/ring.ts";
import { starOverlay } from "../overlay/star.ts";
import type { Frame, RoomKind, RunHeader } from "../wire/frame.ts";
import { Backlog } from "./backlog.ts";
import { Classic } from "./classic.ts";
import { Core, type CoreOptions, type Link } from "./core.ts";
import { Dialling } from "./dialling.ts";
import { Discovery } from "./discovery.ts";
import { Forks } from "./forks.ts";
import { Greeting } from "./greeting.ts";
import { Guests } from "./guests.ts";
import { Healing } from "./healing.ts";
import { Laps } from "./laps.ts";
import { Leaving } from "./leaving.ts";
import { Membership } from "./membership.ts";
import { Notices } from "./notices.ts";
import { Pace } from "./pace.ts";
import type { Effect, PeerEvent, PeerMachine } from "./ports.ts";
import { Pump } from "./pump.ts";
import { Questions } from "./questions.ts";
import { Receipts } from "./receipts.ts";
import { Reconcile } from "./reconcile.ts";
import type { RefusalCode } from "./shown.ts";
import { Talk } from "./talk.ts";
import * as timing from "./timing.ts";
import { waitingTexts } from "./waiting.ts";
import { Wishes } from "./wishes.ts";

export type PeerOptions = Omit<CoreOptions, "overlay" | "loaded"> & {
  readonly loaded?: CoreOptions["loaded"];
};

const overlays: Readonly<Record<RoomKind, Overlay>> = {
  ring: ringOverlay,
  mesh: meshOverlay,
  star: starOverlay,
};

type Fault = { code: RefusalCode; reason: string } | null;

/**
 * One peer, whole and pure: events in, effects out. It has no clock, socket, disk or randomness of
 * its own, so that the simulator runs the very same code.
 */
export class Peer implements PeerMachine {
  readonly #core: Core;
  readonly #greeting: Greeting;
  readonly #notices: Notices;
  readonly #membership: Membership;
  readonly #talk: Talk;
  readonly #pump: Pump;
  readonly #dialling: Dialling;
  readonly #discovery: Discovery;
  readonly #laps: Laps;
  readonly #forks: Forks;
  readonly #receipts: Receipts;
  readonly #reconcile: Reconcile;
  readonly #backlog: Backlog;
  readonly #pace: Pace;
  readonly #healing: Healing;
  readonly #guests: Guests;
  readonly #classic: Classic;
  readonly #questions: Questions;
  readonly #wishes: Wishes;
  readonly #leaving: Leaving;
  #tickedAtMs: number | null = null;
  /** How those reach others who act for a program. */
  readonly #outward = {
    dial: (address: Address): void => void this.#greeting.dial(address, "other"),
    hint: (address: Address): void => this.#discovery.hinted(address),
    keep: (link: Link): void => this.#questions.keep(link, timing.wishAskMs),
  };

  constructor(options: PeerOptions) {
    this.#core = new Core({ loaded: null, ...options, overlay: overlays[options.config.kind] });
    const cloned = (address: string): void => {
      this.#leaving.endAbruptly({ show: "identity-in-use", address });
    };
    this.#greeting = new Greeting(this.#core, {
      live: (link) => this.#live(link),
      gone: (link, wasLive) => {
        this.#dialling.gone(link, wasLive);
        this.#reconcile.gone(link);
        this.#questions.gone(link);
      },
      cloned,
    });
    this.#notices = new Notices(this.#core);
    this.#membership = new Membership(this.#core, this.#notices, {
      cloned,
      triesTo: (peer) => this.#dialling.triesTo(peer),
      lost: ({ peer, incarnation, name }) => {
        this.#talk.saySystem({ event: "lost", peer, incarnation, name }, this.#core.atMs);
      },
    });
    this.#talk = new Talk(this.#core, {
      left: (author, epoch) => this.#notices.left(this.#core.view(author), epoch),
      conflict: (link, run, position) => this.#forks.conflict(link, run, position),
      known: (known) => {
        this.#guests.known(known);
        this.#classic.known(known);
      },
      isRepeated: (entry, id) => this.#classic.isRepeated(entry, id),
      saved: (id, seq) => {
        this.#receipts.saved(id, seq);
        this.#laps.said();
      },
    });
    this.#guests = new Guests(this.#core, this.#talk);
    this.#classic = new Classic(this.#core, this.#guests);
    this.#pump = new Pump(this.#core);
    this.#dialling = new Dialling(this.#core, {
      dial: (target, side) => this.#greeting.dial(target, side),
      hangUp: (link, reason) => this.#greeting.hangUp(link, reason, true),
      part: (link) => this.#greeting.part(link, "unneeded"),
      isWished: (link) => this.#wishes.isFor(link) || this.#questions.isWanted(link),
      markDown: (record, tries, isAgain) => this.#membership.markDown(record, tries, isAgain),
    });
    this.#discovery = new Discovery(this.#core, (address) => this.#greeting.dial(address, "other"));
    this.#questions = new Questions(this.#core, this.#outward);
    this.#wishes = new Wishes(this.#core, this.#outward);
    this.#forks = new Forks(this.#core);
    this.#receipts = new Receipts(this.#core);
    this.#laps = new Laps(this.#core, this.#receipts, {
      linkTo: (peer) => this.#dialling.linkTo(peer),
      guests: () => this.#guests.present(),
    });
    this.#reconcile = new Reconcile(this.#core, this.#talk);
    this.#backlog = new Backlog(this.#core);
    this.#pace = new Pace(this.#core);
    this.#healing = new Healing(this.#core, this.#notices);
    this.#leaving = new Leaving(this.#core, this.#greeting, this.#membership, this.#talk);
  }

  step(event: PeerEvent, nowMs: number): Effect[] {
    const core = this.#core;
    if (core.stage === "stopped") return [];
    core.nowMs = nowMs;
    this.#take(event);
    this.#talk.storeWaiting();
    if (core.stage === "here") this.#pump.needed();
    else this.#pump.all();
    this.#receipts.tell();
    this.#leaving.advance();
    core.flushStore();
    const { effects } = core;
    core.effects = [];
    return effects;
  }

  knows(header: RunHeader): boolean {
    return this.#core.feeds.fit(header).fit === "known";
  }

  #take(event: PeerEvent): void {
    switch (event.type) {
      case "listening":
        return this.#begin(event);
      case "moved":
        this.#membership.moved(event.address);
        this.#greeting.doubtLinks();
        return this.#discovery.moved();
      case "other-version":
        return this.#discovery.heardVersion(event.version);
      case "beacon":
        return this.#discovery.heard(event.beacon, event.host);
      case "accepted":
        return this.#greeting.accepted(event.link, event.local, event.remote);
      case "say":
        for (const said of event.said) this.#talk.sayText(said);
        return;
      case "guest-here":
        return this.#guests.arrived(event.address, event.name, event.atMs);
      case "guest-says":
        return this.#guests.says(event.address, event.text, event.atMs);
      case "guest-gone":
        return this.#guests.gone(event.address, event.atMs);
      case "classic-says":
        return this.#classic.said(event.address, event.value, event.atMs);
      case "classic-gone":
        return this.#classic.gone(event.address, event.atMs);
      case "classic-next":
        this.#core.isNextClassic = event.isThere;
        return;
      case "ask-ring":
        return this.#laps.ask(event.ref === undefined ? {} : { ref: event.ref });
      case "ask-peer":
        return this.#questions.ask(event.peer, event.question, event.ref);
      case "wish":
        return this.#wishes.set(event.links);
      case "drop":
        return this.#drop(event.peer);
      case "stored":
        this.#talk.stored(event.batches);
        return this.#pace.resume();
      case "store-failed":
        return this.#leaving.endAbruptly({ show: "store-failed", reason: event.reason });
      case "leave":
        return this.#leaving.begin(event.atMs);
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
        link.marks = Math.max(0, link.marks - 1);
        return;
      case "received":
        link.heardAtMs = this.#core.nowMs;
        for (const frame of event.frames) {
          if (!this.#core.links.has(link.id)) return;
          this.#receive(link, frame);
        }
        this.#pace.received(link);
    }
  }

  #begin({ address, at, atMs, wildcard }: Extract<PeerEvent, { type: "listening" }>): void {
    const { config } = this.#core;
    this.#core.atMs = atMs;
    this.#greeting.wildcard = wildcard;
    this.#membership.begin(address);
    this.#core.show({ show: "listening", address, ...(at !== undefined && { at }) });
    // The first run of this process comes after them: whoever has it on disk has them as well.
    for (const id of waitingTexts(this.#core)) this.#receipts.saved(id, 1);
    this.#talk.saySystem({ event: "joined", name: config.name, address }, atMs);
    this.#discovery.tick();
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
        // What came before it goes on before it: nobody shall read of a leave ahead of last words.
        if (frame.records.some(({ state }) => state === "left")) this.#pump.all();
        return this.#membership.receive(link, frame.records);
      case "have":
        this.#receiveHave(link, frame);
        return null;
      case "proof":
        return this.#forks.receiveProof(link, frame);
      case "digest":
        this.#reconcile.receive(link, frame.digest);
        return null;
      case "run":
        return this.#talk.receiveRun(link, frame.run);
      case "known-run":
        this.#talk.noteKnown(link, frame.header);
        return null;
      case "lap":
        this.#laps.receive(link, frame);
        return null;
      case "ask-links":
      case "links":
      case "hints":
        return this.#questions.receive(link, frame);
    }
  }

  #drop(peer: string): void {
    this.#wishes.drop(peer);
    for (const link of this.#core.liveLinks()) {
      if (link.hello?.peer === peer) this.#greeting.part(link, "unneeded");
    }
  }

  #receiveHave(link: Link, frame: Extract<Frame, { type: "have" }>): void {
    const { sync, hello } = link;
    if (sync === null || hello === null) return;
    const wasGreeted = sync.isGreeted;
    if (!sync.mayStartAnew(frame.whole, this.#core.nowMs)) {
      return this.#greeting.refuse(link, "protocol", "three whole haves within 5 s");
    }
    sync.receiveHave(frame.feeds, frame.whole, frame.more);
    if (sync.claims > claimedFeedsMax) {
      return this.#greeting.refuse(link, "protocol", `over ${claimedFeedsMax} feeds in its have`);
    }
    this.#receipts.note(hello.peer, sync.acknowledged(this.#core.selfKey));
    this.#forks.compare(link, frame.feeds, frame.whole);
    if (!wasGreeted && sync.isGreeted) {
      this.#backlog.greeted(link);
      this.#pace.greeted(link);
      this.#talk.greetWaiting();
      this.#healing.greeted(link);
    }
  }

  #refusedBy(link: Link, code: RefusalCode, reason: string): void {
    this.#core.showRefused(link, code, reason, false);
    this.#questions.refused(link, code);
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
    this.#membership.learnAddresses(link, this.#greeting.ownAddressOn(link));
    this.#forks.greet(link);
    this.#membership.greet(link);
    this.#talk.greet(link);
    this.#dialling.live(link);
    this.#core.forgetRefusal(link.target);
    if (dialled) this.#membership.replacedAt(link);
    this.#questions.tick();
  }

  #tick(atMs: number): void {
    const core = this.#core;
    core.atMs = atMs;
    const gapMs = core.nowMs - (this.#tickedAtMs ?? core.nowMs);
    this.#tickedAtMs = core.nowMs;
    // While this process did not run, nobody was silent: links get time to show that they live.
    if (gapMs >= timing.stallMs) this.#greeting.forgiveSilence();
    if (gapMs >= timing.sleepGapMs) {
      this.#dialling.woke();
      this.#discovery.moved();
    }
    this.#pace.tick();
    this.#greeting.tick();
    this.#membership.refute();
    this.#notices.tick();
    this.#talk.greetWaiting();
    this.#pump.tick();
    this.#dialling.tick();
    this.#discovery.tick();
    this.#healing.tick();
    this.#laps.tick();
    this.#reconcile.tick();
    this.#backlog.tick();
    this.#guests.tick();
    this.#questions.tick();
    this.#wishes.tick();
  }
}
