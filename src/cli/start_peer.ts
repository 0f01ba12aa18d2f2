import { randomBytes } from "node:crypto";

import { joinAddress } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import { advertised, resolveHost } from "../net/addresses.ts";
import { ListenError, listenTcp, tcpTransport } from "../net/tcp.ts";
import { Driver } from "../peer/driver.ts";
import type { Crypto, DiagnosticRecord, PeerConfig, Store } from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";

export type StartOptions = {
  readonly config: PeerConfig;
  readonly crypto: Crypto;
  readonly store: Store;
  /** Port 0 takes a free one; `mayMoveUp` passes over a taken port. */
  readonly listen: { readonly host: string; readonly port: number; readonly mayMoveUp: boolean };
  readonly diagnostics: (record: DiagnosticRecord) => void;
  readonly onShown: (shown: Shown) => void;
};

/** Nonces and scouting times; a guess at either must not help anyone. */
const systemRandom: Random = {
  next: () => randomBytes(4).readUInt32LE() / 2 ** 32,
  hex: (bytes) => randomBytes(bytes).toString("hex"),
};

/** A peer that listens and runs. Throws ListenError. */
export async function startPeer(options: StartOptions): Promise<Driver> {
  const { listen, onShown, ...rest } = options;
  const resolved = await resolveHost(listen.host);
  if (!resolved.ok) {
    throw new ListenError(joinAddress(listen.host, listen.port), resolved.reason);
  }
  const driver = new Driver({
    ...rest,
    random: systemRandom,
    transport: tcpTransport,
    onShown: (shown) => {
      if (shown.show === "stopped") listener.stop();
      onShown(shown);
    },
  });
  const listener = listenTcp({ ...listen, host: resolved.ip }, driver.accept);
  const { address, wildcard } = advertised(listener.host, listener.port);
  driver.start(address, wildcard);
  return driver;
}
