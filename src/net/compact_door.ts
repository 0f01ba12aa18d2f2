import { joinAddress, splitAddress } from "../lib/ids.ts";
import type { Connection, ConnectionEvents, DiagnosticRecord, Transport } from "../peer/ports.ts";
import {
  bridgeName,
  type CompactFrame,
  encodeCompact,
  inPieces,
  isBridgeName,
  readCompactName,
} from "../wire/compact_frame.ts";
import { CompactLink } from "./compact_link.ts";

/** Each costs what it may have waiting, both ways. */
const guestsMax = 32;
/** Connections that have not said who they are: in all, of one host, and for how long. */
const strangersMax = 16;
const strangersPerHostMax = 2;
const strangerMs = 5_000;
/** Dials under way, how long each may take, and how many begin a second whoever is heard. */
const dialsMax = 4;
const dialMs = 3_000;
const dialsPerSecond = 8;
/** One host is dialled this seldom, however loud it is: others shall have a turn. */
const dialAgainMs = 1_000;
/**
 * Between announcements: while nobody is here, and then. Whoever missed one hears the next, but a
 * program that dials everyone whom it hears does so each time.
 */
const announceMs = 5_000;
const announceSeldomMs = 30_000;

/** What is told of guests; each is known by its IP address. */
export interface GuestListener {
  /** It is here, or has changed its name. */
  guestHere(address: string, name: string): void;
  guestSays(address: string, text: string): void;
  guestGone(address: string): void;
}

export type DoorOptions = {
  /** This peer's name. */
  readonly name: string;
  /** TCP and UDP, at every guest. */
  readonly port: number;
  readonly transport: Transport;
  readonly broadcast: (datagram: Uint8Array) => void;
  readonly guests: GuestListener;
  /** A name as the room may have it; null for one that nobody may bear. */
  readonly admitName: (name: string) => string | null;
  readonly diagnostics: (record: DiagnosticRecord) => void;
};

type Dial = { readonly sinceMs: number; cancel(): void };

/**
 * Lets programs in that speak the compact frame: whoever is heard is dialled, whoever dials is let
 * in, and everyone says a name first. However many come, work and memory are bounded. Times are
 * milliseconds of a clock that only goes on.
 */
export class CompactDoor {
  readonly #options: DoorOptions;
  /** What is said first on every connection, and by broadcast. */
  readonly #nameFrame: Uint8Array;
  readonly #links = new Set<CompactLink>();
  /** Links that said their name, by host: one each. */
  readonly #named = new Map<string, CompactLink>();
  readonly #dials = new Map<string, Dial>();
  /** Hosts that were dialled of late, and when. */
  readonly #dialledAtMs = new Map<string, number>();
  #dialTokens = dialsPerSecond;
  #nowMs: number;
  #announcedAtMs = -Infinity;

  constructor(options: DoorOptions, nowMs: number) {
    this.#options = options;
    this.#nameFrame = encodeCompact({ type: "name", text: bridgeName(options.name) });
    this.#nowMs = nowMs;
  }

  /** A datagram from `host`. It is a hint and no more: only that host is dialled. */
  heard(datagram: Uint8Array, host: string): void {
    if (this.#named.has(host) || this.#dials.has(host)) return;
    if (this.#dialledAtMs.has(host)) return;
    if (this.#dials.size >= dialsMax || this.#dialTokens < 1) return;
    const name = readCompactName(datagram);
    if (name === null || isBridgeName(name) || this.#options.admitName(name) === null) return;
    if (this.#named.size >= guestsMax) return;
    this.#dialTokens--;
    this.#dial(host, name);
  }

  #dial(host: string, name: string): void {
    const opened = (connection: Connection): ConnectionEvents => {
      this.#dials.delete(host);
      const { link, events } = this.#open(connection, host);
      // Its name came with the broadcast: it may say none.
      this.#nameIs(link, name);
      return events;
    };
    const failed = (reason: string): void => {
      this.#dials.delete(host);
      this.#log("debug", "guest-dial-failed", host, reason);
    };
    const address = joinAddress(host, this.#options.port);
    const { cancel } = this.#options.transport.dial(address, opened, failed);
    this.#dials.set(host, { sinceMs: this.#nowMs, cancel });
    this.#dialledAtMs.set(host, this.#nowMs);
  }

  readonly accept = (connection: Connection, _local: string, remote: string): ConnectionEvents => {
    const { host } = splitAddress(remote);
    // Both dialled: one connection is enough.
    this.#giveUpDial(host);
    const { link, events } = this.#open(connection, host);
    const strangers = [...this.#links].filter(({ isNamed }) => !isNamed);
    const ofHost = strangers.filter((stranger) => stranger.host === host).length;
    if (strangers.length > strangersMax || ofHost > strangersPerHostMax) {
      this.#drop(link, "too many that have not said their name");
    }
    return events;
  };

  #open(connection: Connection, host: string): { link: CompactLink; events: ConnectionEvents } {
    const link = new CompactLink(connection, host, this.#nowMs, {
      frame: (from, frame) => this.#take(from, frame),
      fault: (from, reason) => this.#drop(from, reason),
    });
    this.#links.add(link);
    link.write(this.#nameFrame);
    const events = {
      data: (bytes: Uint8Array) => link.receive(bytes, this.#nowMs),
      closed: (reason: string) => {
        const cut = link.isWithinFrame ? "closed within a frame" : reason;
        this.#forget(link, cut);
      },
    };
    return { link, events };
  }

  #take(link: CompactLink, { text, type }: CompactFrame): void {
    if (type === "name") this.#nameIs(link, text);
    else if (link.isNamed) this.#options.guests.guestSays(link.host, text);
    else this.#drop(link, "a message before a name");
  }

  /** Of two connections with one host the newer counts: the host may have started anew. */
  #nameIs(link: CompactLink, said: string): void {
    const { host } = link;
    const name = this.#options.admitName(said);
    if (isBridgeName(said)) return this.#drop(link, "it is a ringchat itself");
    if (name === null) return this.#drop(link, "a name that nobody may bear");
    const known = this.#named.get(host);
    if (known === undefined && this.#named.size >= guestsMax) {
      return this.#drop(link, "too many guests");
    }
    link.isNamed = true;
    this.#named.set(host, link);
    if (known !== undefined && known !== link) this.#drop(known, "it has a newer connection");
    this.#options.guests.guestHere(host, name);
  }

  /** A part at a time, so that each fits in a frame; `before` begins every one. */
  tell(addresses: readonly string[], before: string, text: string): void {
    const frames = inPieces(before, text).map((piece) =>
      encodeCompact({ type: "message", text: piece }),
    );
    const bytes = Buffer.concat(frames);
    for (const address of addresses) this.#named.get(address)?.write(bytes);
  }

  /** To be called ten times a second or so. */
  tick(nowMs: number): void {
    const passedMs = nowMs - this.#nowMs;
    this.#nowMs = nowMs;
    const filled = this.#dialTokens + (passedMs * dialsPerSecond) / 1_000;
    this.#dialTokens = Math.min(dialsPerSecond, filled);
    for (const [host, { sinceMs }] of this.#dials) {
      if (nowMs - sinceMs >= dialMs) this.#giveUpDial(host);
    }
    for (const [host, atMs] of this.#dialledAtMs) {
      if (nowMs - atMs >= dialAgainMs) this.#dialledAtMs.delete(host);
    }
    for (const link of this.#links) {
      if (link.isNamed || nowMs - link.openedAtMs < strangerMs) link.tick(nowMs);
      else this.#drop(link, `no name within ${strangerMs} ms`);
    }
    const waitMs = this.#named.size === 0 ? announceMs : announceSeldomMs;
    if (nowMs - this.#announcedAtMs >= waitMs) this.announce();
  }

  /** Says by broadcast who is here. */
  announce(): void {
    this.#announcedAtMs = this.#nowMs;
    this.#options.broadcast(this.#nameFrame);
  }

  close(): void {
    for (const host of this.#dials.keys()) this.#giveUpDial(host);
    for (const link of this.#links) link.hangUp();
    this.#links.clear();
    this.#named.clear();
  }

  #giveUpDial(host: string): void {
    this.#dials.get(host)?.cancel();
    this.#dials.delete(host);
  }

  #drop(link: CompactLink, reason: string): void {
    link.hangUp();
    this.#forget(link, reason);
  }

  #forget(link: CompactLink, reason: string): void {
    if (!this.#links.delete(link)) return;
    this.#log("info", "guest-closed", link.host, reason);
    if (this.#named.get(link.host) !== link) return;
    this.#named.delete(link.host);
    this.#options.guests.guestGone(link.host);
  }

  #log(level: "debug" | "info", event: string, host: string, reason: string): void {
    this.#options.diagnostics({ level, event, host, reason });
  }
}
