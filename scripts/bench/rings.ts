/** The rings that are compared: how a process of each is started. */
import { join, resolve } from "node:path";

import { builtBinary } from "../../tests/e2e/binary.ts";
import { compile } from "../build.ts";
import { authorCharacters } from "./counted_peer.ts";

export type RingKind = "ringchat" | "checked" | "bare";

export const ringKinds: readonly RingKind[] = ["ringchat", "checked", "bare"];

/** Command of the process at `index`, which may use `folder` as it likes. */
export type CommandOf = (
  index: number,
  ports: readonly number[],
  folder: string,
) => readonly string[];

export type RingsOptions = {
  /** Where the yardsticks' executables go. */
  readonly folder: string;
  /** An executable of ringchat; else this checkout's, built when it is old. */
  readonly program: string | undefined;
  /** Run from source instead; each peer leaves a profile here. */
  readonly profiles: string | undefined;
  /** Further options of ringchat. */
  readonly ours: readonly string[];
};

/** All are compiled alike: else memory and start-up would compare ways of starting Bun. */
export async function commandsOfRings(
  options: RingsOptions,
): Promise<Readonly<Record<RingKind, CommandOf>>> {
  const compiled = async (name: string): Promise<string> => {
    const path = join(options.folder, name);
    await compile(join(import.meta.dir, `${name}_peer.ts`), path);
    return path;
  };
  return {
    ringchat: ringchatCommand(await ringchatProgram(options), options.ours),
    checked: yardstickCommand([await compiled("checked")]),
    bare: yardstickCommand([await compiled("bare")]),
  };
}

async function ringchatProgram({ program, profiles }: RingsOptions): Promise<readonly string[]> {
  if (profiles === undefined) return [resolve(program ?? (await builtBinary()))];
  const profiler = ["--cpu-prof-md", `--cpu-prof-dir=${resolve(profiles)}`];
  return [process.execPath, ...profiler, resolve(import.meta.dir, "../../src/main.ts")];
}

function ringchatCommand(program: readonly string[], ours: readonly string[]): CommandOf {
  return (index, ports, folder) => {
    const [self, next] = portsAround(index, ports).map((port) => `127.0.0.1:${port}`);
    const place = [
      "--name",
      `p${authorCharacters[index]}`,
      "--self",
      self ?? "",
      "--next",
      next ?? "",
    ];
    const pace = ["--retry-ms", "100"];
    return [...program, "ring", "--json", ...place, "--state", folder, ...pace, ...ours];
  };
}

/** @param program an executable, with the arguments that make it a yardstick */
export function yardstickCommand(program: readonly string[]): CommandOf {
  return (index, ports) => {
    return [...program, authorCharacters[index] ?? "", ...portsAround(index, ports).map(String)];
  };
}

function portsAround(index: number, ports: readonly number[]): number[] {
  return [index, (index + 1) % ports.length].map((at) => ports[at] ?? 0);
}
