import type { Words } from "../chat/speech.ts";
import { type CompactPort, openCompactPort } from "../net/compact_port.ts";
import type { Outlet } from "../net/interfaces.ts";
import type { Driver } from "../peer/driver.ts";
import { guestName } from "../peer/names.ts";
import type { DiagnosticRecord, GuestPort } from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";
import { introduction } from "./introduction.ts";

/** Where those come in who have no key, and in whose words they are told who speaks. */
export type Compact = { readonly port: number; readonly words: Words };

export type GuestDoorOptions = Compact & {
  readonly name: string;
  /** The own address to use; null: all that this machine has. */
  readonly self: string | null;
  readonly networks: () => readonly Outlet[];
  readonly driver: Driver;
  readonly diagnostics: (record: DiagnosticRecord) => void;
  readonly onShown: (shown: Shown) => void;
};

export type GuestDoor = GuestPort & Pick<CompactPort, "announce" | "listenAgain" | "close">;

/** Lets guests in to a peer that runs. Throws ListenError. */
export function openGuestDoor({ driver, onShown, words, ...rest }: GuestDoorOptions): GuestDoor {
  const { port } = rest;
  const deaf = (reason: string): void => onShown({ show: "nearby", trouble: "deaf", port, reason });
  const door = openCompactPort({ ...rest, admitName: guestName, deaf, guests: driver });
  return {
    ...door,
    tell: (addresses, told) => door.tell(addresses, introduction(told, words), told.text),
  };
}
