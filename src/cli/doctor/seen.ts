/** What doctor saw when it tried. Hosts are IP addresses. */
import type { Address } from "../../lib/ids.ts";
import type { Answer } from "../../net/first_hello.ts";
import type { Heard } from "../../wire/beacon.ts";
import type { RoomKind } from "../../wire/frame.ts";

export type PortSeen = { readonly port: number } & (
  | { readonly is: "free" }
  /** A ringchat listens there; `name` is its peer's. */
  | { readonly is: "ours"; readonly name: string }
  /** `by`: the program, where the system tells. */
  | { readonly is: "taken"; readonly by: string | null }
  /** Nobody could listen there: it is no address of this machine, or is not allowed. */
  | { readonly is: "refused"; readonly reason: string }
);

/** What became of doctor's beacons on one way out of this machine. */
export type WaySeen = {
  /** This machine's end. */
  readonly host: string;
  /** `returned`: it was heard here, as everyone on that network should. */
  readonly beacon: "returned" | "lost" | { readonly refused: string };
};

export type BeaconSeen = {
  readonly host: string;
  readonly heard: Exclude<Heard, { heard: "noise" }>;
};

/** Somebody whom doctor dialled: heard just now, or known from before. */
export type Asked = {
  readonly address: Address;
  readonly name: string;
  readonly answer: Answer;
};

/** One network, as Windows takes it. */
export type ProfileSeen = {
  readonly name: string;
  readonly index: number;
  readonly isPublic: boolean;
};

export type Seen = {
  readonly room: string;
  readonly kind: RoomKind;
  /** Where this peer is to be, as asked for; null: at every address of this machine. */
  readonly self: string | null;
  readonly ownHosts: readonly string[];
  readonly tcp: PortSeen;
  readonly udp: PortSeen;
  readonly ways: readonly WaySeen[];
  readonly beacons: readonly BeaconSeen[];
  /** Hosts that dialled doctor where its beacons said. */
  readonly callers: readonly string[];
  readonly asked: readonly Asked[];
  /** What Windows takes its networks for; nothing elsewhere. */
  readonly profiles: readonly ProfileSeen[];
};
