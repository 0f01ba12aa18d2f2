import { splitAddress } from "../lib/ids.ts";
import type { ListenError } from "../net/tcp.ts";
import type { PeerConfig } from "../peer/ports.ts";
import type { Failure } from "./failure.ts";

/** Why a peer can't listen, and what to do about it on this platform. */
export function cannotListen(
  { address, code, reason }: ListenError,
  kind: PeerConfig["kind"],
  platform: string,
): Failure {
  const { host } = splitAddress(address);
  // Others have 127.0.0.1 alone until somebody adds more.
  const hasWholeLoopback = platform === "linux" || platform === "win32";
  if (code === "EADDRNOTAVAIL" && host.startsWith("127.") && !hasWholeLoopback) {
    return { why: "no-loopback", host };
  }
  const chosenBy = kind === "mesh" ? "--self HOST --port PORT" : "--self HOST:PORT";
  return { why: "cannot-listen", address, reason, chosenBy };
}
