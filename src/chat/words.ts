/** What has to be said in each language; speech.ts knows who says it. */
import type { Address } from "../lib/ids.ts";
import type { NameFault } from "../lib/visible.ts";
import type { RefusalCode, Shown } from "../peer/shown.ts";

export type CommandHelp = "say" | "messageMode" | "ring" | "leave" | "help";

export type RejectedCode = Extract<Shown, { show: "rejected" }>["code"];

/** Names and addresses come in as they may be shown. */
export type Words = {
  readonly waiting: (next: Address) => string;
  readonly gaveUp: (next: Address, tries: number, configured: boolean) => string;
  readonly nextLost: (remote: Address) => string;
  readonly joined: (name: string) => string;
  readonly back: (name: string) => string;
  readonly lost: (name: string) => string;
  /** `next` is the name of the new next peer. */
  readonly healed: (next: string) => string;
  /** `name` is one peer of the other ring. */
  readonly merged: (name: string) => string;
  /** `lapMs` is written out with its unit, or null before the first lap. */
  readonly ring: (peers: number, closed: boolean, lapMs: string | null) => string;
  readonly you: string;
  readonly refusedByUs: (remote: Address, code: RefusalCode, reason: string) => string;
  readonly refusedByThem: (remote: Address, code: RefusalCode, reason: string) => string;
  readonly rejected: Readonly<Record<RejectedCode, string>>;
  readonly identityInUse: (address: Address) => string;
  readonly forked: (name: string) => string;
  readonly storeFailed: (reason: string) => string;

  readonly hint: string;
  readonly help: Readonly<Record<CommandHelp, string>>;
  readonly notSent: (draft: string) => string;
  readonly tellNeighbour: (address: Address) => string;

  readonly askName: string;
  readonly nameFault: Readonly<Record<NameFault, string>>;
  readonly askSelf: string;
  readonly otherAddress: string;
  readonly everyAddress: string;
  readonly askNext: string;
  readonly nobodyYet: string;
  readonly addressFault: string;
  readonly sameAddress: string;
  readonly askNewIdentity: (address: Address) => string;
  readonly yes: string;
  readonly no: string;
};
