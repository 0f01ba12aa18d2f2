import { codeOf } from "../store/state_error.ts";

/** Raising it costs that much memory, twice. */
const BATCH_CHARACTERS = 65_536;

/**
 * Writes the pieces to stdout as they are made, no faster than they are read. Resolves when all
 * have left, or when nobody reads any more, as after `| head`.
 */
export async function print(pieces: Iterable<string>): Promise<void> {
  const output = Bun.stdout.writer();
  try {
    let batch = "";
    for (const piece of pieces) {
      batch += piece;
      if (batch.length < BATCH_CHARACTERS) continue;
      output.write(batch);
      batch = "";
      await output.flush();
    }
    output.write(batch);
    await output.flush();
  } catch (error) {
    if (codeOf(error) !== "EPIPE") throw error;
  }
}
