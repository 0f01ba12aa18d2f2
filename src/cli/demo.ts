/** `ringchat demo`: a ring of several peers on this computer, to be broken from a page. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openStateFolder } from "../store/state_folder.ts";
import type { Call } from "./call.ts";
import { CAST } from "./demo/cast.ts";
import { childCommand, childEnvironment, DEMO_ROOM } from "./demo/child_command.ts";
import { openDemoMode } from "./demo/demo_mode.ts";
import { DemoRing } from "./demo/demo_ring.ts";
import { loadMode } from "./mode.ts";
import { livePeer } from "./peer_life.ts";

/** Resolves with the exit code, when no other process is left. Throws CommandFailed. */
export async function demo(call: Call): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "ringchat-demo-"));
  // However this process ends, but by a SIGKILL.
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  const env = childEnvironment(call.around.env, folder);
  const names = CAST.slice(0, call.settings.peers);
  const ring = new DemoRing({
    names,
    language: call.language,
    child: (seat) => ({ command: childCommand(seat, folder, call.settings), env }),
    canFreeze: call.around.platform !== "win32",
  });
  process.prependListener("exit", () => void ring.close());
  try {
    ring.start();
    const around = { ...call.around, env, home: folder };
    return await liveFirst({ ...call, around }, ring, names, folder);
  } finally {
    await ring.close();
  }
}

/** The peer of this process, which serves the page. */
function liveFirst(
  { settings, ...call }: Call,
  ring: DemoRing,
  names: readonly string[],
  folder: string,
): Promise<number> {
  const { address, name, next } = ring.own;
  const place = { self: "127.0.0.1:0", mayMoveUp: false, advertise: address, next };
  const choice = { state: join(folder, name), room: DEMO_ROOM, name, ephemeral: false };
  return livePeer({
    ...place,
    call: { ...call, settings: { ...settings, web: settings.web ?? "127.0.0.1:0" } },
    folder: openStateFolder(choice, call.around),
    name,
    room: DEMO_ROOM,
    kind: "ring",
    discovers: false,
    announce: false,
    demo: ring,
    openMode: async () => (settings.json ? loadMode(settings) : openDemoMode(names)),
    onListening: (at) => ring.ownListens(at),
  });
}
