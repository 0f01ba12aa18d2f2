import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";

import { type EventOf, type StormEvent, stormEventOf } from "./storm_event.ts";

export type StormPeerOptions = {
  readonly program: string;
  readonly name: string;
  /** Its home and state, which outlive its processes. */
  readonly folder: string;
  readonly self: string;
  readonly next: string;
  /** `ring` unless given. */
  readonly command?: "ring" | "relay" | "join";
  /** 100 unless given: what takes seconds with patient people takes tenths of one here. */
  readonly retryMs?: number;
  readonly retries?: number;
  /** Instead of events, the bytes as they came: for a peer that says more than one can read. */
  readonly onChunk?: (chunk: Uint8Array) => void;
};

type Question = { readonly resolve: (event: StormEvent) => void; readonly reject: () => void };

const answerWithinMs = 20_000;

/** One peer of a storm: process after process on one folder, at one address. */
export class StormPeer {
  readonly name: string;
  /** Told of each event of the process that runs. */
  onEvent: (event: StormEvent) => void = () => {};
  /** The process ended and nobody had killed it. */
  onEnd: (exitCode: number) => void = () => {};
  readonly #options: StormPeerOptions;
  readonly #questions = new Map<string, Question>();
  #child: Bun.Subprocess<"pipe", "pipe", number> | null = null;
  #read: Promise<void> = Promise.resolve();
  #isUp = false;
  #asked = 0;

  constructor(options: StormPeerOptions) {
    this.#options = options;
    this.name = options.name;
    mkdirSync(options.folder, { mode: 0o700 });
  }

  get address(): string {
    return this.#options.self;
  }

  get state(): string {
    return join(this.#options.folder, "state");
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** It runs and listens. With `onChunk` nobody knows. */
  get isUp(): boolean {
    return this.#isUp;
  }

  start(): void {
    const { program, name, folder, retries = 10, retryMs = 100 } = this.#options;
    const pace = [`--retry-ms=${retryMs}`, `--retries=${retries}`];
    const words = [...commandOf(this.#options), "--json", "--name", name];
    const errors = openSync(join(folder, "stderr.log"), "a");
    const child = Bun.spawn([program, ...words, "--state", this.state, ...pace], {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: folder, LANG: "C.UTF-8" },
      stdin: "pipe",
      stdout: "pipe",
      stderr: errors,
    });
    closeSync(errors);
    this.#child = child;
    this.#read = this.#readAll(child.stdout);
    void this.#watch(child);
  }

  /** kill -9. Resolves when it is gone and all that it had printed was read. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    child.kill("SIGKILL");
    await this.#gone(child);
  }

  /** Leaves in order. Resolves when it is gone and all that it had printed was read. */
  async leave(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#write([{ do: "quit" }]);
    await this.#gone(child);
  }

  /** Stops the process that runs now; the answer lets it go on, if it was not killed meanwhile. */
  freeze(): () => void {
    const child = this.#child;
    child?.kill("SIGSTOP");
    return () => child?.kill("SIGCONT");
  }

  say(...texts: readonly string[]): void {
    this.#write(texts.map((text) => ({ do: "say", text })));
  }

  async ring(): Promise<EventOf<"ring">> {
    const answer = await this.#ask({ do: "ring" });
    if (answer.event !== "ring") throw new Error(`${this.name}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async history(limit: number): Promise<EventOf<"history">["messages"]> {
    const answer = await this.#ask({ do: "history", limit });
    if (answer.event !== "history") throw new Error(`${this.name}: ${JSON.stringify(answer)}`);
    return answer.messages;
  }

  /** Somebody wants it gone, so that nobody is told that it ended by itself. */
  async #gone(child: Bun.Subprocess): Promise<void> {
    this.#child = null;
    await child.exited;
    await this.#read;
    this.#isUp = false;
    for (const { reject } of this.#questions.values()) reject();
    this.#questions.clear();
  }

  #write(commands: readonly object[]): void {
    const lines = commands.map((command) => `${JSON.stringify(command)}\n`).join("");
    void this.#child?.stdin.write(lines);
    void this.#child?.stdin.flush();
  }

  async #ask(question: object): Promise<StormEvent> {
    const ref = String(++this.#asked);
    const { promise, resolve, reject } = Promise.withResolvers<StormEvent>();
    const refuse = (): void => reject(new Error(`${this.name} did not answer`));
    this.#questions.set(ref, { resolve, reject: refuse });
    const late = setTimeout(refuse, answerWithinMs);
    this.#write([{ ...question, ref }]);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      this.#questions.delete(ref);
    }
  }

  async #watch(child: Bun.Subprocess): Promise<void> {
    const exitCode = await child.exited;
    if (this.#child !== child) return;
    await this.#read;
    this.#child = null;
    this.#isUp = false;
    this.onEnd(exitCode);
  }

  async #readAll(stream: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      if (this.#options.onChunk !== undefined) {
        this.#options.onChunk(chunk);
        continue;
      }
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      // What is left at the end was cut by the kill.
      rest = lines.pop() ?? "";
      for (const line of lines) this.#take(stormEventOf(line));
    }
  }

  #take(event: StormEvent | null): void {
    if (event === null) return;
    if (event.event === "listening") this.#isUp = true;
    if ("ref" in event && event.ref !== undefined) this.#questions.get(event.ref)?.resolve(event);
    this.onEvent(event);
  }
}

function commandOf({ command = "ring", next, self }: StormPeerOptions): readonly string[] {
  if (command === "relay") return ["relay", self];
  if (command === "join") return ["join", next, "--self", self];
  return ["ring", "--self", self, "--next", next];
}
