/** `ringchat ring`: from settings to a running peer, and to its end. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { wordsFor } from "../chat/speech.ts";
import { type Address, splitAddress } from "../lib/ids.ts";
import { resolveAddress } from "../net/addresses.ts";
import type { PeerConfig } from "../peer/ports.ts";
import {
  type Identity,
  loadIdentity,
  newEpoch,
  newIdentity,
  replaceIdentity,
} from "../store/identity.ts";
import { openJournal } from "../store/journal.ts";
import { openLogFile } from "../store/log_file.ts";
import { MemoryStore } from "../store/memory_store.ts";
import { writeProfile } from "../store/profile.ts";
import { StateError } from "../store/state_error.ts";
import { openStateFolder, rememberLastFolder } from "../store/state_folder.ts";
import { accountName } from "./account.ts";
import { atTerminal, wantsColour } from "./at_terminal.ts";
import type { Call } from "./call.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import type { KeptStore, Listen } from "./peer_plan.ts";
import { runPeer } from "./run_peer.ts";
import { VERSION } from "./version.ts";

/** Where a ring peer listens unless told; when it is taken, the next free port does as well. */
export const USUAL_PLACE: Listen = { host: "0.0.0.0", port: 6_001, mayMoveUp: true };

/** What `ringchat` alone does beyond `ringchat ring`. */
export type Alone = {
  /** Say first what address the neighbour needs. */
  readonly announce: boolean;
  /** What was answered is good: the peer listens. */
  readonly onListening: () => void;
};

const JUST_RING: Alone = { announce: false, onListening: () => {} };

/** Resolves with the exit code. Throws CommandFailed or StateError when it can't start. */
export async function ring(call: Call, alone = JUST_RING): Promise<number> {
  const { around, settings } = call;
  const name = settings.name ?? accountName();
  const { ephemeral, room, state } = settings;
  const folder = openStateFolder({ state, room, name, ephemeral }, around);
  const release = folder === null ? () => {} : hold(folder);
  try {
    return await ringOn(folder, name, call, alone);
  } finally {
    release();
  }
}

/** The folder for this process alone; the kernel gives it back when the process is killed. */
function hold(folder: string): () => void {
  const lock = lockFolder(folder);
  if (!lock.ok) throw new StateError("in-use", folder);
  return lock.release;
}

/** @param folder null: nothing is kept */
async function ringOn(
  folder: string | null,
  name: string,
  call: Call,
  alone: Alone,
): Promise<number> {
  const { around, settings } = call;
  const { room } = settings;
  if (folder !== null) keepLog(folder, call);
  const store = folder === null ? new MemoryStore() : openJournal({ folder, room });
  const listen = await listenPlace(settings.self);
  const next = await nextPeer(settings.next);
  const remember = (): void => {
    alone.onListening();
    if (folder === null) return;
    writeProfile(folder, { name, room });
    rememberLastFolder(folder, around);
  };
  let identity = identityOf(folder, settings.newIdentity);
  for (;;) {
    const config = configOf(identity, name, next, call);
    const own = { announce: alone.announce, call, config, identity, listen, store };
    const end = await runPeer({ ...own, onListening: remember });
    if (end.inUseAt === null) return end.exitCode;
    if (!(await wantsNewIdentity(end.inUseAt, call))) return EXIT.refused;
    identity = folder === null ? newIdentity() : replaceIdentity(folder);
  }
}

function configOf(
  identity: Identity,
  name: string,
  next: PeerConfig["next"],
  { faults, settings }: Call,
): PeerConfig {
  const { retries, retryMs, room } = settings;
  const { id } = identity;
  const epoch = newEpoch(Math.floor(Date.now() / 1_000), randomBytes(4));
  const { log } = faults;
  log.write({ level: "info", event: "start", version: VERSION, id, epoch, name, room });
  return { id, epoch, name, room, next, retries, retryMs };
}

function keepLog(folder: string, { faults }: Call): void {
  const path = join(folder, "ringchat.log");
  faults.logPath = path;
  faults.log = openLogFile({ path, now: Date.now, warn: (error) => faults.warnOfLog(error) });
}

/** The folder's journal, for this process alone: the kernel gives the lock back when it ends. */
function openStore(folder: string, room: string): KeptStore {
  return openJournal({ folder, room });
}

function identityOf(folder: string | null, renew: boolean): Identity {
  if (folder === null) return newIdentity();
  return renew ? replaceIdentity(folder) : loadIdentity(folder);
}

async function listenPlace(self: Address | null): Promise<Listen> {
  if (self === null) return USUAL_PLACE;
  return { ...splitAddress(await resolved("--self", self)), mayMoveUp: false };
}

async function nextPeer(next: Address | null): Promise<PeerConfig["next"]> {
  return next === null ? null : { typed: next, address: await resolved("--next", next) };
}

async function resolved(source: string, value: Address): Promise<Address> {
  const found = await resolveAddress(value);
  if (found.ok) return found.address;
  throw new CommandFailed({ why: "unknown-host", source, value, reason: found.reason });
}

/** Asks, where there is somebody to ask. */
async function wantsNewIdentity(
  inUseAt: Address,
  { around, language, settings }: Call,
): Promise<boolean> {
  if (settings.json || settings.headless) return false;
  if (!atTerminal()) return false;
  const { askNewIdentity } = await import("../terminal/first_run.ts");
  const { stdin: input, stdout: output } = process;
  const colour = wantsColour(settings.noColor, around.env);
  const words = wordsFor(language);
  return (await askNewIdentity({ input, output, colour, words, address: inUseAt })) === true;
}
