import { splitAddress } from "../lib/ids.ts";
import type { ListenError } from "../net/tcp.ts";
import type { PeerConfig } from "../peer/ports.ts";
import type { Failure } from "./failure.ts";

type Start = {
  readonly kind: PeerConfig["kind"];
  readonly platform: string;
  /** Where guests were to dial it. */
  readonly compactPort?: number | null;
};

/** Why a peer can't listen, and what to do about it on this platform. */
export function cannotListen(
  { address, code, reason }: ListenError,
  { compactPort = null, kind, platform }: Start,
): Failure {
  const { host, port } = splitAddress(address);
  // Others have 127.0.0.1 alone until somebody adds more.
  const hasWholeLoopback = platform === "linux" || platform === "win32";
  if (code === "EADDRNOTAVAIL" && host.startsWith("127.") && !hasWholeLoopback) {
    return { why: "no-loopback", host };
  }
  const where = kind === "mesh" ? "--self HOST --port PORT" : "--self HOST:PORT";
  const chosenBy = port === compactPort ? "--compact-port PORT" : where;
  return { why: "cannot-listen", address, reason, chosenBy };
}
