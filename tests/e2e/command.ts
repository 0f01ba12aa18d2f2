import { builtBinary } from "./binary.ts";
import { Program, type ProgramOptions } from "./program.ts";

export type Finished = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the compiled program to its end, without input. */
export async function command(
  words: readonly string[],
  options: ProgramOptions = {},
): Promise<Finished> {
  await using program = new Program([await builtBinary(), ...words], options);
  program.endInput();
  const code = await program.ended();
  const err = program.err.items.map((line) => `${line}\n`).join("");
  return { code, out: program.text, err };
}
