/** How the peers of a demo are started: by this very program, told all that it needs to know. */
import { join } from "node:path";

import type { Address } from "../../lib/ids.ts";
import type { Settings } from "../options.ts";

export const DEMO_ROOM = "demo";

/** A place in the ring: where the others dial its peer, and whom that dials. */
export type Seat = { readonly name: string; readonly address: Address; readonly next: Address };

/** @param folder which holds the state of all of them */
export function childCommand(
  { address, name, next }: Seat,
  folder: string,
  { retries, retryMs }: Pick<Settings, "retries" | "retryMs">,
): readonly string[] {
  const who = ["--name", name, "--room", DEMO_ROOM, "--state", join(folder, name)];
  const where = ["--self", "127.0.0.1:0", "--advertise", address, "--next", next];
  const pace = [
    "--retry-ms",
    `${retryMs}`,
    ...(retries === null ? [] : ["--retries", `${retries}`]),
  ];
  return [...ownCommand(), "ring", "--json", "--log-level", "error", ...who, ...where, ...pace];
}

/** Compiled, this program's code lies within itself. */
function ownCommand(): readonly string[] {
  const isCompiled = /^(?:\/\$bunfs\/|[A-Z]:[\\/]~BUN[\\/])/.test(Bun.main);
  return isCompiled ? [process.execPath] : [process.execPath, Bun.main];
}

const HOMES = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The same, with a home of their own: nobody's settings change a demo, and no demo the folder that
 * was used last.
 */
export function childEnvironment(env: Environment, folder: string): Environment {
  const kept = Object.entries(env).filter(([name]) => !/^(?:RINGCHAT|XDG)_/i.test(name));
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(HOMES.map((name) => [name, folder])),
  };
}
