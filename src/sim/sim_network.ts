import { type Address, joinAddress, splitAddress } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import type { Connection, ConnectionEvents, Transport } from "../peer/ports.ts";
import type { Clock } from "./clock.ts";
import type { Slot } from "./faults.ts";
import { type LinkWorld, type Owner, SimLink } from "./sim_link.ts";

type Opened = (connection: Connection, local: Address, remote: Address) => ConnectionEvents;
type Listener = { readonly owner: Owner; readonly opened: Opened };
type Quality = {
  readonly baseMs: number;
  readonly jitterMs: number;
  readonly bytesPerMs: number;
};
type Slowness = { readonly untilMs: number; readonly extraMs: number };
type Narrowness = { readonly untilMs: number; readonly bytesPerMs: number };

/** More than any world has. */
const slotsMax = 64;

/** What a peer's kernel holds for one that does not read: from small to as much as Linux gives. */
const windowBytesMin = 4 * 1024;
const windowBytesMax = 512 * 1024;

/** Everything between the processes: who listens where, and how long the way is. */
export class SimNetwork implements LinkWorld {
  readonly clock: Clock;
  readonly random: Random;
  #links: SimLink[] = [];
  readonly #listeners = new Map<Address, Listener>();
  /** Machines that are gone: dials to them get no answer. */
  readonly #dark = new Set<Address>();
  readonly #qualities = new Map<number, Quality>();
  readonly #slowness = new Map<number, Slowness>();
  readonly #narrowness = new Map<number, Narrowness>();
  readonly #blockedUntilMs = new Map<number, number>();
  #ports = 40_000;
  /** How many of all ways are those of an old telephone until the calm: mostly none. */
  readonly #narrowShare: number;
  #isWide = false;

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
    this.#narrowShare = Math.max(0, random.next() * 2 - 1);
  }

  /** Connections that at least one end still holds. */
  get links(): readonly SimLink[] {
    this.#links = this.#links.filter((link) => !link.isOver);
    return this.#links;
  }

  listen(address: Address, owner: Owner, opened: Opened): void {
    this.#dark.delete(address);
    this.#listeners.set(address, { owner, opened });
  }

  /** `dark`: the machine is gone, not only the process. */
  unlisten(address: Address, dark: boolean): void {
    this.#listeners.delete(address);
    if (dark) this.#dark.add(address);
  }

  /** Every way between two peers takes `extraMs` longer. */
  slow(between: readonly [Slot, Slot], forMs: number, extraMs: number): void {
    this.#slowness.set(pairOf(...between), { untilMs: this.clock.nowMs + forMs, extraMs });
  }

  narrow(between: readonly [Slot, Slot], forMs: number, bytesPerMs: number): void {
    this.#narrowness.set(pairOf(...between), { untilMs: this.clock.nowMs + forMs, bytesPerMs });
  }

  /** Nothing gets through from one to the other; what was sent meanwhile comes afterwards. */
  block(from: Slot, to: Slot, forMs: number): void {
    const blockedMs = Math.max(forMs, this.#blockedMs(from, to));
    this.#blockedUntilMs.set(wayOf(from, to), this.clock.nowMs + blockedMs);
  }

  isBlocked(from: Slot, to: Slot): boolean {
    return this.#blockedMs(from, to) > 0;
  }

  #blockedMs(from: Slot, to: Slot): number {
    if (this.#blockedUntilMs.size === 0) return 0;
    return Math.max(0, (this.#blockedUntilMs.get(wayOf(from, to)) ?? 0) - this.clock.nowMs);
  }

  get isWide(): boolean {
    return this.#isWide;
  }

  /** From now on no way is narrow: a history can be longer than one carries in the calm. */
  widen(): void {
    this.#isWide = true;
  }

  bytesPerMs(from: Slot, to: Slot): number {
    if (this.#isWide) return Infinity;
    const narrowness = this.#narrowness.get(pairOf(from, to));
    const isNarrow = narrowness !== undefined && this.clock.nowMs < narrowness.untilMs;
    return isNarrow ? narrowness.bytesPerMs : this.#qualityOf(from, to).bytesPerMs;
  }

  delayMs(from: Slot, to: Slot): number {
    const { baseMs, jitterMs } = this.#qualityOf(from, to);
    const slowness = this.#slowness.get(pairOf(from, to));
    const isSlow = slowness !== undefined && this.clock.nowMs < slowness.untilMs;
    const steadyMs = baseMs + jitterMs * this.random.next() + this.#blockedMs(from, to);
    return isSlow ? steadyMs + slowness.extraMs * this.random.next() : steadyMs;
  }

  /** What the way between two peers is like when nothing goes wrong. */
  #qualityOf(from: Slot, to: Slot): Quality {
    const pair = pairOf(from, to);
    let quality = this.#qualities.get(pair);
    if (quality === undefined) {
      const { random } = this;
      // From one machine's loopback to another continent, from steady to Wi-Fi.
      const baseMs = 0.02 * 5_000 ** random.next();
      const jitterMs = baseMs * 4 * random.next() ** 3;
      quality = { baseMs, jitterMs, bytesPerMs: random.next() < this.#narrowShare ? 50 : Infinity };
      this.#qualities.set(pair, quality);
    }
    return quality;
  }

  /** The process's way to dial; `resolve` is its machine's name service. */
  transportOf(owner: Owner, host: () => string, resolve: (typed: Address) => Address): Transport {
    return {
      dial: (typed, opened, failed) => {
        const attempt = { isCancelled: false };
        const local = joinAddress(host(), this.#ports++);
        this.#dial(owner, local, resolve(typed), attempt, opened, failed);
        return {
          cancel: () => {
            attempt.isCancelled = true;
          },
        };
      },
    };
  }

  #dial(
    owner: Owner,
    local: Address,
    address: Address,
    attempt: { readonly isCancelled: boolean },
    opened: Opened,
    failed: (reason: string) => void,
  ): void {
    const to = this.#listeners.get(address)?.owner.slot ?? owner.slot;
    this.clock.after(this.delayMs(owner.slot, to), () => {
      const listener = this.#listeners.get(address);
      if (listener === undefined) {
        if (this.#dark.has(address)) return;
        const refuse = (): void => {
          if (!attempt.isCancelled) failed(`${splitAddress(address).port}: connection refused`);
        };
        return this.clock.after(this.delayMs(to, owner.slot), () => owner.run(refuse));
      }
      const link = this.#connect(owner, listener.owner, local, address);
      const [dialler, acceptor] = link.ends;
      acceptor.arrive(() => {
        if (attempt.isCancelled) dialler.finish();
        else dialler.listen(opened(dialler, local, address));
      });
      // The kernel has accepted; the process hears of it when it gets its turn.
      listener.owner.run(() => acceptor.listen(listener.opened(acceptor, address, local)));
    });
  }

  #connect(dialler: Owner, acceptor: Owner, local: Address, address: Address): SimLink {
    const windowBytes = Math.round(
      windowBytesMin * (windowBytesMax / windowBytesMin) ** this.random.next(),
    );
    const link = new SimLink(this, { dialler, acceptor, local, address, windowBytes });
    this.#links.push(link);
    return link;
  }
}

/** The same for both directions. Numbers, because each piece that is sent asks for some. */
function pairOf(a: Slot, b: Slot): number {
  return a < b ? wayOf(a, b) : wayOf(b, a);
}

function wayOf(from: Slot, to: Slot): number {
  return from * slotsMax + to;
}
