/**
 * Several peers of one machine take 127.0.0.1, 127.0.0.2 and so on. Linux and Windows have
 * broadcasts among them; BSDs, and so macOS, have none: what goes to 127.255.255.255 is dropped.
 * There a beacon goes to each address that somebody may have taken, and who has taken one listens
 * at it, not at the wildcard alone: of several sockets at the wildcard only one would get it.
 */
import { isLoopback, type Outlet } from "./interfaces.ts";

/** As many as anybody adds by hand. */
export const loopbackHosts = Array.from({ length: 16 }, (_, i) => `127.0.0.${i + 1}`);

function hasBroadcast(platform: string): boolean {
  return platform === "linux" || platform === "win32";
}

/** Where to send what is meant for all whom the outlet reaches. */
export function receiversOf(
  outlet: Outlet,
  platform: string = process.platform,
): readonly string[] {
  const isTold = isLoopback(outlet.host) && !hasBroadcast(platform);
  return isTold ? [outlet.broadcast, ...loopbackHosts] : [outlet.broadcast];
}

/** Where to listen for it. @param self the address that the peer is bound to; null: all */
export function earsOf(
  self: string | null,
  platform: string = process.platform,
): readonly string[] {
  const isTold = self !== null && isLoopback(self) && !hasBroadcast(platform);
  return isTold ? ["0.0.0.0", self] : ["0.0.0.0"];
}
