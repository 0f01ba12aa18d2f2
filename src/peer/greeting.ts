import { LinkSync } from "../feed/link_sync.ts";
import { type Address, joinAddress, type LinkId, splitAddress } from "../lib/ids.ts";
import type { Hello } from "../wire/frame.ts";
import type { Core, Link } from "./core.ts";
import { isReservedName } from "./names.ts";
import type { RefusalCode, Side } from "./shown.ts";
import * as timing from "./timing.ts";

/** Strangers at once: from one address, and in all. Each may hold a line of 64 KiB. */
const strangersPerHostMax = 8;
const strangersMax = 128;

/** A heartbeat and a half. */
const graceMs = 1.5 * timing.heartbeatMs;

const utf8 = new TextEncoder();

/** What the parts that live on links want to hear of them. */
export type GreetingListener = {
  live(link: Link): void;
  /** `expected`: the other side said why, or we did. */
  gone(link: Link, wasLive: boolean, expected: boolean): void;
  /** Another live process has our key. */
  cloned(address: Address): void;
};

/** From an open connection to a link between two peers that proved who they are. */
export class Greeting {
  readonly #core: Core;
  readonly #listener: GreetingListener;
  #dials = 0;
  /** Where we listen: what a wildcard's links are told with their own host. */
  wildcard = false;

  constructor(core: Core, listener: GreetingListener) {
    this.#core = core;
    this.#listener = listener;
  }

  dial(target: Address, side: Side): Link {
    const id = `d${++this.#dials}`;
    const link = this.#makeLink(id, { dialled: true, target, side, local: "", remote: target });
    this.#core.effects.push({ do: "dial", link: id, address: target });
    return link;
  }

  accepted(id: LinkId, local: Address, remote: Address): void {
    const link = this.#makeLink(id, { dialled: false, target: "", side: "other", local, remote });
    const host = splitAddress(remote).host;
    let strangers = 0;
    let fromHost = 0;
    for (const other of this.#core.links.values()) {
      if (other.dialled || other.phase !== "greeting") continue;
      strangers++;
      if (splitAddress(other.remote).host === host) fromHost++;
    }
    link.phase = "greeting";
    if (fromHost >= strangersPerHostMax) {
      return this.refuse(
        link,
        "busy",
        `over ${strangersPerHostMax} unfinished greetings from ${host}`,
      );
    }
    if (strangers >= strangersMax) {
      return this.refuse(link, "busy", `over ${strangersMax} unfinished greetings`);
    }
    this.#open(link, local, remote);
  }

  connected(link: Link, local: Address, remote: Address): void {
    this.#open(link, local, remote);
  }

  #makeLink(
    id: LinkId,
    part: Pick<Link, "dialled" | "target" | "side" | "local" | "remote">,
  ): Link {
    const { nowMs, random, links } = this.#core;
    const link: Link = {
      ...part,
      id,
      phase: "dialling",
      deadlineAtMs: nowMs + timing.dialTimeoutMs,
      nonce: random.hex(32),
      dials: part.dialled ? this.#dials : 0,
      hello: null,
      heardAtMs: nowMs,
      pingDueAtMs: nowMs + timing.heartbeatMs,
      unneededSinceMs: null,
      isSpare: false,
      duplicateDueAtMs: null,
      sync: null,
      unmarkedBytes: 0,
      marks: 0,
      broughtAtMs: null,
      isBehind: false,
      isPaused: false,
    };
    links.set(id, link);
    return link;
  }

  #open(link: Link, local: Address, remote: Address): void {
    const { config, nowMs, own } = this.#core;
    Object.assign(link, { phase: "greeting", local, remote, heardAtMs: nowMs });
    link.deadlineAtMs = nowMs + timing.greetingTimeoutMs;
    this.#core.send(link, {
      type: "hello",
      version: 1,
      kind: config.kind,
      room: config.room,
      peer: config.id,
      epoch: config.epoch,
      name: config.name,
      address: this.ownAddressOn(link) ?? own?.address ?? local,
      nonce: link.nonce,
      dials: link.dials,
      side: link.side === "next" ? "next" : "other",
    });
  }

  /** A wildcard listener is reached at the host that this link's own end has. */
  ownAddressOn(link: Link): Address | null {
    const { own } = this.#core;
    if (!this.wildcard || own === null) return null;
    return joinAddress(splitAddress(link.local).host, splitAddress(own.address).port);
  }

  hello(link: Link, hello: Hello): void {
    const { config } = this.#core;
    if (link.hello !== null) return this.refuse(link, "protocol", "a second hello on one link");
    if (hello.room !== config.room) {
      const reason = `this is room ${quoted(config.room)}, the other end is in room ${quoted(hello.room)}`;
      return this.refuse(link, "room", reason);
    }
    if (hello.kind !== config.kind) {
      const reason = `this room is a ${config.kind}, the other end's is a ${hello.kind}`;
      return this.refuse(link, "kind", reason);
    }
    if (isReservedName(hello.name)) {
      return this.refuse(link, "name", `the name ${quoted(hello.name)} is reserved`);
    }
    if (hello.peer === config.id && hello.epoch === config.epoch) {
      return this.refuse(link, "self", "this peer dialled itself");
    }
    link.hello = hello;
    if (!link.dialled) link.side = hello.side === "next" ? "previous" : "other";
    const signature = this.#core.crypto.sign(
      proof(config.room, config.id, link.nonce, hello.peer, hello.nonce),
    );
    this.#core.send(link, { type: "auth", signature });
  }

  auth(link: Link, signature: string): void {
    const { config, crypto } = this.#core;
    const { hello } = link;
    if (hello === null) return this.refuse(link, "protocol", "a proof before the hello");
    if (link.phase !== "greeting")
      return this.refuse(link, "protocol", "a second proof on one link");
    const claim = proof(config.room, hello.peer, hello.nonce, config.id, link.nonce);
    if (!crypto.verify(hello.peer, claim, signature)) {
      return this.refuse(link, "auth", `the proof that it is ${hello.peer.slice(0, 8)} is wrong`);
    }
    if (hello.peer === config.id) return this.#meetOwnKey(link, hello);
    this.#becomeLive(link);
  }

  /** Two processes with one key meet: the one that started later gives way. */
  #meetOwnKey(link: Link, hello: Hello): void {
    this.refuse(link, "identity", "another live peer has this identity");
    if (hello.epoch < this.#core.config.epoch) this.#listener.cloned(hello.address);
  }

  #becomeLive(link: Link): void {
    link.phase = "live";
    link.deadlineAtMs = Infinity;
    link.pingDueAtMs = this.#core.nowMs + timing.heartbeatMs;
    this.#settleDuplicates(link);
    if (!this.#core.links.has(link.id)) return;
    link.sync = new LinkSync(this.#core.feeds);
    this.#listener.live(link);
  }

  /**
   * Of links by one dialler the newest stays at once; where both dialled, one goes a little later.
   * A link of another process with the same key stays until it closes or falls silent: were it
   * taken over, a cloned peer and its original would push each other off the ring by turns.
   */
  #settleDuplicates(link: Link): void {
    for (const other of [...this.#core.liveLinks()]) {
      if (other === link || other.hello?.peer !== link.hello?.peer) continue;
      if (other.hello?.epoch !== link.hello?.epoch) continue;
      if (other.dialled !== link.dialled) {
        link.duplicateDueAtMs = this.#core.nowMs + timing.duplicateLinkMs;
        continue;
      }
      const isNewer =
        (other.hello?.dials ?? 0) + other.dials <= (link.hello?.dials ?? 0) + link.dials;
      this.part(isNewer ? other : link, "duplicate");
      if (!isNewer) return;
    }
  }

  /** Every live link gets a heartbeat and a half to be heard. */
  forgiveSilence(): void {
    const { nowMs } = this.#core;
    for (const link of this.#core.liveLinks()) {
      link.heardAtMs = Math.max(link.heardAtMs, nowMs - timing.silenceMaxMs + graceMs);
      link.pingDueAtMs = nowMs;
    }
  }

  /** Our address has changed: links that began at the old one have as long to be heard. */
  doubtLinks(): void {
    const heardAtMs = this.#core.nowMs - timing.silenceMaxMs + graceMs;
    for (const link of this.#core.liveLinks()) link.heardAtMs = Math.min(link.heardAtMs, heardAtMs);
  }

  tick(): void {
    const { nowMs } = this.#core;
    for (const link of [...this.#core.links.values()]) {
      if (nowMs >= link.deadlineAtMs) this.#late(link);
      else if (link.phase === "live") this.#beat(link);
    }
  }

  #late(link: Link): void {
    if (link.phase === "dialling") return this.hangUp(link, "no answer in time", false);
    this.refuse(link, "slow", "the greeting was not over within 5 s");
  }

  #beat(link: Link): void {
    const { nowMs, config } = this.#core;
    if (nowMs - link.heardAtMs >= timing.silenceMaxMs) {
      return this.hangUp(link, `silent for ${timing.silenceMaxMs / 1000} s`, false);
    }
    if (nowMs >= link.pingDueAtMs) {
      link.pingDueAtMs = nowMs + timing.heartbeatMs;
      this.#core.send(link, { type: "ping" });
    }
    if (link.duplicateDueAtMs === null || nowMs < link.duplicateDueAtMs) return;
    link.duplicateDueAtMs = null;
    const peer = link.hello?.peer ?? "";
    const staysDialled = config.id < peer;
    const twins = [...this.#core.liveLinks()].filter((other) => other.hello?.peer === peer);
    if (twins.some((twin) => twin.dialled === staysDialled)) {
      for (const twin of twins) if (twin.dialled !== staysDialled) this.part(twin, "duplicate");
    }
  }

  /** The other side broke a rule: say which, close this one link. */
  refuse(link: Link, code: RefusalCode, reason: string): void {
    this.#core.send(link, { type: "error", code, message: reason.slice(0, 500) });
    this.#core.showRefused(link, code, reason, true);
    this.hangUp(link, reason, false);
  }

  /** Close in peace. */
  part(link: Link, reason: "leaving" | "duplicate" | "unneeded"): void {
    this.#core.send(link, { type: "bye", reason });
    this.hangUp(link, reason, true);
  }

  hangUp(link: Link, reason: string, expected: boolean): void {
    this.#core.effects.push({ do: "hang-up", link: link.id, reason });
    this.closed(link, reason, expected);
  }

  /** The link is no more. */
  closed(link: Link, reason: string, expected: boolean): void {
    const { links, stage } = this.#core;
    if (!links.delete(link.id)) return;
    const wasLive = link.phase === "live";
    // One that lost to its twin at once has no sync: nobody was told that it was up.
    if (link.sync !== null && link.hello !== null && stage === "here") {
      const { side, local, remote, hello } = link;
      const peer = { id: hello.peer, name: hello.name, address: hello.address };
      this.#core.show({ show: "link", state: "down", side, peer, local, remote, reason, expected });
    }
    this.#listener.gone(link, wasLive, expected);
  }
}

/** What each side signs: both ids and both challenges, so that no proof serves twice. */
function proof(
  room: string,
  signer: string,
  own: string,
  other: string,
  theirs: string,
): Uint8Array {
  return utf8.encode(JSON.stringify(["ringchat auth 1", room, signer, own, other, theirs]));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
