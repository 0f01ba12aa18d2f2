import { ClassicDoor } from "../net/classic_door.ts";
import type { Driver } from "../peer/driver.ts";
import type { DiagnosticRecord, PeerConfig } from "../peer/ports.ts";

const tickMs = 100;

export type OpenClassicDoor = Pick<ClassicDoor, "accepting" | "dialling" | "tell" | "close">;

/** Lets classic peers stand before and behind a peer that runs; null where none are let in. */
export function openClassicDoor(
  { admitsClassic, next }: PeerConfig,
  diagnostics: (record: DiagnosticRecord) => void,
  driver: () => Driver,
): OpenClassicDoor | null {
  if (admitsClassic !== true) return null;
  const door = new ClassicDoor(
    {
      next: next?.typed ?? null,
      classics: {
        classicSays: (address, value) => driver().classicSays(address, value),
        classicGone: (address) => driver().classicGone(address),
        classicNext: (isThere) => driver().classicNext(isThere),
      },
      diagnostics,
    },
    performance.now(),
  );
  const timer = setInterval(() => door.tick(performance.now()), tickMs);
  return {
    accepting: (opened) => door.accepting(opened),
    dialling: (transport) => door.dialling(transport),
    tell: (value) => door.tell(value),
    close: () => {
      clearInterval(timer);
      door.close();
    },
  };
}
