/** A session in a pseudo-terminal, on a room that is a script (tests/terminal). */
import type { Shown } from "../../src/peer/shown.ts";
import { type TerminalOptions, TerminalScreen } from "./terminal_screen.ts";

const FIXTURE = `${import.meta.dir}/../terminal/fixture_session.ts`;

export type Step = [atMs: number, shown: Shown, times: number];

/** Its scenes are parted by "then". */
export type Script = readonly (Step | "then")[];

export function session(script: Script = [], options: TerminalOptions = {}): TerminalScreen {
  const scenes: Step[][] = [[]];
  for (const step of script) {
    if (step === "then") scenes.push([]);
    else scenes.at(-1)?.push(step);
  }
  const env = { SCRIPT: JSON.stringify(scenes), ...options.env };
  return new TerminalScreen([process.execPath, FIXTURE], { ...options, env });
}

export function message(text: string): Shown {
  const author = { id: "e".repeat(64), name: "eddy", address: "127.0.0.1:6003" };
  return { show: "message", id: text, author, text, atMs: 0, own: false, backlog: false };
}

/** Lets the next scene begin. The one before must have been seen: two signals at once are one. */
export function begin(screen: TerminalScreen): void {
  screen.signal("SIGUSR1");
}

/** Gives the screen each size, and waits until the program has drawn it anew. */
export async function resized(
  screen: TerminalScreen,
  sizes: readonly (readonly [columns: number, rows: number])[],
): Promise<void> {
  for (const [columns, rows] of sizes) {
    const { length } = screen.output;
    screen.resize(columns, rows);
    await screen.until(() => screen.output.length > length);
  }
}

export async function asked(screen: TerminalScreen): Promise<void> {
  await screen.until("command:");
  screen.type("m\r");
  await screen.until("Type your message:");
}
