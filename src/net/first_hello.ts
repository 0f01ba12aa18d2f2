/** Who is at an address, without becoming a member: reads what they say first, and closes. */
import type { Address } from "../lib/ids.ts";
import type { Connection, ConnectionEvents } from "../peer/ports.ts";
import type { Hello } from "../wire/frame.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";
import { tcpTransport } from "./tcp.ts";

/** What came on a connection first. A peer says hello at once, whoever dialled. */
export type Said =
  | { readonly said: "hello"; readonly hello: Hello }
  | { readonly said: "other-version" }
  /** A ringchat that turned us away, with its sentence. */
  | { readonly said: "error"; readonly message: string }
  /** Another protocol than ours, or none that begins by itself. */
  | { readonly said: "noise" | "nothing" };

export type Answer =
  | Said
  /**
   * `isRefused`: so fast that it was that computer's own word. Bun has one error for no route,
   * nobody home and a closed port.
   */
  | { readonly said: "no-answer"; readonly isRefused: boolean };

const dialMs = 3_000;
const helloMs = 2_000;
/** On a LAN a refusal takes a few; a computer that is not there is given up after a second. */
const refusalMs = 500;

/** Resolves within 5 s. Says nothing to whoever is there: for no peer this becomes a link. */
export async function askHello(address: Address): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const beganMs = performance.now();
  const failed = (): void => {
    resolve({ said: "no-answer", isRefused: performance.now() - beganMs < refusalMs });
  };
  const timer = setTimeout(failed, dialMs);
  const opened = (connection: Connection): ConnectionEvents => {
    clearTimeout(timer);
    return hearHello(connection, resolve);
  };
  const dialled = tcpTransport.dial(address, opened, failed);
  const answer = await promise;
  clearTimeout(timer);
  dialled.cancel();
  return answer;
}

/** Waits for the first frame on a connection, dialled or accepted, and hangs up. */
export function hearHello(connection: Connection, heard: (said: Said) => void): ConnectionEvents {
  const decoder = new FrameDecoder();
  let isOver = false;
  const end = (said: Said): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    connection.hangUp();
    heard(said);
  };
  const timer = setTimeout(() => end({ said: "nothing" }), helloMs);
  return {
    data: (bytes) => {
      const { fault, frames } = decoder.push(bytes);
      const [first] = frames;
      if (first?.type === "hello") end({ said: "hello", hello: first });
      else if (first?.type === "error") end({ said: "error", message: first.message });
      else if (first !== undefined) end({ said: "noise" });
      else if (fault !== null) {
        end({ said: fault.code === "version" ? "other-version" : "noise" });
      }
    },
    closed: () => end({ said: "nothing" }),
  };
}
