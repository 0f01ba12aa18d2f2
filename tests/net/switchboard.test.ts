import { afterEach, expect, setDefaultTimeout, test } from "bun:test";

import { type Line, Switchboard } from "../../src/net/switchboard.ts";
import { SwitchedCall } from "../../src/net/switched_call.ts";
import type { Connection } from "../../src/peer/ports.ts";
import { encodeFrame } from "../../src/wire/encode.ts";

setDefaultTimeout(20_000);

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** The other end of a connection: what came, and whether it is over. */
class End {
  #text = "";
  #isClosed = false;
  bytes = 0;
  socket: Bun.Socket<unknown> | null = null;
  #wake: () => void = () => {};

  readonly handlers = {
    open: (socket: Bun.Socket<unknown>) => void (this.socket = socket),
    data: (_socket: Bun.Socket<unknown>, bytes: Uint8Array) => {
      this.bytes += bytes.length;
      if (this.#text.length < 10_000) this.#text += Buffer.from(bytes).toString();
      this.#wake();
    },
    end: (socket: Bun.Socket<unknown>) => void socket.end(),
    close: () => {
      this.#isClosed = true;
      this.#wake();
    },
  };

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  heard(text: string): Promise<void> {
    return this.until(() => this.#text.includes(text));
  }

  closed(): Promise<void> {
    return this.until(() => this.#isClosed);
  }

  get isSilent(): boolean {
    return this.bytes === 0;
  }
}

/** An accepted connection, as a call uses it. */
class Caller implements Connection {
  isPaused = false;
  #wake: () => void = () => {};

  write(): void {}
  flush(): void {}
  whenDrained(callback: () => void): void {
    callback();
  }
  hangUp(): void {}

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.#wake();
  }

  async resumed(): Promise<void> {
    while (this.isPaused) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}

/** Somebody behind a line, who hands out each connection that comes. */
function listen(line: Line): () => Promise<End> {
  const came: End[] = [];
  const waiting: ((end: End) => void)[] = [];
  const listener = Bun.listen<End>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (socket) => {
        socket.data = new End();
        socket.data.handlers.open(socket);
        const next = waiting.shift();
        if (next === undefined) came.push(socket.data);
        else next(socket.data);
      },
      data: (socket, bytes) => socket.data.handlers.data(socket, bytes),
      end: (socket) => socket.data.handlers.end(socket),
      close: (socket) => socket.data.handlers.close(),
    },
  });
  cleanUps.push(() => listener.stop(true));
  line.leadsTo = `127.0.0.1:${listener.port}`;
  return () => {
    const { promise, resolve } = Promise.withResolvers<End>();
    const end = came.shift();
    if (end === undefined) waiting.push(resolve);
    else resolve(end);
    return promise;
  };
}

function hello(name: string): Uint8Array {
  return encodeFrame({
    type: "hello",
    version: 1,
    kind: "ring",
    room: "demo",
    peer: "a".repeat(64),
    epoch: "b".repeat(16),
    name,
    address: "127.0.0.1:1",
    nonce: "c".repeat(64),
    dials: 0,
    side: "next",
  });
}

async function dial(line: Line, first: string | Uint8Array): Promise<End> {
  const end = new End();
  const port = Number(line.address.split(":")[1]);
  const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: end.handlers });
  cleanUps.push(() => socket.terminate());
  socket.write(first);
  return end;
}

function switchboard(): Switchboard {
  const board = new Switchboard();
  cleanUps.push(() => board.close());
  return board;
}

test("a call is put through with its hello, and passes unchanged both ways", async () => {
  const line = switchboard().open("donald");
  const answered = listen(line);
  const bobby = await dial(line, hello("bobby"));
  const donald = await answered();
  await donald.heard('"name":"bobby"');
  bobby.socket?.write("and more\n");
  await donald.heard("and more\n");
  donald.socket?.write("welcome\n");
  await bobby.heard("welcome\n");
  bobby.socket?.end();
  await donald.closed();
});

test("a cut ends what two have, whoever dialled, and refuses them until it is mended", async () => {
  const board = switchboard();
  const lines = { bobby: board.open("bobby"), donald: board.open("donald") };
  const answered = { bobby: listen(lines.bobby), donald: listen(lines.donald) };
  const there = await dial(lines.donald, hello("bobby"));
  const back = await dial(lines.bobby, hello("donald"));
  const ends = [await answered.donald(), await answered.bobby()];
  const eddy = await dial(lines.donald, hello("eddy"));
  const heardEddy = await answered.donald();

  board.cut(["donald", "bobby"]);
  for (const end of [there, back, ...ends]) await end.closed();
  for (const [line, name] of [
    [lines.donald, "bobby"],
    [lines.bobby, "donald"],
  ] as const) {
    await (await dial(line, hello(name))).closed();
  }
  eddy.socket?.write("still here\n");
  await heardEddy.heard("still here\n");
  expect(board.cuts).toEqual([["donald", "bobby"]]);

  board.mend(["bobby", "donald"]);
  await dial(lines.donald, hello("bobby"));
  await (await answered.donald()).heard('"name":"bobby"');
  expect(board.cuts).toEqual([]);
});

test("whoever does not begin with a hello is not put through", async () => {
  const line = switchboard().open("donald");
  const answered = listen(line);
  const noise = await dial(line, "GET / HTTP/1.1\r\n\r\n");
  await noise.closed();
  expect(noise.isSilent).toBeTrue();
  await dial(line, hello("bobby"));
  await (await answered()).heard('"name":"bobby"');
});

test("a call of a peer that does not run is closed at once", async () => {
  const line = switchboard().open("donald");
  await (await dial(line, hello("bobby"))).closed();
  line.leadsTo = "127.0.0.1:1";
  await (await dial(line, hello("bobby"))).closed();
});

test("what the peer does not read is not read from its caller, and all of it comes", async () => {
  const line = switchboard().open("donald");
  const answered = listen(line);
  const near = new Caller();
  const call = new SwitchedCall(near, { route: () => line.leadsTo, ended: () => {} });
  cleanUps.push(() => call.hangUp());
  const first = hello("bobby");
  call.events.data(first);
  const donald = await answered();
  await donald.heard("bobby");
  await near.resumed();
  donald.socket?.pause();
  const piece = new Uint8Array(1 << 20);
  let bytes = first.length;
  // Sockets buffer a few MiB; a call that reads on would take for ever.
  for (let i = 0; i < 64 && !near.isPaused; i++) {
    call.events.data(piece);
    bytes += piece.length;
  }
  expect(near.isPaused).toBeTrue();
  donald.socket?.resume();
  await near.resumed();
  await donald.until(() => donald.bytes === bytes);
});
