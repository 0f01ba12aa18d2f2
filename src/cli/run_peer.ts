/** One life of one peer: a driver, a room, and somebody who talks in it. */
import { wordsFor } from "../chat/speech.ts";
import type { Address } from "../lib/ids.ts";
import { ListenError } from "../net/tcp.ts";
import type { Driver } from "../peer/driver.ts";
import type { DiagnosticRecord } from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";
import { createCrypto } from "../store/crypto.ts";
import { cannotListen } from "./cannot_listen.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import { Leaving } from "./leaving.ts";
import type { PeerPlan } from "./peer_plan.ts";
import { PeerRoom } from "./peer_room.ts";
import { recordOf } from "./shown_record.ts";
import { type Control, startControl } from "./start_control.ts";
import { startPeer } from "./start_peer.ts";

export type PeerEnd = {
  readonly exitCode: number;
  /** Where another process runs with this identity, when that is why this one ended. */
  readonly inUseAt: Address | null;
};

/** Resolves when the peer has left. Throws CommandFailed when it can't listen. */
export async function runPeer(plan: PeerPlan): Promise<PeerEnd> {
  const { faults } = plan.call;
  const leaving = new Leaving({
    giveUp: () => room.show({ show: "stopped" }),
    last: () => {
      control?.close();
      plan.release();
      faults.log.close();
    },
  });
  const room = new PeerRoom({ room: plan.config.room, store: plan.store }, () => leaving.begin());
  if (plan.call.ownsProcess) leaving.ownProcess(() => room.leave());
  const watch = new EndWatch(room);
  let control: Control | null = null;
  let page: Page | null = null;
  try {
    const mode = await plan.openMode();
    const { web } = plan.call.settings;
    if (web !== null) {
      const { openPage } = await import("./peer_page.ts");
      page = openPage(plan, room, web);
      room.openPage(page);
    }
    const diagnostics = (record: DiagnosticRecord): void => {
      faults.log.write(record);
      mode.diagnose(record);
    };
    // From here to where somebody talks nothing waits: `listening` is to be said before the first
    // commit, which takes its time.
    const driver = startListening(plan, diagnostics, (shown) => {
      const record = recordOf(shown);
      if (record !== null) faults.log.write(record);
      watch.show(shown);
    });
    room.attach(driver);
    const over = mode.talk({ room, plan, address: driver.address });
    plan.onListening(driver.listensAt);
    if (plan.folder !== null) control = startControl(plan.folder, room, faults.log);
    const end = await over;
    const left = end === "interrupted" ? EXIT.interrupted : (leaving.exitCode ?? EXIT.done);
    return { exitCode: watch.exitCode ?? left, inUseAt: watch.inUseAt };
  } finally {
    page?.close();
    control?.close();
    leaving.end();
  }
}

type Page = { newLink(): string; close(): void };

/** Hands on what is shown; remembers why a peer ends that nobody told to. */
class EndWatch {
  readonly #room: PeerRoom;
  inUseAt: Address | null = null;
  exitCode: number | null = null;

  constructor(room: PeerRoom) {
    this.#room = room;
  }

  show(shown: Shown): void {
    this.#room.show(shown);
    if (shown.show === "identity-in-use") this.inUseAt = shown.address;
    if (shown.show === "store-failed") this.exitCode = EXIT.stateUnusable;
  }
}

function startListening(
  plan: PeerPlan,
  diagnostics: (record: DiagnosticRecord) => void,
  onShown: (shown: Shown) => void,
): Driver {
  const { advertise, config, identity, listen, store } = plan;
  const crypto = createCrypto(identity.privateKey);
  const { language, settings } = plan.call;
  const { compactPort: port } = settings;
  const compact = port === null ? null : { port, words: wordsFor(language) };
  try {
    const place = { listen, advertise, compact };
    return startPeer({ config, crypto, store, ...place, diagnostics, onShown });
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    const { platform } = plan.call.around;
    const { kind } = config;
    throw new CommandFailed(cannotListen(error, { kind, platform, compactPort: port }));
  }
}
