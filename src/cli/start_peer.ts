import { randomBytes } from "node:crypto";

import type { Random } from "../lib/random.ts";
import { advertised } from "../net/addresses.ts";
import { listenTcp, tcpTransport } from "../net/tcp.ts";
import { Driver } from "../peer/driver.ts";
import type { Crypto, DiagnosticRecord, PeerConfig, Store } from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";

export type StartOptions = {
  readonly config: PeerConfig;
  readonly crypto: Crypto;
  readonly store: Store;
  /** `host` is an IP address. Port 0 takes a free one; `mayMoveUp` passes over a taken port. */
  readonly listen: { readonly host: string; readonly port: number; readonly mayMoveUp: boolean };
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
  const { listen, onShown, ...rest } = options;
  const driver = new Driver({
    ...rest,
    random: systemRandom,
    transport: tcpTransport,
    onShown: (shown) => {
      if (shown.show === "stopped") listener.stop();
      onShown(shown);
    },
  });
  const listener = listenTcp(listen, driver.accept);
  const { address, wildcard } = advertised(listener.host, listener.port);
  driver.start(address, wildcard);
  return driver;
}
