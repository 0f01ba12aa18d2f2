import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type Arrivals, deadlineMs } from "./arrivals.ts";
import { builtBinary } from "./binary.ts";
import { type EventOf, isKind, type JsonEvent, parseEvent } from "./json_event.ts";
import { Program } from "./program.ts";

export type JsonPeerOptions = {
  readonly name: string;
  /** Which room it makes or joins; `ring` unless given. */
  readonly command?: "ring" | "lan" | "relay" | "directory" | "join";
  /** Any free port of 127.0.0.1 unless given. */
  readonly self?: string;
  /** Of `join` where it joins. */
  readonly next?: string;
  /** A folder that outlives the peer; else one in its own home. */
  readonly state?: string;
  /** Further options; the last of several counts. */
  readonly extra?: readonly string[];
  /** Words before the command, as those that say on which computer. */
  readonly before?: readonly string[];
};

/**
 * The compiled program with --json, as a script runs it. Its events are held to docs/SCRIPTS.md.
 */
export class JsonPeer implements AsyncDisposable {
  readonly name: string;
  readonly program: Program;
  readonly events: Arrivals<JsonEvent>;
  readonly state: string;
  #asked = 0;

  private constructor(binary: string, options: JsonPeerOptions) {
    const { command = "ring", name, self = "127.0.0.1:0", next } = options;
    const { extra = [], before = [] } = options;
    const place = placeWords(command, self, next);
    const kept = ["--state", options.state ?? "state"];
    const words = [command, ...place, "--json", "--name", name, ...kept];
    // A quick pace: what takes seconds with patient people takes tenths of one here.
    this.program = new Program([...before, binary, ...words, "--retry-ms", "100", ...extra]);
    this.name = name;
    this.state = options.state ?? join(this.program.home.path, "state");
    this.events = this.program.out.mapped(parseEvent);
  }

  /** Resolves as soon as the process is started. */
  static async start(options: JsonPeerOptions): Promise<JsonPeer> {
    return new JsonPeer(await builtBinary(), options);
  }

  /** Where it listens, once it does. */
  async address(): Promise<string> {
    const { address } = await this.events.first(isKind("listening"), {
      what: `"listening" of ${this.name}`,
    });
    return address;
  }

  do(command: Readonly<Record<string, unknown>>): void {
    this.program.write(`${JSON.stringify(command)}\n`);
  }

  say(text: string): void {
    this.do({ do: "say", text });
  }

  /** Every message that this process came to have, its own too. */
  get messages(): EventOf<"message">[] {
    return this.events.items.filter(isKind("message"));
  }

  /** Resolves once this text has come, or been committed when it is the peer's own. */
  message(text: string, withinMs = deadlineMs): Promise<EventOf<"message">> {
    const isIt = (event: JsonEvent): event is EventOf<"message"> =>
      event.event === "message" && event.text === text;
    return this.events.first(isIt, { what: `"${text}" at ${this.name}`, withinMs });
  }

  notice(kind: EventOf<"notice">["kind"], of: string): Promise<EventOf<"notice">> {
    const isIt = (event: JsonEvent): event is EventOf<"notice"> =>
      event.event === "notice" && event.kind === kind && event.peer.name === of;
    return this.events.first(isIt, { what: `notice "${kind}" of ${of} at ${this.name}` });
  }

  error(code: string): Promise<EventOf<"error">> {
    const isIt = (event: JsonEvent): event is EventOf<"error"> =>
      event.event === "error" && event.code === code;
    return this.events.first(isIt, { what: `error "${code}" at ${this.name}` });
  }

  link(state: "up" | "down", side: EventOf<"link">["side"]): Promise<EventOf<"link">> {
    const isIt = (event: JsonEvent): event is EventOf<"link"> =>
      event.event === "link" && event.state === state && event.side === side;
    return this.events.first(isIt, { what: `link ${state}, ${side} at ${this.name}` });
  }

  /** Resolves once records of the log hold all these texts; they are written a little later. */
  async logged(...texts: readonly string[]): Promise<void> {
    const path = join(this.state, "ringchat.log");
    const untilMs = Date.now() + deadlineMs;
    for (;;) {
      const log = await readFile(path, "utf8").catch(() => "");
      const missing = texts.filter((text) => !log.includes(JSON.stringify(text).slice(1, -1)));
      if (missing.length === 0) return;
      if (Date.now() > untilMs)
        throw new Error(`not in the log of ${this.name}: ${missing.join()}`);
      await Bun.sleep(50);
    }
  }

  /** The last `limit` messages, and what happened among them. */
  async history(limit = 1_000): Promise<EventOf<"history">> {
    const ref = `history ${++this.#asked}`;
    this.do({ do: "history", limit, ref });
    const isAnswer = (event: JsonEvent): event is EventOf<"history"> =>
      event.event === "history" && event.ref === ref;
    return await this.events.first(isAnswer, { what: `the answer to "${ref}" at ${this.name}` });
  }

  /** Resolves once a receipt says that so many of so many have the message. */
  receipt(id: string, seenBy: number, of: number): Promise<EventOf<"receipt">> {
    const isIt = (event: JsonEvent): event is EventOf<"receipt"> =>
      event.event === "receipt" && event.id === id && event.seenBy === seenBy && event.of === of;
    return this.events.first(isIt, { what: `a receipt ${seenBy} of ${of} at ${this.name}` });
  }

  async ring(): Promise<EventOf<"ring">> {
    const ref = `ring ${++this.#asked}`;
    this.do({ do: "ring", ref });
    const isAnswer = (event: JsonEvent): event is EventOf<"ring"> =>
      event.event === "ring" && event.ref === ref;
    return await this.events.first(isAnswer, { what: `the answer to "${ref}" at ${this.name}` });
  }

  /** Resolves once a lap came home through exactly these, beginning with this peer. */
  closedRing(names: readonly string[]): Promise<EventOf<"ring">> {
    return this.#closed(names, (passed) => passed);
  }

  /** The same in any order. */
  closedAmong(names: readonly string[]): Promise<EventOf<"ring">> {
    return this.#closed(names, (passed) => passed.toSorted());
  }

  async #closed(
    names: readonly string[],
    order: (names: readonly string[]) => readonly string[],
  ): Promise<EventOf<"ring">> {
    const wanted = JSON.stringify(order(names));
    const untilMs = Date.now() + deadlineMs;
    for (;;) {
      const ring = await this.ring();
      const passed = JSON.stringify(order(ring.peers.map(({ name }) => name)));
      if (ring.closed && passed === wanted) return ring;
      if (Date.now() > untilMs) {
        throw new Error(`${this.name} waits for ${wanted}, but has ${JSON.stringify(ring)}`);
      }
      await Bun.sleep(30);
    }
  }

  /** Leaves in order. Resolves with the exit code, once `bye` was its last event. */
  async quit(): Promise<number> {
    this.do({ do: "quit" });
    const code = await this.program.ended();
    const last = this.events.items.at(-1);
    if (last?.event !== "bye") throw new Error(`${this.name} ended on ${JSON.stringify(last)}`);
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
  }
}

function placeWords(
  command: NonNullable<JsonPeerOptions["command"]>,
  self: string,
  next: string | undefined,
): readonly string[] {
  if (command === "relay" || command === "directory") return self.split(":");
  if (command === "join") return [next ?? "", "--self", self];
  return ["--self", self, ...(next === undefined ? [] : ["--next", next])];
}
