/** A session in a pseudo-terminal, on a room that is a script (tests/terminal). */
import type { Shown } from "../../src/peer/shown.ts";
import { type TerminalOptions, TerminalScreen } from "./terminal_screen.ts";

const FIXTURE = `${import.meta.dir}/../terminal/fixture_session.ts`;

export type Step = [atMs: number, shown: Shown, times: number];

export function session(script: Step[] = [], options: TerminalOptions = {}): TerminalScreen {
  const env = { SCRIPT: JSON.stringify(script), ...options.env };
  return new TerminalScreen([process.execPath, FIXTURE], { ...options, env });
}

export function message(text: string): Shown {
  const author = { id: "e".repeat(64), name: "eddy", address: "127.0.0.1:6003" };
  return { show: "message", id: text, author, text, atMs: 0, own: false, backlog: false };
}

/** Lets the script begin. */
export function begin(screen: TerminalScreen): void {
  screen.signal("SIGUSR1");
}

export async function asked(screen: TerminalScreen): Promise<void> {
  await screen.until("command:");
  screen.type("m\r");
  await screen.until("Type your message:");
}
