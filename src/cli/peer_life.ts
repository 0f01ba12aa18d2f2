/** One peer on one state folder, from what it is told to its end. */
import { randomBytes } from "node:crypto";

import { wordsFor } from "../chat/speech.ts";
import { type Address, splitAddress } from "../lib/ids.ts";
import { resolveAddress } from "../net/addresses.ts";
import { beaconPort } from "../net/vicinity.ts";
import type { PeerConfig } from "../peer/ports.ts";
import {
  type Identity,
  loadIdentity,
  newEpoch,
  newIdentity,
  replaceIdentity,
} from "../store/identity.ts";
import { writeProfile } from "../store/profile.ts";
import { rememberLastFolder } from "../store/state_folder.ts";
import type { DemoControl } from "../web/page_room.ts";
import { atTerminal, wantsColour } from "./at_terminal.ts";
import type { Call } from "./call.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import { keepState } from "./kept_state.ts";
import type { Listen, Mode } from "./peer_plan.ts";
import { runPeer } from "./run_peer.ts";
import { VERSION } from "./version.ts";

/** Where a peer listens unless told; when it is taken, the next free port does as well. */
export const USUAL_PLACE = {
  ring: { host: "0.0.0.0", port: 6_001, mayMoveUp: true },
  mesh: { host: "0.0.0.0", port: beaconPort, mayMoveUp: true },
  star: { host: "0.0.0.0", port: 8_888, mayMoveUp: true },
} as const satisfies Readonly<Record<Kind, Listen>>;

/**
 * In a ring a next that is not there yet is waited for. A mesh has nobody to wait for, and whoever
 * was killed is to be seen as lost within 5 s.
 */
const USUAL_RETRIES: Readonly<Record<Kind, number>> = { ring: 10, mesh: 3, star: 10 };

type Kind = PeerConfig["kind"];

export type PeerLife = {
  readonly call: Call;
  /** The state folder, which is there; null: nothing is kept. */
  readonly folder: string | null;
  readonly name: string;
  readonly room: string;
  readonly kind: Kind;
  /** Looks by broadcast for those near. */
  readonly discovers: boolean;
  /** Where it listens; null: at the usual place, or at the next port that is free. */
  readonly self: Address | null;
  /** What leads others to it, where that is another address; null: it is none. */
  readonly advertise: Address | null;
  /** A taken port is no reason to end: `self` is not what somebody asked for just now. */
  readonly mayMoveUp: boolean;
  readonly next: Address | null;
  /** Whoever was known is looked for when the next does not answer. */
  readonly seeks?: boolean;
  /** Say first what address the neighbour needs. */
  readonly announce: boolean;
  readonly openMode: () => Promise<Mode>;
  /** What its page may break; left out where there is nothing to break. */
  readonly demo?: DemoControl;
  /** The peer listens, and there: what it was told is good. */
  readonly onListening?: (at: Address) => void;
};

/** Resolves with the exit code. Throws CommandFailed or StateError when it can't start. */
export async function livePeer(life: PeerLife): Promise<number> {
  const { announce, call, folder, openMode, room } = life;
  const kept = await keepState(folder, room, call);
  try {
    const { release, store } = kept;
    const listen = await listenPlace(life);
    const advertise = await advertisedPlace(life);
    const next = await nextPeer(life.next);
    const onListening = (at: Address): void => {
      remember(life);
      life.onListening?.(at);
    };
    let identity = identityOf(folder, call.settings.newIdentity);
    for (;;) {
      const config = configOf(identity, life, next);
      const place = { advertise, listen, demo: life.demo ?? null };
      const plan = { announce, call, config, folder, identity, openMode, store };
      const end = await runPeer({ ...plan, ...place, onListening, release });
      if (end.inUseAt === null) return end.exitCode;
      if (!(await wantsNewIdentity(end.inUseAt, call))) return EXIT.refused;
      identity = folder === null ? newIdentity() : replaceIdentity(folder);
    }
  } finally {
    kept.release();
  }
}

function remember({ call, folder, ...life }: PeerLife): void {
  if (folder === null) return;
  const { advertise, discovers, kind, name, next, room, self } = life;
  writeProfile(folder, { kind, discovers, name, room, self, advertise, next });
  // Commands without a name go on with what a person used, not with some program's peer.
  if (call.ownsProcess) rememberLastFolder(folder, call.around);
}

function configOf(
  identity: Identity,
  { call: { faults, settings }, discovers, kind, name, room, seeks = false }: PeerLife,
  next: PeerConfig["next"],
): PeerConfig {
  const { retries: chosen, retryMs } = settings;
  const retries = chosen ?? USUAL_RETRIES[kind];
  const { id } = identity;
  const epoch = newEpoch(Math.floor(Date.now() / 1_000), randomBytes(4));
  const { log } = faults;
  log.write({ level: "info", event: "start", version: VERSION, id, epoch, name, kind, room });
  const admitsClassic = kind === "ring";
  const dialling = { next, retries, retryMs, seeks };
  return { id, epoch, name, kind, room, discovers, ...dialling, admitsClassic };
}

function identityOf(folder: string | null, renew: boolean): Identity {
  if (folder === null) return newIdentity();
  return renew ? replaceIdentity(folder) : loadIdentity(folder);
}

async function listenPlace({ kind, mayMoveUp, self }: PeerLife): Promise<Listen> {
  if (self === null) return USUAL_PLACE[kind];
  return { ...splitAddress(await resolved("--self", self)), mayMoveUp };
}

async function advertisedPlace({ advertise }: PeerLife): Promise<Address | null> {
  return advertise === null ? null : resolved("--advertise", advertise);
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
