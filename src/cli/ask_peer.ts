/** Asks the peer that runs on a state folder, over its control socket. */
import { jsonLine } from "../lib/json_line.ts";
import { dialLocal } from "../net/local_socket.ts";
import { controlPathOf } from "./control_place.ts";
import { LineSplitter } from "./line_splitter.ts";

/** The ring of a thousand peers, hop by hop, has some 500 KiB. */
const EVENT_BYTES_MAX = 4 << 20;

export type Asked<T> =
  | { readonly outcome: "answered"; readonly answer: T }
  /** `nobody` listens; or it did, but ended before it answered; or it did not answer in time. */
  | { readonly outcome: "nobody" | "ended" | "late" };

export type Question<T> = {
  readonly command: Readonly<Record<string, unknown>>;
  /** Given every event; null: this is not yet the answer. */
  readonly answerIn: (event: unknown) => T | null;
  readonly timeoutMs: number;
};

export async function askPeer<T>(folder: string, question: Question<T>): Promise<Asked<T>> {
  const { promise, resolve } = Promise.withResolvers<Asked<T>>();
  const splitter = new LineSplitter(EVENT_BYTES_MAX);
  const take = (bytes: Uint8Array): void => {
    for (const line of splitter.push(bytes)) {
      const answer = line.ok ? question.answerIn(parse(line.line)) : null;
      if (answer !== null) resolve({ outcome: "answered", answer });
    }
  };
  const connection = await dialLocal(controlPathOf(folder), () => ({
    data: take,
    closed: () => resolve({ outcome: "ended" }),
  }));
  if (connection === null) return { outcome: "nobody" };
  const timer = setTimeout(() => resolve({ outcome: "late" }), question.timeoutMs);
  void connection.write(`${jsonLine(question.command)}\n`);
  const asked = await promise;
  clearTimeout(timer);
  connection.hangUp();
  return asked;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
