/** The questions of a first run, then a session that reads on where they ended. */
import type { Room, Shown } from "../../src/chat/room.ts";
import { languageFrom, wordsFor } from "../../src/chat/speech.ts";
import { askFirstRun, askNewIdentity } from "../../src/terminal/first_run.ts";
import { runSession } from "../../src/terminal/session.ts";

const { env, stdin, stdout } = process;
const words = wordsFor(languageFrom(undefined, env));
const colour = env["NO_COLOR"] === undefined;
const terminal = { input: stdin, output: stdout, colour, words };

if (env["TAKEN"] !== undefined) {
  console.log("new:", await askNewIdentity({ ...terminal, address: env["TAKEN"] }));
  process.exit();
}

const answers = await askFirstRun({
  ...terminal,
  suggestedName: "bobby",
  interfaces: [
    { label: "eth0", address: "192.168.1.23" },
    { label: "lo", address: "127.0.0.1" },
  ],
  ports: { ring: 6001, lan: 6010 },
  tryAddress: async (address) =>
    address === "10.0.0.9:6010" ? words.cannotJoin.nobody(address) : null,
});
console.log("answers:", JSON.stringify(answers));
if (answers === null) process.exit(130);

const self = answers.way === "ring" ? answers.self : "192.168.1.23:6010";
console.log(words.tellNeighbour(self));
let show = (_shown: Shown): void => {};
const room: Room = {
  say: (text) => console.log("said:", text),
  askRing: () => {},
  pageLink: () => null,
  history: () => [],
  leave: () => setTimeout(() => show({ show: "stopped" })),
  subscribe: (listener) => void (show = listener),
};
const end = runSession({
  ...terminal,
  room,
  kind: "ring",
  interactive: true,
  level: "info",
  now: Date.now,
  self: { id: "a".repeat(64), name: answers.name },
  next: null,
});
show({ show: "listening", address: self });
await end;
process.exit();
