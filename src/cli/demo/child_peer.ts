/** A peer of the demo in a process of its own, which can be treated as badly as one likes. */
import type { FileSink, Subprocess } from "bun";
import * as v from "valibot";

import type { Address } from "../../lib/ids.ts";
import type { DemoPeerState } from "../../web/page_protocol.ts";
import { LineSplitter } from "../line_splitter.ts";

export type ChildStart = {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type ChildEvents = {
  onListening(at: Address): void;
  /** Whatever the reason. */
  onEnd(): void;
};

/** An event of what a child was told to say is far shorter. */
const LINE_BYTES_MAX = 1 << 20;

const listening = v.object({ event: v.literal("listening"), at: v.string() });

type Process = Subprocess<"pipe", "pipe", "inherit">;

/**
 * Its input stays open for as long as this process lives, and the end of it is `quit`: however this
 * process ends, the child does not stay behind.
 */
export class ChildPeer {
  readonly #start: ChildStart;
  readonly #events: ChildEvents;
  #process: Process | null = null;
  /** While it is frozen. */
  #waker: Subprocess | null = null;

  /** @param start how it is started, each time */
  constructor(start: ChildStart, events: ChildEvents) {
    this.#start = start;
    this.#events = events;
  }

  get state(): DemoPeerState {
    if (this.#process === null) return "dead";
    return this.#waker === null ? "running" : "frozen";
  }

  start(): void {
    const { command, env } = this.#start;
    const child = Bun.spawn([...command], {
      env,
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
      // Ctrl-C is for the demo's own peer, which says good-bye while the others still hear it.
      detached: true,
      windowsHide: true,
    });
    this.#process = child;
    void child.exited.then(() => this.#ended());
    void this.#read(child.stdout);
  }

  /** No good-bye: it is gone. Resolves once it is. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
  }

  freeze(): void {
    if (this.#process === null) return;
    this.#waker = wakerOf(this.#process.pid);
    this.#process.kill("SIGSTOP");
  }

  thaw(): void {
    this.#endWaker();
    this.#process?.kill("SIGCONT");
  }

  say(text: string): void {
    if (this.#process === null) return;
    write(this.#process.stdin, `${JSON.stringify({ do: "say", text })}\n`);
  }

  async #read(stdout: ReadableStream<Uint8Array>): Promise<void> {
    const splitter = new LineSplitter(LINE_BYTES_MAX);
    let isListening = false;
    // All of it: an output that nobody reads ends the peer.
    for await (const chunk of stdout) {
      if (isListening) continue;
      for (const line of splitter.push(chunk)) {
        const read = v.safeParse(listening, line.ok ? JSON.parse(line.line) : null);
        if (!read.success) continue;
        isListening = true;
        this.#events.onListening(read.output.at);
      }
    }
  }

  #ended(): void {
    this.#endWaker();
    this.#process = null;
    this.#events.onEnd();
  }

  #endWaker(): void {
    this.#waker?.kill("SIGKILL");
    this.#waker = null;
  }
}

/**
 * A frozen process does not see that its input ended. This one does, when ours ends, and wakes it.
 */
function wakerOf(pid: number): Subprocess {
  return Bun.spawn(["/bin/sh", "-c", 'read -r _; kill -CONT "$0"', String(pid)], {
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
    detached: true,
  });
}

/** To a child that has just died it does nothing. */
function write(sink: FileSink, text: string): void {
  const ignore = (): void => {};
  try {
    Promise.resolve(sink.write(text)).catch(ignore);
    Promise.resolve(sink.flush()).catch(ignore);
  } catch {
    // It has ended, which is about to be told.
  }
}
