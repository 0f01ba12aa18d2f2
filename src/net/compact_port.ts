import { createSocket } from "node:dgram";

import { BeaconInlets } from "./beacon_inlets.ts";
import { CompactDoor, type DoorOptions } from "./compact_door.ts";
import { isNear, type Outlet } from "./interfaces.ts";
import { listenTcp, tcpTransport, tcpTransportFrom } from "./tcp.ts";

const tickMs = 100;

export type CompactPortOptions = Omit<DoorOptions, "transport" | "broadcast"> & {
  /** The own IPv4 address to use; null: all that this machine has. */
  readonly self: string | null;
  /** Those that this machine is in now. */
  readonly networks: () => readonly Outlet[];
  /** Nobody can be heard there: another program has the UDP port for itself. */
  readonly deaf: (reason: string) => void;
};

export type CompactPort = Pick<CompactDoor, "announce" | "tell" | "close"> & {
  /** Tries to hear again what could not be heard: another program may have ended. */
  listenAgain(): void;
};

/** Opens the door at a port, TCP and UDP. Throws ListenError. */
export function openCompactPort(options: CompactPortOptions): CompactPort {
  const { deaf, networks, port, self, ...rest } = options;
  const failed = (reason: string): void => {
    options.diagnostics({ level: "warn", event: "compact-broadcast", port, reason });
  };
  const door = new CompactDoor(
    {
      ...rest,
      port,
      transport: self === null ? tcpTransport : tcpTransportFrom(self),
      broadcast: (datagram) => {
        for (const { broadcast, host } of networks()) {
          sendFrom(host, datagram, port, broadcast, failed);
        }
      },
    },
    performance.now(),
  );
  const place = { host: self ?? "0.0.0.0", port, mayMoveUp: false };
  const listener = listenTcp(place, door.accept);
  let isDeaf = false;
  const inlets = new BeaconInlets(
    [port],
    (bytes, host) => {
      // Nobody is made to dial the world, and no broadcast comes from there.
      if (isNear(host, networks())) door.heard(bytes, host);
    },
    (_, reason) => {
      if (!isDeaf) deaf(reason);
      isDeaf = true;
    },
  );
  inlets.open();
  door.announce();
  const timer = setInterval(() => door.tick(performance.now()), tickMs);
  return {
    announce: () => door.announce(),
    listenAgain: () => inlets.open(),
    tell: (addresses, before, text) => door.tell(addresses, before, text),
    close: () => {
      clearInterval(timer);
      inlets.close();
      listener.stop();
      door.close();
    },
  };
}

/** A socket each time: it is seldom, and interfaces come and go. */
function sendFrom(
  host: string,
  datagram: Uint8Array,
  port: number,
  broadcast: string,
  failed: (reason: string) => void,
): void {
  const socket = createSocket({ type: "udp4" });
  const end = (error: Error | null): void => {
    if (error !== null) failed(error.message);
    socket.close();
  };
  socket.on("error", end);
  socket.bind(0, host, () => {
    socket.setBroadcast(true);
    socket.send(datagram, port, broadcast, end);
  });
}
