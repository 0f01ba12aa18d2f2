/** What a relay writes down: the seven lines of the document that it follows, and who went. */
import { type PeerId, splitAddress } from "../lib/ids.ts";
import { visibleText } from "../lib/visible.ts";
import type { PeerView, Shown } from "../peer/shown.ts";
import { type Line, type LinesContext, linesFor, type LogLevel } from "./lines.ts";

/** Two make a conversation. */
const SESSION_MIN = 2;

/** What the document has no line for is told as any peer tells it, if it is this grave. */
const GRAVE: readonly LogLevel[] = ["error", "warn"];

type Link = Extract<Shown, { show: "link" }>;
type Notice = Extract<Shown, { show: "notice" }>;

export class RelayLines {
  readonly #context: LinesContext;
  /** In the order in which they came first; who comes back has its number again. */
  readonly #numbers = new Map<PeerId, number>();
  /** Live links of each. */
  readonly #links = new Map<PeerId, number>();
  /** Those of the session: a broken connection alone ends it for nobody. */
  readonly #here = new Set<PeerId>();

  constructor(context: LinesContext) {
    this.#context = context;
  }

  /**
   * @param place as it was typed, with the port that was free
   * @param known members that may come back
   */
  begin(place: string, known: number): readonly Line[] {
    const due = Math.max(SESSION_MIN, known);
    return [
      info(`🚀 Chat server started on ${place}`),
      info(`🟢 Waiting for ${due} clients to connect...`),
    ];
  }

  take(shown: Shown): readonly Line[] {
    switch (shown.show) {
      case "link":
        return shown.state === "up" ? this.#up(shown) : this.#down(shown);
      case "notice":
        return this.#notice(shown);
      case "stopped":
        return [info(`🛑 ${this.#context.words.relayStopped}`)];
      default:
        return linesFor(shown, this.#context).filter(({ level }) => GRAVE.includes(level));
    }
  }

  #up({ peer, remote }: Link): readonly Line[] {
    const links = (this.#links.get(peer.id) ?? 0) + 1;
    this.#links.set(peer.id, links);
    if (links > 1) return [];
    const number = this.#numberOf(peer);
    const { host, port } = splitAddress(remote);
    const lines = [
      info(
        `${number % 2 === 1 ? "🔵" : "🟣"} Client ${number} connected from ('${host}', ${port})`,
      ),
      info(`👤 Client ${number} nickname: ${this.#context.names.nameOf(peer)}`),
    ];
    const isNew = !this.#here.has(peer.id);
    this.#here.add(peer.id);
    if (isNew && this.#here.size === SESSION_MIN) lines.push(info("💬 Chat session started"));
    return lines;
  }

  #down({ expected, peer, reason }: Link): readonly Line[] {
    const links = (this.#links.get(peer.id) ?? 1) - 1;
    if (links > 0) this.#links.set(peer.id, links);
    else this.#links.delete(peer.id);
    if (links > 0 || expected) return [];
    return [
      info(`🟡 ${this.#context.words.clientAway(...this.#client(peer), visibleText(reason))}`),
    ];
  }

  #notice({ kind, peer }: Notice): readonly Line[] {
    if (kind !== "left" && kind !== "lost") return [];
    this.#here.delete(peer.id);
    const { words } = this.#context;
    const told = kind === "left" ? words.clientLeft : words.clientLost;
    return [info(`🔴 ${told(...this.#client(peer))}`)];
  }

  #client(peer: PeerView): [number: number, name: string] {
    return [this.#numberOf(peer), this.#context.names.nameOf(peer)];
  }

  #numberOf({ id }: PeerView): number {
    const number = this.#numbers.get(id) ?? this.#numbers.size + 1;
    this.#numbers.set(id, number);
    return number;
  }
}

function info(head: string): Line {
  return { level: "info", head, body: [] };
}
