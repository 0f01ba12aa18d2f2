import type { Log } from "../store/log_file.ts";
import type { PeerRoom } from "./peer_room.ts";

export type Control = { close(): void };

/**
 * Lets the running peer be asked from now on. It is loaded only now that the peer listens, and
 * where it can't be, the chat goes on without.
 */
export function startControl(folder: string, room: PeerRoom, log: Log): Control {
  let control: Control | null = null;
  let isClosed = false;
  const open = async (): Promise<void> => {
    const { openControl } = await import("./control.ts");
    if (!isClosed) control = openControl(folder, room);
  };
  open().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    log.write({ level: "warn", event: "control-off", reason });
  });
  return {
    close() {
      isClosed = true;
      control?.close();
      control = null;
    },
  };
}
