/** A session with a script: JSON lines on stdin and stdout, and nothing else there. */
import { JsonScript, type ScriptRoom } from "./json_script.ts";
import type { OutputQueue } from "./output_queue.ts";

export type JsonSession = {
  readonly room: ScriptRoom;
  /** What the script writes; null: it only reads, and a signal ends the session. */
  readonly input: AsyncIterable<Uint8Array> | null;
  readonly output: OutputQueue;
};

/** Resolves when the peer has stopped and `bye` has been written. */
export async function runJsonSession({ room, input, output }: JsonSession): Promise<void> {
  const script = new JsonScript({ room, output, strict: false });
  const stopped = new Promise<void>((resolve) => {
    room.subscribe((shown) => {
      script.tell(shown);
      if (shown.show === "stopped") resolve();
    });
  });
  script.tellPage();
  if (input !== null) void obey(script, input);
  await stopped;
  await output.drained();
}

/** Does what the lines say; the end of them is `quit`. */
async function obey(script: JsonScript, input: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of input) script.take(chunk);
  } catch {
    // An input that breaks off ends like one that ends.
  }
  script.end();
}
