import { randomBytes } from "node:crypto";

import type { Address } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import { advertised, isWildcard } from "../net/addresses.ts";
import { listenTcp, tcpTransport, tcpTransportFrom } from "../net/tcp.ts";
import { beaconPort, Vicinity } from "../net/vicinity.ts";
import { Driver } from "../peer/driver.ts";
import type { Crypto, DiagnosticRecord, PeerConfig, Store } from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";
import { AfterFlood } from "./after_flood.ts";
import { openClassicDoor } from "./classic_door.ts";
import { type Compact, openGuestDoor } from "./guest_door.ts";

export type StartOptions = {
  readonly config: PeerConfig;
  readonly crypto: Crypto;
  readonly store: Store;
  /** `host` is an IP address. Port 0 takes a free one; `mayMoveUp` passes over a taken port. */
  readonly listen: { readonly host: string; readonly port: number; readonly mayMoveUp: boolean };
  /** What to tell others instead of where it listens. */
  readonly advertise?: Address | null;
  /** Left out, or null, where nobody comes in without a key. */
  readonly compact?: Compact | null;
  readonly diagnostics: (record: DiagnosticRecord) => void;
  readonly onShown: (shown: Shown) => void;
};

/** Nonces and scouting times; a guess at either must not help anyone. */
const systemRandom: Random = {
  next: () => randomBytes(4).readUInt32LE() / 2 ** 32,
  hex: (bytes) => randomBytes(bytes).toString("hex"),
};

/**
 * A peer that listens and runs, and has not stored anything yet: that begins when its caller is
 * done. Throws ListenError.
 */
export function startPeer(options: StartOptions): Driver {
  const { advertise = null, compact = null, listen, ...rest } = options;
  const { config, diagnostics, onShown } = rest;
  const { discovers, kind, name } = config;
  const self = isWildcard(listen.host) ? null : listen.host;
  const flood = new AfterFlood();
  const classics = openClassicDoor(config, diagnostics, () => driver);
  // In a ring the next may be on another network than the one that this peer listens on.
  const transport = kind === "mesh" && self !== null ? tcpTransportFrom(self) : tcpTransport;
  const driver: Driver = new Driver({
    ...rest,
    random: systemRandom,
    transport: classics?.dialling(transport) ?? transport,
    classic: { tell: (value) => classics?.tell(value) },
    broadcaster: { send: (beacon) => vicinity?.send(beacon) },
    guests: { tell: (addresses, told) => door?.tell(addresses, told) },
    onShown: (shown) => {
      if (shown.show === "message") flood.messageCame();
      if (shown.show === "stopped") {
        flood.end();
        listener.stop();
        door?.close();
        classics?.close();
        vicinity?.close();
      }
      onShown(shown);
    },
  });
  const listener = listenTcp(listen, classics?.accepting(driver.accept) ?? driver.accept);
  const place = advertised(listener.host, listener.port, advertise);
  let { address } = place;
  const looked = (): void => {
    door?.listenAgain();
    const now = advertised(listener.host, listener.port, advertise).address;
    if (now === address) return;
    address = now;
    driver.moved(now);
    door?.announce();
  };
  const ports = kind === "mesh" && listen.port !== 0 ? [beaconPort, listen.port] : [beaconPort];
  const vicinity = discovers
    ? new Vicinity({
        self,
        ports: [...new Set(ports)],
        heard: (beacon, host) => driver.heard(beacon, host),
        heardVersion: (version) => driver.heardVersion(version),
        looked,
        trouble: (trouble) => onShown({ show: "nearby", ...trouble }),
      })
    : null;
  const networks = () => vicinity?.networks ?? [];
  const around = { name, self, networks, driver, diagnostics, onShown };
  const door = compact === null ? null : openGuestDoor({ ...compact, ...around });
  driver.start(place);
  return driver;
}
