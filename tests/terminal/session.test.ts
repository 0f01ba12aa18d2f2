import { expect, test } from "bun:test";
import { PassThrough } from "node:stream";

import type { LogLevel } from "../../src/chat/lines.ts";
import type { HistoryEntry, Room, Shown } from "../../src/chat/room.ts";
import { english } from "../../src/chat/speech_en.ts";
import type { PeerView, Side } from "../../src/peer/shown.ts";
import { runSession } from "../../src/terminal/session.ts";

const AT_MS = new Date(2024, 4, 1, 15, 58, 43, 214).getTime() + 0.573;

const donald: PeerView = { id: "d0".repeat(32), name: "donald", address: "127.0.0.1:6002" };
const bobby: PeerView = { id: "b0".repeat(32), name: "bobby", address: "127.0.0.1:6001" };

/** A piped session and the room that it talks to. */
function piped(level: LogLevel = "debug", history: readonly HistoryEntry[] = []) {
  const input = new PassThrough();
  const output = new PassThrough();
  const said: string[] = [];
  let show = (_shown: Shown): void => {};
  const room: Room = {
    say: (text) => said.push(text),
    askRing: () => said.push("(ring)"),
    pageLink: () => null,
    history: () => history,
    leave: () => show({ show: "stopped" }),
    subscribe: (listener) => void (show = listener),
  };
  const end = runSession({
    room,
    input,
    output,
    kind: "ring",
    interactive: false,
    colour: false,
    words: english,
    level,
    now: () => AT_MS,
    self: { id: "ed".repeat(32), name: "eddy" },
    next: "localhost:6001",
  });
  return {
    said,
    end,
    show: (shown: Shown): void => show(shown),
    close: (): void => void input.end(),
    /** What was printed since the last time. */
    printed: (): string => {
      let text = "";
      for (let part = output.read(); part !== null; part = output.read()) text += String(part);
      return text;
    },
    /** Types and lets the stream deliver it. */
    type: async (text: string | Buffer): Promise<void> => {
      input.write(text);
      await new Promise(setImmediate);
    },
  };
}

function link(side: Side, state: "up" | "down", local: string, remote: string): Shown {
  return { show: "link", state, side, peer: donald, local, remote, reason: "", expected: true };
}

function message(author: PeerView, text: string): Shown {
  return { show: "message", id: text, author, text, atMs: 0, own: false, backlog: false };
}

test("a piped session reads as the first document does", async () => {
  const eddy = piped();
  eddy.show({ show: "listening", address: "127.0.0.1:6003" });
  eddy.show({ show: "waiting", address: "localhost:6001" });
  eddy.show(link("previous", "up", "127.0.0.1:6003", "127.0.0.1:59792"));
  eddy.show({ show: "retry", address: "localhost:6001", attempt: 1, of: 10 });
  eddy.show(link("next", "up", "127.0.0.1:59793", "127.0.0.1:6001"));
  eddy.show({ show: "notice", kind: "joined", peer: donald, atMs: 0 });
  eddy.show(message(donald, "hello there"));
  await eddy.type("m\n");
  await eddy.type("fine thx\n");
  eddy.show({ ...message(bobby, "fine thx"), own: true } as Shown);
  eddy.show({ show: "notice", kind: "left", peer: bobby, atMs: 0 });
  eddy.show(link("previous", "down", "127.0.0.1:6003", "127.0.0.1:59792"));
  await eddy.type("q\n");
  expect(await eddy.end).toBe("stopped");
  expect(eddy.said).toEqual(["fine thx"]);
  expect(eddy.printed().replaceAll("15:58:43.214573", "TIME")).toBe(
    `TIME INF ~ Server listening at 127.0.0.1:6003
TIME DBG ~ Server handling connection (127.0.0.1:6003 <- 127.0.0.1:59792)
TIME DBG ~ Clt could not connect to localhost:6001. retry 1 of 10
TIME INF ~ Clt opening connection (127.0.0.1:59793 -> 127.0.0.1:6001)
command:
TIME INF ~ Incoming message
   donald: hello there
Type your message:
command:
TIME INF ~
   _: User bobby has left
TIME DBG ~ Connection to prev. peer probably lost
TIME INF ~ Server is shutting down
`,
  );
});

test("the first question comes with a wait that is shown, or with the first input", async () => {
  const waiting = piped("info");
  waiting.show({ show: "waiting", address: "localhost:6001" });
  waiting.show(link("next", "up", "a:1", "b:2"));
  expect(waiting.printed().match(/command:/g)).toHaveLength(1);
  const early = piped();
  await early.type("m hello\n");
  expect(early.printed()).toBe("command:\ncommand:\n");
  expect(early.said).toEqual(["hello"]);
});

test("giving up is followed by the question", () => {
  const alone = piped();
  alone.show({ show: "gave-up", address: "localhost:6001", tries: 10, configured: true });
  expect(alone.printed()).toMatch(/WRN ~ .*\ncommand:\n$/);
});

test("what came before the end of the input is said before leaving", async () => {
  const script = piped();
  await script.type("m\nhello\nmm\none\ntwo\n\nr\nm two words\nm no newline");
  script.close();
  expect(await script.end).toBe("stopped");
  expect(script.said).toEqual(["hello", "one", "two", "(ring)", "two words", "no newline"]);
});

test("a line cut anywhere, also within a character, is one line", async () => {
  const slow = piped();
  const bytes = Buffer.from("m привет\r\n");
  for (const byte of bytes) await slow.type(Buffer.of(byte));
  expect(slow.said).toEqual(["привет"]);
});

test("what is no command is not sent", async () => {
  const careless = piped();
  await careless.type("hello all\n");
  expect(careless.said).toEqual([]);
  expect(careless.printed()).toBe("command:\nNot sent. To send it: m hello all\ncommand:\n");
});

test("a receipt is no line of the document's, whatever becomes of the message", async () => {
  const quiet = piped("debug");
  for (const [seenBy, of] of [
    [1, 1],
    [1, 3],
    [3, 3],
  ] as const) {
    quiet.show({ show: "receipt", id: "1", seenBy, of });
  }
  quiet.show({ show: "stopped" });
  await quiet.end;
  expect(quiet.printed()).toBe("15:58:43.214573 INF ~ Server is shutting down\n");
});

test("history is printed between two questions", async () => {
  const place = { id: "1", author: donald, epoch: "0", seq: 1, lamport: 1, atMs: AT_MS };
  const history: HistoryEntry[] = [
    { ...place, kind: "joined", peer: donald },
    { ...place, kind: "message", text: "hello" },
  ];
  const reader = piped("debug", history);
  await reader.type("h all\n");
  expect(reader.printed()).toBe(
    `command:
History
   2024-05-01 15:58:43  _: User donald has joined from 127.0.0.1:6002
   2024-05-01 15:58:43  donald: hello
command:
`,
  );
});

test("a long backlog is a line when it begins, and its newest messages when it is there", () => {
  const newcomer = piped();
  const said = (n: number): Shown => ({ ...message(donald, `n${n}`), backlog: true }) as Shown;
  newcomer.show({ show: "backlog", done: 0, left: 2_000 });
  for (let n = 1; n <= 1_000; n++) newcomer.show(said(n));
  newcomer.show({ show: "backlog", done: 1_000, left: 1_000 });
  newcomer.show(message(bobby, "live"));
  for (let n = 1_001; n <= 2_000; n++) newcomer.show(said(n));
  expect(newcomer.printed().replaceAll("15:58:43.214573", "TIME")).toBe(
    `TIME INF ~ Catching up: 2000 entries of history are on their way
TIME INF ~ Incoming message
   bobby: live
`,
  );
  newcomer.show({ show: "backlog", done: 2_000, left: 0 });
  const lines = newcomer.printed().trimEnd().split("\n");
  expect(lines[0]).toContain("INF ~ Caught up: 2000 messages were said before; h all shows them");
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toEndWith("  donald: n2000");
});

test("a short backlog comes message by message, before what is said after it", () => {
  const newcomer = piped();
  newcomer.show({ ...message(donald, "before"), atMs: AT_MS, backlog: true } as Shown);
  newcomer.show(message(bobby, "after"));
  expect(newcomer.printed().replaceAll("15:58:43.214573", "TIME")).toBe(
    `TIME INF ~ Incoming message
   donald: before
TIME INF ~ Incoming message
   bobby: after
`,
  );
});

test("leaving tells what is still held of a backlog", async () => {
  const leaving = piped();
  leaving.show({ ...message(donald, "before"), atMs: AT_MS, backlog: true } as Shown);
  leaving.close();
  await leaving.end;
  expect(leaving.printed()).toMatch(/donald: before\n.* Server is shutting down\n$/);
});
