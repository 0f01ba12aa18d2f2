/** `ringchat` alone: the first time it asks, afterwards it knows. */
import { wordsFor } from "../chat/speech.ts";
import { ownHosts } from "../net/addresses.ts";
import { accountName } from "./account.ts";
import { atTerminal, wantsColour } from "./at_terminal.ts";
import type { Call } from "./call.ts";
import { configPath, rememberInConfig } from "./config_file.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import { type JoinPoint, tryJoin } from "./join_point.ts";
import { joinStar } from "./join_star.ts";
import { lan } from "./lan.ts";
import type { Settings } from "./options.ts";
import { USUAL_PLACE } from "./peer_life.ts";
import { ring } from "./ring.ts";

/** Without a `start` it is the relay at `next`: not to be remembered as how to start alone. */
type Answers = Pick<Settings, "name" | "start" | "self" | "next" | "room">;

const STARTS = { ring: "ring", mesh: "lan", star: null } as const;

/** Resolves with the exit code. */
export async function firstRun(call: Call): Promise<number> {
  const { around, settings } = call;
  const isKnown = settings.start !== null || (settings.name !== null && settings.self !== null);
  if (isKnown || settings.json || settings.headless) return begin(call, () => {});
  if (!atTerminal()) throw new CommandFailed({ why: "no-terminal" });
  const answers = await ask(call);
  if (answers === null) return EXIT.interrupted;
  const { next, start } = answers;
  const isRelay = start === null && next !== null;
  if (isRelay) return joinStar({ ...call, settings: { ...settings, ...answers } }, next, true);
  // Only once the peer listens: a wrong answer, remembered, would fail again without being asked.
  return begin({ ...call, settings: { ...settings, ...answers } }, () => {
    const path = configPath(around);
    if (path === null || settings.ephemeral) return;
    const given = Object.entries(answers).filter(([, answer]) => answer !== null);
    rememberInConfig(path, Object.fromEntries(given));
  });
}

function begin(call: Call, onListening: () => void): Promise<number> {
  if (call.settings.start === "lan") return lan(call, onListening);
  return ring(call, { announce: true, onListening });
}

async function ask({ around, language, settings }: Call): Promise<Answers | null> {
  const { askFirstRun } = await import("../terminal/first_run.ts");
  const words = wordsFor(language);
  const found = new Map<string, JoinPoint>();
  const answers = await askFirstRun({
    input: process.stdin,
    output: process.stdout,
    colour: wantsColour(settings.noColor, around.env),
    words,
    suggestedName: settings.name ?? accountName(),
    interfaces: ownHosts().map(({ name, host }) => ({ label: name, address: host })),
    ports: { ring: USUAL_PLACE.ring.port, lan: USUAL_PLACE.mesh.port },
    tryAddress: async (address) => {
      const tried = await tryJoin(address);
      if (!tried.ok) return words.cannotJoin[tried.fault](address);
      found.set(address, tried.point);
      return null;
    },
  });
  if (answers === null) return null;
  const { name } = answers;
  const { next, room, self } = settings;
  switch (answers.way) {
    case "find":
      return { name, start: "lan", self, next, room };
    case "join": {
      const point = found.get(answers.address);
      const start = point === undefined ? "lan" : STARTS[point.kind];
      return { name, start, self, next: answers.address, room: room ?? point?.room ?? null };
    }
    case "ring":
      return { name, start: "ring", self: answers.self, next: answers.next, room };
  }
}
