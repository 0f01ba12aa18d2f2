import type { DiagnosticRecord } from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";

/**
 * What the log keeps of what is shown, so that it tells alone what happened: all but the words of
 * people. null for an answer to a question of the user's.
 */
export function recordOf(shown: Shown): DiagnosticRecord | null {
  switch (shown.show) {
    case "listening": {
      const { address, at = address } = shown;
      return { level: "info", event: "listening", address, local: at };
    }
    case "waiting":
      return { level: "info", event: shown.show, address: shown.address };
    case "retry": {
      const { address, attempt, of } = shown;
      return { level: "debug", event: "retry", address, attempt, of };
    }
    case "gave-up": {
      const { address, tries, configured } = shown;
      return { level: "warn", event: "gave-up", address, tries, configured };
    }
    case "link": {
      const { state, side, peer, local, remote, reason } = shown;
      const link = { state, side, peer: peer.id, name: peer.name, local, remote, reason };
      return { level: "info", event: "link", ...link };
    }
    case "notice": {
      const { kind, peer } = shown;
      return { level: "info", event: "notice", kind, peer: peer.id, name: peer.name };
    }
    case "refused": {
      const { code, remote, reason, byUs } = shown;
      return { level: "warn", event: "refused", code, remote, reason, byUs };
    }
    case "rejected":
      return { level: "debug", event: "rejected", code: shown.code };
    case "identity-in-use":
      return { level: "error", event: "identity-in-use", address: shown.address };
    case "forked":
      return { level: "warn", event: "forked", peer: shown.peer.id, name: shown.peer.name };
    case "other-version":
      return { level: "warn", event: "other-version", version: shown.version };
    case "elsewhere":
      return { level: "info", event: "elsewhere", room: shown.room, kind: shown.kind };
    case "nearby":
      return { level: "warn", event: `beacons-${shown.trouble}`, reason: shown.reason };
    case "store-failed":
      return { level: "error", event: "store-failed", reason: shown.reason };
    case "backlog":
      return { level: "trace", event: "backlog", done: shown.done, left: shown.left };
    case "stopped":
      return { level: "info", event: "stopped" };
    // The frames that bring them are in the log; a line more for each would be half of it.
    case "message":
    case "receipt":
    case "ring":
    case "answer":
      return null;
  }
}
