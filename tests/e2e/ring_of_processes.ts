import { freePorts } from "./free_ports.ts";
import { JsonPeer, type JsonPeerOptions } from "./json_peer.ts";

const names = ["bobby", "donald", "eddy", "fiona", "gus", "hanna", "igor", "jenny"];

export type Place = Omit<JsonPeerOptions, "name"> & { readonly self: string };

/** Peers of which each has the one after it as its next, and the last has the first. */
export class RingOfProcesses implements AsyncDisposable {
  readonly peers: readonly JsonPeer[];
  readonly addresses: readonly string[];

  private constructor(peers: readonly JsonPeer[], addresses: readonly string[]) {
    this.peers = peers;
    this.addresses = addresses;
  }

  /** Resolves once every peer has seen a lap go round through all. */
  static async closed(size: number, extra: readonly string[] = []): Promise<RingOfProcesses> {
    const addresses = freePorts(size).map((port) => `127.0.0.1:${port}`);
    return await RingOfProcesses.closedAt(
      addresses.map((self, index) => ({
        self,
        ...(size > 1 && { next: addresses[(index + 1) % size]! }),
        extra,
      })),
    );
  }

  /** The same of peers at these places. */
  static async closedAt(places: readonly Place[]): Promise<RingOfProcesses> {
    const peers = await Promise.all(
      places.map((place, index) => JsonPeer.start({ name: names[index]!, ...place })),
    );
    const ring = new RingOfProcesses(
      peers,
      places.map(({ self }) => self),
    );
    try {
      await ring.close();
    } catch (error) {
      await ring[Symbol.asyncDispose]();
      throw error;
    }
    return ring;
  }

  /** Resolves once these are a ring in this order, seen from everywhere; all unless said. */
  async close(peers: readonly JsonPeer[] = this.peers): Promise<void> {
    const names = peers.map(({ name }) => name);
    await Promise.all(
      peers.map((peer, at) => peer.closedRing([...names.slice(at), ...names.slice(0, at)])),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer[Symbol.asyncDispose]()));
  }
}
