import { NameBook } from "../chat/names.ts";
import { printedHistory } from "../chat/printed_history.ts";
import type { HistoryEntry, Shown } from "../chat/room.ts";
import { wordsFor } from "../chat/speech.ts";
import type { OpenRoom, Talk } from "../cli/peer_plan.ts";
import type { Address, PeerId } from "../lib/ids.ts";
import type { HistoryMessage } from "../peer/history.ts";
import type { Question } from "../peer/ports.ts";
import type { LinkOf, PeerView, RingView } from "../peer/shown.ts";
import { wishesMax } from "../peer/wishes.ts";
import { publicKeyOf } from "../store/crypto.ts";
import { dateAndTime } from "../terminal/reporter.ts";
import type { RoomKind } from "../wire/frame.ts";
import { hintsPerFrameMax } from "../wire/limits.ts";
import { EventStream } from "./event_stream.ts";
import { addressOf, badValue, idOf, idOrAddressOf, unknownPeer } from "./peer_refs.ts";
import { overError, RingchatError, startError } from "./ringchat_error.ts";
import type { Handshake, PeerRef, RingchatPeer, RoomEvent, SentMessage } from "./ringchat_peer.ts";
import { SentMessages } from "./sent_messages.ts";

/** Of what happens before anybody reads events the newest are kept. */
const EARLY_MAX = 1_024;

const NONE = {
  unreached: "That peer does not answer within 5 s. See whether members() still has it.",
  mute: "That peer runs a version that can't be asked this. Update it.",
} as const;

type AnswerOf = Extract<Shown, { show: "answer" }>;

/** A peer as the room in front of it tells of it. */
export class RunningPeer implements RingchatPeer {
  readonly self: PeerView;
  readonly room: string;
  readonly kind: RoomKind;
  readonly over: Promise<void>;
  readonly #room: OpenRoom;
  readonly #names: NameBook;
  readonly #sent = new SentMessages();
  readonly #answers = new Map<string, PromiseWithResolvers<Shown>>();
  readonly #streams = new Set<EventStream<RoomEvent>>();
  /** Null once somebody reads events. */
  #early: RoomEvent[] | null = [];
  #hasStopped = false;

  /** @param over resolves once all that the peer holds was given back */
  constructor({ address, plan, room }: Talk, over: Promise<void>) {
    const { id, kind, name, room: roomName } = plan.config;
    this.self = { id, name, address };
    this.room = roomName;
    this.kind = kind;
    this.over = over;
    this.#room = room;
    this.#names = new NameBook(this.self);
    room.subscribe((shown) => this.#take(shown));
  }

  async send(text: string): Promise<SentMessage> {
    const shown = await this.#ask((ref) => this.#room.say(text, ref));
    if (shown.show === "rejected") {
      throw new RingchatError("not-said", wordsFor("en").rejected[shown.code]);
    }
    if (shown.show !== "message") throw overError();
    const { atMs, id } = shown;
    return { id, text, atMs, receipt: (seenBy = 2) => this.#sent.receipt(id, seenBy) };
  }

  async members(): Promise<RingView> {
    const shown = await this.#ask((ref) => this.#room.askRing(ref));
    if (shown.show !== "ring") throw overError();
    const { show: _show, ref: _ref, ...view } = shown;
    return view;
  }

  history({ limit }: { readonly limit?: number } = {}): HistoryMessage[] {
    return this.#history(limit ?? null).filter((entry) => entry.kind === "message");
  }

  printHistory(): void {
    const context = { names: this.#names, words: wordsFor("en"), when: dateAndTime };
    process.stdout.write(`${printedHistory(this.#history(null), context).join("\n")}\n`);
  }

  events(): AsyncIterableIterator<RoomEvent> {
    const stream = new EventStream(this.#early ?? [], () => this.#streams.delete(stream));
    this.#early = null;
    this.#streams.add(stream);
    if (this.#hasStopped) stream.end();
    return stream;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<RoomEvent> {
    return this.events();
  }

  async getConnections(peer: PeerRef = this.self): Promise<readonly LinkOf[]> {
    const { answer } = await this.#askPeer(idOf(peer), { ask: "links" });
    if (answer.answer !== "links") throw overError();
    return answer.links;
  }

  async refreshConnections(peer: PeerRef, list: readonly (PeerRef | Address)[]): Promise<void> {
    const id = idOf(peer);
    const isOwn = id === this.self.id;
    const listMax = isOwn ? wishesMax : hintsPerFrameMax;
    if (list.length > listMax) throw badValue(`${list.length}`, `a list of at most ${listMax}`);
    if (isOwn) return this.#wish(list.map(idOrAddressOf));
    const { peers } = await this.members();
    const addresses = list.map((one) => addressOf(one, peers));
    await this.#askPeer(id, { ask: "hints", addresses });
  }

  async handshake(peer: PeerRef): Promise<Handshake> {
    const { answer, peer: view } = await this.#askPeer(idOf(peer), { ask: "keys" });
    const publicKey = publicKeyOf(view.id);
    if (answer.answer !== "keys" || publicKey === null) throw overError();
    return { peer: view, publicKey, epoch: answer.epoch };
  }

  async leave(peer: PeerRef = this.self): Promise<void> {
    const id = idOf(peer);
    if (id !== this.self.id) return this.#room.drop(id);
    this.#room.leave();
    return this.over;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.leave();
  }

  #history(limit: number | null): readonly HistoryEntry[] {
    if (this.#hasStopped) throw overError();
    try {
      return this.#room.history({ limit, since: "all" });
    } catch (error) {
      throw startError(error) ?? error;
    }
  }

  #wish(links: readonly (PeerId | Address)[]): void {
    if (this.#hasStopped) throw overError();
    this.#room.wish(links);
  }

  async #askPeer(id: PeerId, question: Question): Promise<AnswerOf> {
    const shown = await this.#ask((ref) => this.#room.askPeer(id, question, ref));
    if (shown.show !== "answer") throw overError();
    const { answer } = shown;
    if (answer.answer !== "none") return shown;
    throw answer.why === "unknown"
      ? unknownPeer(id)
      : new RingchatError(answer.why, NONE[answer.why]);
  }

  /** @param ask given what the answer is to repeat */
  #ask(ask: (ref: string) => void): Promise<Shown> {
    if (this.#hasStopped) return Promise.reject(overError());
    const ref = crypto.randomUUID();
    const answer = Promise.withResolvers<Shown>();
    this.#answers.set(ref, answer);
    ask(ref);
    return answer.promise;
  }

  #take(shown: Shown): void {
    if (shown.show === "receipt") {
      const { id, of, seenBy } = shown;
      this.#sent.note(id, { seenBy, of });
    }
    // Questions are nobody's news, messages are everybody's.
    if (!this.#answer(shown) || shown.show === "message") this.#tell(shown);
    if (shown.show === "stopped") this.#stop();
  }

  /** Returns whether it was one. */
  #answer(shown: Shown): boolean {
    if (!("ref" in shown) || shown.ref === undefined) return false;
    const answer = this.#answers.get(shown.ref);
    if (answer === undefined) return false;
    this.#answers.delete(shown.ref);
    if (shown.show === "message") this.#sent.follow(shown.id);
    answer.resolve(shown);
    return true;
  }

  #tell(event: RoomEvent): void {
    for (const stream of this.#streams) stream.push(event);
    if (this.#early === null) return;
    this.#early.push(event);
    if (this.#early.length > EARLY_MAX) this.#early.shift();
  }

  #stop(): void {
    this.#hasStopped = true;
    this.#sent.end();
    for (const { reject } of this.#answers.values()) reject(overError());
    this.#answers.clear();
    for (const stream of this.#streams) stream.end();
  }
}
