/**
 * A session on a room that nobody else is in, for the tests of the terminal: what happens in it is
 * a script in the variable SCRIPT, a JSON list of scenes. Each SIGUSR1 plays the next one, a list
 * of [milliseconds from the signal, Shown, how often].
 */
import type { LogLevel } from "../../src/chat/lines.ts";
import { LOG_LEVELS } from "../../src/chat/lines.ts";
import type { HistoryEntry, Room, Shown } from "../../src/chat/room.ts";
import { languageFrom, wordsFor } from "../../src/chat/speech.ts";
import { runSession } from "../../src/terminal/session.ts";
import { shownRing } from "../peer/shown_ring.ts";

const { env, stdin, stdout } = process;
const scenes: [number, Shown, number][][] = JSON.parse(env["SCRIPT"] ?? "[]");
const listeners: ((shown: Shown) => void)[] = [];
const show = (shown: Shown): void => listeners.forEach((listener) => listener(shown));

const place = { author: peer("eddy"), epoch: "0", lamport: 1, atMs: 0 };
const history = Array.from({ length: 500 }, (_, index): HistoryEntry => {
  const text = `history ${index + 1}`;
  return { ...place, kind: "message", id: text, seq: index + 1, text };
});

const room: Room = {
  // What was said comes back as a peer's message, so that the screen shows it between brackets.
  say: (text) => show(message("echo", `[${text}]`)),
  askRing: () => {
    const peers = [peer("bobby")];
    show(shownRing({ peers }));
  },
  pageLink: () => null,
  history: ({ since }) => (since === "all" ? history : history.slice(-3)),
  leave: () => setTimeout(show, Number(env["LEAVE_MS"] ?? 0), { show: "stopped" }),
  subscribe: (listener) => void listeners.push(listener),
};

function peer(name: string): { id: string; name: string; address: string } {
  return { id: name.padEnd(64, "0"), name, address: "127.0.0.1:6001" };
}

function message(name: string, text: string): Shown {
  const id = crypto.randomUUID();
  return { show: "message", id, author: peer(name), text, atMs: 0, own: false, backlog: false };
}

process.on("SIGUSR1", () => {
  for (const [atMs, shown, times] of scenes.shift() ?? []) {
    setTimeout(() => Array.from({ length: times }, () => show(shown)), atMs);
  }
});

const plain = env["NO_COLOR"] !== undefined || env["TERM"] === "dumb";
const level: LogLevel = LOG_LEVELS.find((name) => name === env["LEVEL"]) ?? "info";
const session = runSession({
  room,
  kind: "ring",
  input: stdin,
  output: stdout,
  interactive: stdin.isTTY && stdout.isTTY,
  colour: stdout.isTTY && !plain,
  words: wordsFor(languageFrom(undefined, env)),
  level,
  now: () => performance.timeOrigin + performance.now(),
  self: peer("bobby"),
  next: "localhost:6002",
});
const end = await session;
process.exit(end === "interrupted" ? 130 : 0);
