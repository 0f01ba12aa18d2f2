/** Rules that one who has proved who it is may break, and what the peer must answer. */
import { type HandWrittenPeer, noHash } from "../e2e/hand_written_peer.ts";

export type Misdeed = readonly [
  title: string,
  send: (peer: HandWrittenPeer) => string,
  code: string,
  says: string,
];

/** Each is sent once a link is live, after the peer's first entry. */
export const misdeeds: readonly Misdeed[] = [
  ["a second hello", (peer) => peer.line(peer.hello), "protocol", "a second hello"],
  [
    "a second proof",
    (peer) => peer.line({ type: "auth", signature: "A".repeat(86) }),
    "protocol",
    "a second proof",
  ],
  [
    "a run that somebody else signed",
    (peer) =>
      peer.said("forged", { author: "ab".repeat(32), first: 1, previous: noHash, lamport: 1 }),
    "auth",
    "is not signed by it",
  ],
  ["a run of another room", (peer) => peer.said("replayed", {}, "attic"), "auth", "not signed"],
  [
    "a leave of somebody else",
    (peer) => {
      const record = peer.record({ peer: "ab".repeat(32), state: "left", incarnation: 9 });
      return peer.line({ type: "members", records: [record] });
    },
    "auth",
    "is not signed by it",
  ],
  ["a clock that leads", (peer) => peer.said("later", { lamport: 1_000 }), "protocol", "clock"],
  ["a gap", (peer) => peer.said("skipped", { first: 7 }), "protocol", "starts at seq 7"],
  [
    "an entry over 32 KiB",
    (peer) => peer.run([{ kind: "text", body: "x".repeat(33 * 1024) }]),
    "frame",
    "over 32 KiB",
  ],
  [
    "a text over 16 KiB",
    (peer) => peer.run([{ kind: "text", body: "x".repeat(17 * 1024) }]),
    "frame",
    "over 16 KiB",
  ],
  [
    "a run of 257 entries",
    (peer) => peer.run(Array.from({ length: 257 }, () => ({ kind: "text", body: "x" }))),
    "frame",
    '"count"',
  ],
  [
    "a run with one bad line",
    (peer) =>
      peer.run([
        { kind: "text", body: "good" },
        { kind: "gossip", body: "bad" },
      ]),
    "frame",
    '"kind"',
  ],
  [
    "a run whose lines are others than it says",
    (peer) => peer.said("changed", { body: "cd".repeat(32) }),
    "protocol",
    "does not hold the lines that it says",
  ],
];
