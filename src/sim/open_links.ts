import type { Address, LinkId } from "../lib/ids.ts";
import type { Connection, ConnectionEvents, PeerEvent, Transport } from "../peer/ports.ts";
import type { RunHeader } from "../wire/frame.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";

type Open = { readonly connection: Connection; readonly decoder: FrameDecoder };

/** What a process has open by link: its connections, a real decoder on each, and its dials. */
export class OpenLinks {
  readonly #open = new Map<LinkId, Open>();
  readonly #dials = new Map<LinkId, { cancel(): void }>();
  readonly #take: (event: PeerEvent) => void;
  readonly #onBytes: (link: LinkId, decoder: FrameDecoder, bytes: Uint8Array) => void;
  #accepted = 0;

  constructor(
    take: (event: PeerEvent) => void,
    onBytes: (link: LinkId, decoder: FrameDecoder, bytes: Uint8Array) => void,
  ) {
    this.#take = take;
    this.#onBytes = onBytes;
  }

  connection(link: LinkId): Connection | undefined {
    return this.#open.get(link)?.connection;
  }

  accept(connection: Connection, local: Address, remote: Address): ConnectionEvents {
    const link = `a${++this.#accepted}`;
    const events = this.#add(link, connection);
    this.#take({ type: "accepted", link, local, remote });
    return events;
  }

  dial(transport: Transport, link: LinkId, address: Address): void {
    const opened = (connection: Connection, local: Address, remote: Address): ConnectionEvents => {
      this.#dials.delete(link);
      const events = this.#add(link, connection);
      this.#take({ type: "connected", link, local, remote });
      return events;
    };
    const failed = (reason: string): void => {
      this.#dials.delete(link);
      this.#take({ type: "dial-failed", link, reason });
    };
    this.#dials.set(link, transport.dial(address, opened, failed));
  }

  trust(link: LinkId, knows: (header: RunHeader) => boolean): void {
    this.#open.get(link)?.decoder.allowRuns(knows);
  }

  hangUp(link: LinkId): void {
    this.#dials.get(link)?.cancel();
    this.#dials.delete(link);
    this.connection(link)?.hangUp();
    this.#open.delete(link);
  }

  #add(link: LinkId, connection: Connection): ConnectionEvents {
    const decoder = new FrameDecoder();
    this.#open.set(link, { connection, decoder });
    return {
      data: (bytes) => this.#onBytes(link, decoder, bytes),
      closed: (reason) => {
        this.#open.delete(link);
        this.#take({ type: "closed", link, reason });
      },
    };
  }
}
