/** `ringchat send`: says one thing, and ends well only once another peer has it on disk. */
import { jsonLine } from "../lib/json_line.ts";
import { readProfile } from "../store/profile.ts";
import { openStateFolder } from "../store/state_folder.ts";
import { accountName } from "./account.ts";
import { askPeer } from "./ask_peer.ts";
import type { Call } from "./call.ts";
import { chosenFolder, startCommand, usesLastFolder } from "./chosen_folder.ts";
import { Delivery, type DeliveryEnd } from "./delivery.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import { USUAL_ROOM } from "./options.ts";
import { livePeer } from "./peer_life.ts";

/** A peer that is just starting, or ending, is asked again this much later. */
const AGAIN_MS = 100;

/** Resolves with the exit code. */
export async function send(call: Call): Promise<number> {
  const beganMs = performance.now();
  const leftMs = (): number => beganMs + call.settings.timeout * 1_000 - performance.now();
  for (;;) {
    const code = await sendThrough(call, leftMs());
    if (code !== null) return code;
    try {
      return await sendAlone(call, leftMs());
    } catch (error) {
      const isInUse = error instanceof CommandFailed && error.failure.why === "folder-in-use";
      if (!isInUse || leftMs() < AGAIN_MS) throw error;
    }
    await Bun.sleep(AGAIN_MS);
  }
}

/** By the peer that runs on the folder; null when none does. */
async function sendThrough(call: Call, timeoutMs: number): Promise<number | null> {
  const folder = chosenFolder(call);
  if (folder === null) return null;
  const delivery = new Delivery();
  const asked = await askPeer(folder, {
    command: { do: "say", text: call.words.join(" "), ref: delivery.ref },
    answerIn: (event) => delivery.take(event),
    timeoutMs,
  });
  const start = startCommand(folder);
  switch (asked.outcome) {
    case "nobody":
      return null;
    case "answered":
      return tell(asked.answer, call);
    case "ended":
      throw undelivered(call, { isKept: delivery.isKept, peerRuns: false, start });
    case "late":
      if (delivery.isKept) throw undelivered(call, { isKept: true, peerRuns: true, start });
      throw new CommandFailed({ why: "no-peer-runs", path: folder, isFrozen: true, start });
  }
}

/** By a peer that runs for it. */
async function sendAlone(call: Call, timeoutMs: number): Promise<number> {
  const { around, settings, words } = call;
  const last = chosenFolder(call);
  const profile = last === null ? null : readProfile(last);
  const { kind, discovers } = profile ?? { kind: "ring", discovers: false };
  const next = kind === "ring" ? (settings.next ?? profile?.next ?? null) : null;
  // Who has run before may know others by now.
  if (next === null && profile === null) throw new CommandFailed({ why: "no-next" });
  const name = settings.name ?? profile?.name ?? accountName();
  const room = settings.room ?? profile?.room ?? USUAL_ROOM;
  const state = usesLastFolder(call) ? last : settings.state;
  const folder = openStateFolder({ state, room, name, ephemeral: false }, around);
  const delivery = new Delivery();
  const ends: DeliveryEnd[] = [];
  const onEnd = (end: DeliveryEnd): unknown => ends.push(end);
  const sending = { text: words.join(" "), delivery, timeoutMs, onEnd };
  const openMode = async () => (await import("./send_mode.ts")).openSendMode(sending);
  // There is nobody to ask for a new identity.
  const quiet = { ...call, settings: { ...settings, headless: true } };
  // Elsewhere than on the command line it may be meant for a ring.
  const given = kind === "ring" ? settings.self : null;
  const told = kind === "ring" ? settings.advertise : null;
  const self = given ?? profile?.self ?? null;
  const advertise = told ?? profile?.advertise ?? null;
  const place = { self, advertise, mayMoveUp: given === null, next };
  const own = { announce: false, kind, discovers, call: quiet, folder, name, openMode, room };
  const code = await livePeer({ ...own, ...place });
  const [end] = ends;
  if (end !== undefined) return tell(end, call);
  if (code !== EXIT.done) return code;
  const start = folder === null ? "ringchat" : startCommand(folder);
  throw undelivered(call, { isKept: delivery.isKept, peerRuns: false, start });
}

/** Says how it ended, and resolves with the exit code. */
async function tell(end: DeliveryEnd, { language, settings }: Call): Promise<number> {
  if (end.end === "refused") throw new CommandFailed({ why: "not-said", reason: end.reason });
  const { id, of, seenBy } = end;
  const sentence =
    language === "ru"
      ? `Записано на дисках: ${seenBy} из ${of}, считая этот`
      : `On disk at ${seenBy} of ${of} peers, this one counted`;
  const text = settings.json ? jsonLine({ event: "receipt", id, seenBy, of }) : sentence;
  await Bun.write(Bun.stdout, `${text}\n`);
  return EXIT.done;
}

function undelivered(
  { settings }: Call,
  how: { readonly isKept: boolean; readonly peerRuns: boolean; readonly start: string },
): CommandFailed {
  return new CommandFailed({ why: "undelivered", seconds: settings.timeout, ...how });
}
