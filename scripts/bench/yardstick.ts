/**
 * What the two yardsticks have in common: a ring of processes that dial their next and pass on
 * what comes from the one before, one direction round, until it is home. No history, no repair, no
 * identity: the least that a ring chat in Bun can be. They speak as much of ringchat's --json as
 * the bench needs, so that it drives all rings alike and pays the same for each.
 *
 *     PROGRAM AUTHOR SELF_PORT NEXT_PORT
 *
 * AUTHOR is one character. It stands at a fixed place in a line on the wire.
 */
import type { Socket } from "bun";

import { JoinedWriter } from "./joined_writer.ts";

/** What a yardstick does with a message. */
export type Dialect = {
  /** The event for a line that came, with its newline; null when it is one's own come home. */
  receive(line: Uint8Array): Uint8Array | null;
  /** The event for a line of one's own. */
  said(line: Uint8Array): Uint8Array;
};

const host = "127.0.0.1";
const redialMs = 20;
const newline = 0x0a;

/** Where the author stands in a line: {"author":"a",... */
export const authorAt = 11;

export type YardstickPlace = {
  readonly author: string;
  readonly self: number;
  readonly next: number;
};

export function placeOf([author = "", self, next]: readonly string[]): YardstickPlace {
  return { author, self: Number(self), next: Number(next) };
}

/** Runs until it is killed or its input ends. */
export async function runYardstick(place: YardstickPlace, dialect: Dialect): Promise<void> {
  const events = Bun.stdout.writer();
  let isFlushDue = false;
  const print = (line: Uint8Array | string): void => {
    void events.write(line);
    if (isFlushDue) return;
    isFlushDue = true;
    queueMicrotask(() => {
      isFlushDue = false;
      void events.flush();
    });
  };
  let hasPrevious = false;
  const next = new NextLink(place.next);
  listen(place.self, {
    linked: (isUp) => {
      hasPrevious = isUp;
    },
    line: (line) => {
      const event = dialect.receive(line);
      if (event === null) return;
      next.write(line);
      print(event);
    },
  });
  print(`{"event":"listening","address":"${host}:${place.self}"}\n`);
  next.dial();
  for await (const command of linesOf(Bun.stdin.stream())) {
    const asked: unknown = JSON.parse(command);
    if (isSay(asked)) {
      const line = wireLine(place.author, asked.text);
      next.write(line);
      print(dialect.said(line));
    } else {
      print(`{"event":"ring","closed":${hasPrevious && next.isUp}}\n`);
    }
  }
  process.exit();
}

function isSay(asked: unknown): asked is { readonly text: string } {
  return typeof asked === "object" && asked !== null && "text" in asked;
}

function wireLine(author: string, text: string): Uint8Array {
  const message = { author, id: crypto.randomUUID(), at: Date.now(), text };
  return Buffer.from(`${JSON.stringify(message)}\n`);
}

/** The one that this one writes to. What is said before it is there is lost, as the bench knows. */
class NextLink {
  readonly #port: number;
  #socket: Socket | null = null;
  readonly #writer = new JoinedWriter((bytes) => this.#socket?.write(bytes) ?? -1);

  constructor(port: number) {
    this.#port = port;
  }

  get isUp(): boolean {
    return this.#socket !== null;
  }

  write(line: Uint8Array): void {
    this.#writer.write(line);
  }

  dial(): void {
    const handlers = {
      open: (socket: Socket) => {
        socket.setNoDelay(true);
        this.#socket = socket;
      },
      data: () => {},
      drain: () => this.#writer.drained(),
      close: () => {
        this.#socket = null;
      },
    };
    Bun.connect({ hostname: host, port: this.#port, socket: handlers }).catch(() =>
      setTimeout(() => this.dial(), redialMs),
    );
  }
}

type Previous = { linked(isUp: boolean): void; line(line: Uint8Array): void };

function listen(port: number, previous: Previous): void {
  let rest: Uint8Array = new Uint8Array();
  Bun.listen({
    hostname: host,
    port,
    socket: {
      open: () => previous.linked(true),
      close: () => previous.linked(false),
      data: (_socket, chunk) => {
        const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let start = 0;
        for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
          previous.line(bytes.subarray(start, end + 1));
          start = end + 1;
        }
        rest = bytes.subarray(start);
      },
    },
  });
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
