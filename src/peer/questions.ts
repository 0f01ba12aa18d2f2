import type { Address, LinkId, PeerId } from "../lib/ids.ts";
import type { Frame } from "../wire/frame.ts";
import { hintsPerFrameMax, linksPerFrameMax, membersMax } from "../wire/limits.ts";
import type { Core, Link } from "./core.ts";
import type { Question } from "./ports.ts";
import type { Answer, LinkOf, RefusalCode } from "./shown.ts";
import * as timing from "./timing.ts";

/** What one link may ask of us in 10 s. Dials cost more than words, so hints do. */
const costMax = 20;
const hintsCost = 5;

export type QuestionPorts = {
  dial(address: Address): void;
  /** Try this address, when there is a dial to spare. */
  hint(address: Address): void;
};

type Fault = { code: RefusalCode; reason: string } | null;

type Pending = {
  readonly peer: PeerId;
  readonly question: Question;
  readonly ref: string;
  readonly dueAtMs: number;
};

/** What is asked on one link, both ways. */
type Exchange = {
  /** Our questions that wait for their `links`. */
  asked: number;
  /** It has answered: its version knows these frames. */
  speaks: boolean;
  sentAtMs: number;
  readonly links: LinkOf[];
  /** What it asked of us since then. */
  cost: number;
  costSinceMs: number;
  /** Whoever asks wants this link, so that the overlay alone does not end it. */
  wantedUntilMs: number;
};

/**
 * What a program asks of another member, over a link to it, and what is answered to those who ask
 * us. A version that does not know these frames closes the link on the first: it is not asked any
 * more.
 */
export class Questions {
  readonly #core: Core;
  readonly #ports: QuestionPorts;
  #pending: Pending[] = [];
  readonly #exchanges = new Map<LinkId, Exchange>();
  /** Processes that can't be asked. */
  readonly #mute = new Set<string>();

  constructor(core: Core, ports: QuestionPorts) {
    this.#core = core;
    this.#ports = ports;
  }

  ask(peer: PeerId, question: Question, ref: string): void {
    const { config, nowMs, stage, table } = this.#core;
    const pending = { peer, question, ref, dueAtMs: nowMs + timing.questionMs };
    if (peer === config.id) return this.#answer(pending, this.#own(question));
    const record = table.get(peer);
    if (record === undefined) return this.#answer(pending, { answer: "none", why: "unknown" });
    this.#pending.push(pending);
    if (stage === "here") this.#serve(pending);
    if (this.#core.liveLinkTo(peer) === undefined) this.#ports.dial(record.address);
  }

  #own(question: Question): Answer {
    if (question.ask === "keys") return { answer: "keys", epoch: this.#core.config.epoch };
    if (question.ask === "links") return { answer: "links", links: this.#ownLinks() };
    for (const address of question.addresses) this.#ports.hint(address);
    return { answer: "hinted" };
  }

  #ownLinks(): LinkOf[] {
    return this.#core.liveLinks().flatMap(({ hello, side }) => {
      return hello === null ? [] : [{ peer: this.#core.view(hello.peer), side }];
    });
  }

  /** To be called when a link lives, too: somebody may have waited for it. */
  tick(): void {
    const { nowMs } = this.#core;
    for (const pending of this.#pending) {
      if (nowMs < pending.dueAtMs) this.#serve(pending);
      else this.#answer(pending, { answer: "none", why: "unreached" });
    }
  }

  #serve(pending: Pending): void {
    const { peer, question } = pending;
    const link = this.#core.liveLinkTo(peer);
    if (link?.hello === undefined || link.hello === null) return;
    const { epoch } = link.hello;
    if (question.ask === "keys") return this.#answer(pending, { answer: "keys", epoch });
    if (this.#isMute(link)) return this.#answer(pending, { answer: "none", why: "mute" });
    const exchange = this.#exchange(link);
    if (question.ask === "links" || !exchange.speaks) return this.keep(link, timing.questionGapMs);
    if (this.#core.nowMs - exchange.sentAtMs < timing.questionGapMs) return;
    exchange.sentAtMs = this.#core.nowMs;
    const addresses = question.addresses.slice(0, hintsPerFrameMax);
    this.#core.send(link, { type: "hints", addresses });
    this.#answer(pending, { answer: "hinted" });
  }

  /** Asks for the links of the other end, which says as well that this link is wanted. */
  keep(link: Link, everyMs: number): void {
    if (this.#isMute(link)) return;
    const { nowMs } = this.#core;
    const exchange = this.#exchange(link);
    // An answer that is late may be lost; until then one question serves all who ask.
    const restMs = exchange.asked > 0 ? timing.questionMs : everyMs;
    if (nowMs - exchange.sentAtMs < restMs) return;
    exchange.sentAtMs = nowMs;
    exchange.asked++;
    this.#core.send(link, { type: "ask-links" });
  }

  /** The other end asked of late, and so wants it. */
  isWanted(link: Link): boolean {
    return this.#core.nowMs < (this.#exchanges.get(link.id)?.wantedUntilMs ?? 0);
  }

  #isMute({ hello }: Link): boolean {
    return this.#mute.has(`${hello?.peer}/${hello?.epoch}`);
  }

  #exchange(link: Link): Exchange {
    const known = this.#exchanges.get(link.id);
    if (known !== undefined) return known;
    const exchange = {
      asked: 0,
      speaks: false,
      sentAtMs: -Infinity,
      links: [],
      cost: 0,
      costSinceMs: this.#core.nowMs,
      wantedUntilMs: 0,
    };
    this.#exchanges.set(link.id, exchange);
    return exchange;
  }

  receive(link: Link, frame: Extract<Frame, { type: "ask-links" | "links" | "hints" }>): Fault {
    switch (frame.type) {
      case "ask-links":
        return this.#receiveQuestion(link);
      case "links":
        return this.#receiveLinks(link, frame);
      case "hints":
        return this.#receiveHints(link, frame.addresses);
    }
  }

  #receiveQuestion(link: Link): Fault {
    const fault = this.#charge(link, 1);
    if (fault !== null) return fault;
    this.#exchange(link).wantedUntilMs = this.#core.nowMs + timing.askedLinkMs;
    const links = this.#core
      .liveLinks()
      .flatMap(({ hello, side }): [PeerId, Link["side"]][] =>
        hello === null ? [] : [[hello.peer, side]],
      );
    for (let from = 0; from < links.length; from += linksPerFrameMax) {
      const some = links.slice(from, from + linksPerFrameMax);
      this.#core.send(link, {
        type: "links",
        links: some,
        more: from + linksPerFrameMax < links.length,
      });
    }
    return null;
  }

  #receiveLinks(link: Link, { links, more }: Extract<Frame, { type: "links" }>): Fault {
    const exchange = this.#exchanges.get(link.id);
    if (exchange === undefined || exchange.asked === 0) {
      return { code: "protocol", reason: "links that nobody asked for" };
    }
    for (const [peer, side] of links) exchange.links.push({ peer: this.#core.view(peer), side });
    if (exchange.links.length > membersMax) {
      return { code: "protocol", reason: `over ${membersMax} links` };
    }
    if (more) return null;
    exchange.asked--;
    exchange.speaks = true;
    const answer: Answer = { answer: "links", links: exchange.links.splice(0) };
    for (const pending of this.#pending) {
      if (pending.peer !== link.hello?.peer) continue;
      if (pending.question.ask === "links") this.#answer(pending, answer);
      else this.#serve(pending);
    }
    return null;
  }

  #receiveHints(link: Link, addresses: readonly Address[]): Fault {
    const fault = this.#charge(link, hintsCost);
    if (fault === null) for (const address of addresses) this.#ports.hint(address);
    return fault;
  }

  #charge(link: Link, cost: number): Fault {
    const { nowMs } = this.#core;
    const exchange = this.#exchange(link);
    if (nowMs - exchange.costSinceMs >= timing.questionWindowMs) {
      exchange.cost = 0;
      exchange.costSinceMs = nowMs;
    }
    exchange.cost += cost;
    return exchange.cost > costMax ? { code: "protocol", reason: "too many questions" } : null;
  }

  /** It closed the link on what it takes for no frame. */
  refused(link: Link, code: RefusalCode): void {
    const isAsked = (this.#exchanges.get(link.id)?.asked ?? 0) > 0;
    if (!isAsked || code !== "frame" || link.hello === null) return;
    this.#mute.add(`${link.hello.peer}/${link.hello.epoch}`);
    for (const pending of this.#pending) {
      if (pending.peer !== link.hello.peer || pending.question.ask === "keys") continue;
      this.#answer(pending, { answer: "none", why: "mute" });
    }
  }

  gone(link: Link): void {
    this.#exchanges.delete(link.id);
  }

  #answer(pending: Pending, answer: Answer): void {
    const { peer, ref } = pending;
    this.#pending = this.#pending.filter((other) => other !== pending);
    this.#core.show({ show: "answer", ref, peer: this.#core.view(peer), answer });
  }
}
