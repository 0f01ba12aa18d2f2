/**
 * Ports for peers that have to know each other's before either listens. They lie below the range
 * from which systems take the ports of outgoing connections, so that none is gone by the time that
 * its peer starts; each is handed out once. Of the two processes of `npm test` each hands out every
 * other port: what one has handed out and nobody listens at yet looks free to the other.
 */
const stride = 2;
const firstPort = 10_000 + (Number(process.env["BUN_TEST_WORKER_ID"] ?? 0) % stride);
const lastPort = 32_000;

let candidate = firstPort + stride * Math.floor((Math.random() * (lastPort - firstPort)) / stride);

/** `count` ports of 127.0.0.1 and ::1 at which nobody listens. */
export function freePorts(count: number): number[] {
  return Array.from({ length: count }, freePort);
}

export function freePort(): number {
  for (;;) {
    candidate = candidate + stride > lastPort ? firstPort : candidate + stride;
    if (isFree("0.0.0.0", candidate) && isFree("::1", candidate)) return candidate;
  }
}

function isFree(hostname: string, port: number): boolean {
  try {
    Bun.listen({ hostname, port, socket: { data: () => {} } }).stop(true);
    return true;
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    return !isTaken && hostname === "::1"; // without IPv6 nobody can take the port there
  }
}
