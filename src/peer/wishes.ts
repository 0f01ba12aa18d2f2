import type { Address, PeerId } from "../lib/ids.ts";
import type { MemberRecord } from "../wire/frame.ts";
import type { Core, Link } from "./core.ts";
import * as timing from "./timing.ts";

/** Links that a program may wish for. More makes us knock at more doors. */
export const wishesMax = 64;

export type WishPorts = {
  dial(address: Address): void;
  /** Nobody is known there yet. */
  hint(address: Address): void;
  /** Tell the other end, now and then, that this link is wanted. */
  keep(link: Link): void;
};

/**
 * Links that a program wishes for beside those that the overlay wants, each a member or an address.
 * There are none where nobody asked.
 */
export class Wishes {
  readonly #core: Core;
  readonly #ports: WishPorts;
  #wished: ReadonlySet<PeerId | Address> = new Set();
  readonly #dialDueAtMs = new Map<Address, number>();

  constructor(core: Core, ports: WishPorts) {
    this.#core = core;
    this.#ports = ports;
  }

  /** Instead of those before. */
  set(links: readonly (PeerId | Address)[]): void {
    this.#wished = new Set(links.slice(0, wishesMax));
    this.#dialDueAtMs.clear();
    this.tick();
  }

  /** Not this one any more. */
  drop(peer: PeerId): void {
    const address = this.#core.table.get(peer)?.address;
    this.#wished = new Set([...this.#wished].filter((wish) => wish !== peer && wish !== address));
  }

  isFor({ hello, target }: Link): boolean {
    if (this.#wished.size === 0) return false;
    return [hello?.peer, hello?.address, target].some((one) => this.#wished.has(one ?? ""));
  }

  tick(): void {
    const { config, own, stage } = this.#core;
    if (stage !== "here" || own === null) return;
    for (const wish of this.#wished) {
      const record = this.#memberOf(wish);
      if (record === undefined) this.#dial(wish, (address) => this.#ports.hint(address));
      else if (record.peer !== config.id) this.#reach(record);
    }
  }

  #memberOf(wish: PeerId | Address): MemberRecord | undefined {
    const { table } = this.#core;
    return table.get(wish) ?? table.byAddress().get(wish);
  }

  #reach({ address, peer }: MemberRecord): void {
    const link = this.#core.liveLinkTo(peer);
    if (link !== undefined) this.#ports.keep(link);
    else this.#dial(address, (target) => this.#ports.dial(target));
  }

  #dial(address: Address, dial: (address: Address) => void): void {
    const { links, nowMs } = this.#core;
    // A peer that nobody here knows can't be dialled by its id.
    if (!address.includes(":") || nowMs < (this.#dialDueAtMs.get(address) ?? 0)) return;
    this.#dialDueAtMs.set(address, nowMs + timing.wishDialMs);
    for (const { target } of links.values()) if (target === address) return;
    dial(address);
  }
}
