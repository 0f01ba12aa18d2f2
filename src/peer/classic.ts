import type { Address } from "../lib/ids.ts";
import type { ClassicValue } from "../wire/classic_value.ts";
import type { Entry } from "../wire/frame.ts";
import type { Core, Known } from "./core.ts";
import { keyOf } from "./guest_key.ts";
import { guestName } from "./names.ts";

/** Ids of messages that are remembered. The dialect's own peers remember all. */
const seenMax = 8_192;

/** Those who speak in the room without a key, by `keyOf`. */
export type ClassicGuests = {
  arrived(address: Address, name: string, atMs: number): void;
  says(key: string, text: string, atMs: number, id: string): void;
  gone(key: string, atMs: number): void;
};

/**
 * What classic peers say, and are told. In a ring of both kinds a message may come by links and by
 * the classic dialect, and comes round: whatever way it goes it has one id.
 */
export class Classic {
  readonly #core: Core;
  readonly #guests: ClassicGuests;
  readonly #seen = new Set<string>();
  readonly #shown = new Set<string>();
  /** By connection, who spoke on it and has not left. */
  readonly #speakers = new Map<Address, Set<string>>();

  constructor(core: Core, guests: ClassicGuests) {
    this.#core = core;
    this.#guests = guests;
  }

  said(address: Address, value: ClassicValue, atMs: number): void {
    const { author, command, data, id } = value;
    const name = guestName(author);
    const isKnown = command === "m" || command === "q";
    if (!isKnown || id === "" || name === null || !isNew(this.#seen, id)) return;
    const speakers = this.#speakers.get(address) ?? new Set();
    this.#speakers.set(address, speakers);
    if (command === "q") {
      speakers.delete(name);
      this.#guests.gone(keyOf(address, name), atMs);
      return this.#tell(value);
    }
    speakers.add(name);
    this.#guests.arrived(address, name, atMs);
    // Those behind it are told once it is written down.
    this.#guests.says(keyOf(address, name), data ?? "", atMs, id);
  }

  /** Nobody who spoke there is heard any more. */
  gone(address: Address, atMs: number): void {
    for (const name of this.#speakers.get(address) ?? []) {
      this.#guests.gone(keyOf(address, name), atMs);
    }
    this.#speakers.delete(address);
  }

  /**
   * Returns whether it is a guest's message that was shown before: two peers may have written it
   * down. What a peer signs itself is shown whatever a guest's id says.
   */
  isRepeated(entry: Entry, id: string): boolean {
    if (this.#core.config.admitsClassic !== true || entry.kind === "system") return false;
    return !isNew(this.#shown, classicId(entry, id)) && entry.kind === "guest";
  }

  /** An entry became known here. */
  known({ author, backlog, entry, id }: Known): void {
    if (this.#core.config.admitsClassic !== true) return;
    const own = classicId(entry, id);
    isNew(this.#seen, own);
    // It has no history.
    if (backlog) return;
    if (entry.kind === "text") {
      this.#tell({ id: own, author: author.name, command: "m", data: entry.body });
    } else if (entry.kind === "guest") {
      this.#tell({ id: own, author: entry.body.name, command: "m", data: entry.body.text });
    } else if (entry.body.event === "left") {
      this.#tell({ id: own, author: author.name, command: "q", data: null });
    }
  }

  #tell(value: ClassicValue): void {
    if (this.#core.isNextClassic) this.#core.effects.push({ do: "tell-classic", value });
  }
}

/** The message's own id in its dialect, else that of the entry. */
function classicId(entry: Entry, id: string): string {
  return entry.kind === "guest" ? (entry.body.id ?? id) : id;
}

/** Remembers it; returns whether it was not known. */
function isNew(known: Set<string>, id: string): boolean {
  if (known.has(id)) return false;
  known.add(id);
  for (const oldest of known) {
    if (known.size > seenMax) known.delete(oldest);
    return true;
  }
  return true;
}
