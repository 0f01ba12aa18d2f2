/** The lines of somebody at a chat server, as the document has them that begins with two. */
import type { Address, PeerId } from "../lib/ids.ts";
import { tagOf } from "../lib/ids.ts";
import { lookOf } from "../lib/visible.ts";
import type { PeerView, Shown } from "../peer/shown.ts";
import { type Line, type LinesContext, linesFor, linesOfText } from "./lines.ts";

/** Asked with it, the room tells who is there already. */
export const PRESENT_REF = "companions";

/** How the one is called who is alone with us. */
const COMPANION = "Companion";

type Notice = Extract<Shown, { show: "notice" }>;
type Ring = Extract<Shown, { show: "ring" }>;

export class Companions {
  readonly #context: LinesContext;
  readonly #server: Address;
  /** Who was told of as connected, and has not gone. */
  readonly #here = new Set<PeerId>();
  readonly #hubs = new Set<PeerId>();
  #links = 0;
  #isTold: boolean;

  /** @param isTold that we are connected was told already, of the first link */
  constructor(context: LinesContext, server: Address, isTold: boolean) {
    this.#context = context;
    this.#server = server;
    this.#isTold = isTold;
  }

  get isAlone(): boolean {
    return this.#here.size === 0;
  }

  /** In the place of linesFor. */
  take(shown: Shown): readonly Line[] {
    switch (shown.show) {
      case "link":
        this.#hubs.add(shown.peer.id);
        return this.#linked(shown.state === "up" ? 1 : -1);
      case "ring":
        return shown.ref === PRESENT_REF ? this.#present(shown) : linesFor(shown, this.#context);
      case "notice":
        return this.#notice(shown);
      case "message":
        if (shown.own && !shown.backlog) return [];
        return [say(this.#nameOf(shown.author), shown.text)];
      case "listening":
      case "waiting":
      case "retry":
      case "gave-up":
      case "stopped":
        return [];
      default:
        return linesFor(shown, this.#context);
    }
  }

  #linked(change: 1 | -1): readonly Line[] {
    this.#links += change;
    if (this.#links === 0) return [plain(`🔌 ${this.#context.words.serverLost}`)];
    if (this.#links > 1 || change < 0) return [];
    const isTold = this.#isTold;
    this.#isTold = false;
    return isTold ? [] : [plain(connectedLine(this.#server))];
  }

  #present(ring: Ring): readonly Line[] {
    const [, ...others] = ring.peers;
    if (ring.kind === "star") for (const hub of ring.hubs) this.#hubs.add(hub);
    return others.flatMap((peer) => this.#connected(peer));
  }

  #notice({ kind, peer }: Notice): readonly Line[] {
    if (this.#hubs.has(peer.id)) return [];
    if (kind === "joined" || kind === "back") return this.#connected(peer);
    this.#here.delete(peer.id);
    const { names, words } = this.#context;
    const told = kind === "left" ? words.companionLeft : words.companionLost;
    return [say(COMPANION, told(names.nameOf(peer)))];
  }

  #connected(peer: PeerView): readonly Line[] {
    if (this.#hubs.has(peer.id) || this.#here.has(peer.id)) return [];
    this.#here.add(peer.id);
    return [say(COMPANION, `Connected to ${this.#context.names.nameOf(peer)}`)];
  }

  /** Among more than two everyone goes by name, and nobody by that word. */
  #nameOf(author: PeerView): string {
    if (this.#here.size === 1 && this.#here.has(author.id)) return COMPANION;
    const name = this.#context.names.nameOf(author);
    return lookOf(name) === lookOf(COMPANION) ? `${name}·${tagOf(author.id)}` : name;
  }
}

export function connectedLine(server: Address): string {
  return `🔌 Connected to chat server at ${server}`;
}

function say(who: string, text: string): Line {
  return { level: "info", head: "", body: linesOfText(`💬 ${who}: `, text) };
}

function plain(head: string): Line {
  return { level: "info", head, body: [] };
}
