/** `ringchat join`: into whatever kind of room a member is in, known by its address alone. */
import { wordsFor } from "../chat/speech.ts";
import { type Address, joinAddress, splitAddress } from "../lib/ids.ts";
import { readProfile } from "../store/profile.ts";
import type { Call } from "./call.ts";
import { chosenFolder } from "./chosen_folder.ts";
import { CommandFailed } from "./failure.ts";
import { type JoinPoint, tryJoin } from "./join_point.ts";
import { joinStar } from "./join_star.ts";
import { lan } from "./lan.ts";
import { readPlace } from "./place_words.ts";
import { ring } from "./ring.ts";

const USUAL_TRIES = 10;

/** Resolves with the exit code. Throws CommandFailed or StateError when it can't start. */
export async function join(call: Call): Promise<number> {
  const { host, port } = readPlace(call, "join");
  if (host === undefined || port === undefined) {
    throw new CommandFailed({ why: "missing-words", takes: "HOST PORT", command: "join" });
  }
  const next = joinAddress(host, port);
  const answered = await knock(next, call);
  const point = answered ?? remembered(next, call);
  if (point === null)
    throw new CommandFailed({ why: "cannot-join", fault: "nobody", address: next });
  const room = call.settings.room ?? point.room;
  const settings = { ...call.settings, next, room };
  const { self } = settings;
  switch (point.kind) {
    case "ring":
      return ring({ ...call, settings }, { seeks: true });
    case "mesh": {
      const at = self === null ? { host: null, port: null } : splitAddress(self);
      return lan({ ...call, settings: { ...settings, selfHost: at.host, port: at.port } });
    }
    case "star":
      return joinStar({ ...call, settings }, next, answered !== null);
  }
}

/**
 * Who answers there, tried once where one has been before, else as often as a peer tries its next;
 * null: nobody. Throws CommandFailed when whoever it is can't be joined.
 */
async function knock(address: Address, call: Call): Promise<JoinPoint | null> {
  const { headless, json, retries, retryMs } = call.settings;
  const isPerson = !json && !headless;
  const isKnown = remembered(address, call) !== null;
  // Whoever need not be told anything waits as a peer does, and can be told to leave meanwhile.
  if (!isPerson && isKnown) return null;
  const words = wordsFor(call.language);
  const tries = isKnown ? 1 : (retries ?? USUAL_TRIES);
  for (let failed = 0; ;) {
    const tried = await tryJoin(address);
    if (tried.ok) return tried.point;
    const { fault } = tried;
    // Whoever is too busy for us now is there, and whoever says nothing may be.
    if (fault !== "refused") failed++;
    const isFinal = failed >= tries || fault === "unknown-host" || fault === "other-version";
    if (isFinal && fault === "nobody") return null;
    if (isFinal) throw new CommandFailed({ why: "cannot-join", fault, address });
    if (failed === 1 && isPerson) process.stdout.write(`${words.trying(address)}\n`);
    await Bun.sleep(retryMs);
  }
}

/** What was there when the state folder was last used. */
function remembered(address: Address, call: Call): JoinPoint | null {
  const folder = chosenFolder(call);
  const profile = folder === null ? null : readProfile(folder);
  return profile?.next === address ? { kind: profile.kind, room: profile.room } : null;
}
