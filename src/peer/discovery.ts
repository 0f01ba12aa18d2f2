import type { Address } from "../lib/ids.ts";
import { splitAddress } from "../lib/ids.ts";
import type { Beacon } from "../wire/beacon.ts";
import type { Core, Link } from "./core.ts";
import { type Hint, Hints } from "./hints.ts";
import * as timing from "./timing.ts";

/** Dials that beacons caused, at once. More find a crowd sooner, and let a flood cost more. */
const diallingMax = 8;
/** Rooms elsewhere that are told: a flood of names shall not fill the screen. */
const elsewhereMax = 8;

/**
 * Who is near: says by beacon where this peer is, and dials whom it hears, one a tick. A beacon is
 * a hint, no more: only the link that comes of it proves who is there. So are addresses that a
 * member passes on, which are dialled in the same way.
 */
export class Discovery {
  readonly #core: Core;
  readonly #dial: (address: Address) => Link;
  readonly #hints: Hints;
  #dueAtMs = 0;
  /** Beacons since the start, or since this peer is somewhere else. */
  #sent = 0;
  readonly #dials = new Set<Link>();
  /** Dialled of late, and from when on a beacon may lead there again. */
  readonly #tried = new Map<Address, number>();
  readonly #elsewhere = new Set<string>();
  #isVersionTold = false;

  constructor(core: Core, dial: (address: Address) => Link) {
    this.#core = core;
    this.#dial = dial;
    this.#hints = new Hints(core.random);
  }

  heard(beacon: Beacon, host: string): void {
    const { config, stage } = this.#core;
    if (!config.discovers || stage !== "here" || beacon.peer === config.id) return;
    if (beacon.kind !== config.kind || beacon.room !== config.room) return this.#tell(beacon);
    // Nobody is sent to a third party's door.
    if (splitAddress(beacon.address).host !== host) return;
    if (this.#isWorthDialling(beacon)) this.#hints.add(host, beacon);
  }

  /** A member, or the user, says that somebody may be there. */
  hinted(address: Address): void {
    if (this.#core.stage !== "here" || !this.#isWorthDialling({ address })) return;
    this.#hints.add(splitAddress(address).host, { address });
  }

  /** Whatever the hint says: nobody who is linked, or was tried a moment ago, is dialled. */
  #isWorthDialling({ peer, address }: Hint): boolean {
    const { links, own } = this.#core;
    if (own === null || address === own.address || this.#tried.has(address)) return false;
    const { host } = splitAddress(address);
    for (const { target, phase, hello, remote } of links.values()) {
      if (target === address) return false;
      if (phase !== "live") continue;
      // At which port of its host it listens only itself can say; at whose host, not.
      const isThere = hello?.address === address && splitAddress(remote).host === host;
      if (hello?.peer === peer || isThere) return false;
    }
    return true;
  }

  /** Others are near, in another room or of another kind: worth knowing while nobody is here. */
  #tell({ room, kind, name }: Beacon): void {
    const key = `${kind} ${room}`;
    if (this.#elsewhere.has(key) || this.#elsewhere.size >= elsewhereMax) return;
    if (this.#core.liveLinks().length > 0) return;
    this.#elsewhere.add(key);
    this.#core.show({ show: "elsewhere", room, kind, name });
  }

  /** Nobody else can be talked to there: worth knowing once, while nobody is here. */
  heardVersion(version: number): void {
    const { config, stage } = this.#core;
    if (!config.discovers || stage !== "here" || this.#isVersionTold) return;
    if (this.#core.liveLinks().length > 0) return;
    this.#isVersionTold = true;
    this.#core.show({ show: "other-version", version });
  }

  /** This peer is to be reached somewhere else: who is near there has not heard of it. */
  moved(): void {
    this.#sent = 0;
    this.#dueAtMs = 0;
    this.#tried.clear();
  }

  tick(): void {
    const { config, nowMs, stage } = this.#core;
    if (stage !== "here") return;
    if (config.discovers && nowMs >= this.#dueAtMs) this.#say();
    else if (!config.discovers && this.#hints.isEmpty) return;
    for (const [address, untilMs] of this.#tried) if (nowMs >= untilMs) this.#tried.delete(address);
    for (const link of this.#dials) if (!this.#isUnderWay(link)) this.#dials.delete(link);
    if (this.#dials.size < diallingMax) this.#dialOne();
  }

  #isUnderWay(link: Link): boolean {
    return link.phase !== "live" && this.#core.links.has(link.id);
  }

  #say(): void {
    const { config, nowMs, own, random, effects } = this.#core;
    if (own === null) return;
    const restMs = timing.beaconMs * (0.8 + 0.4 * random.next());
    this.#dueAtMs = nowMs + (timing.firstBeaconGapsMs[this.#sent++] ?? restMs);
    const { id: peer, kind, name, room } = config;
    const { address } = own;
    const beacon: Beacon = { type: "beacon", version: 1, kind, room, peer, name, address };
    effects.push({ do: "beacon", beacon });
  }

  #dialOne(): void {
    const hint = this.#hints.take();
    // It may have been linked, or dialled, since it was heard.
    if (hint === undefined || !this.#isWorthDialling(hint)) return;
    const { nowMs } = this.#core;
    const link = this.#dial(hint.address);
    link.deadlineAtMs = nowMs + timing.nearDialMs;
    this.#dials.add(link);
    this.#tried.set(hint.address, nowMs + timing.nearAgainMs);
  }
}
