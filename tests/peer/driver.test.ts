import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";

import { listenTcp } from "../../src/net/tcp.ts";
import { isLinked, Running, stopAll } from "./running.ts";

setDefaultTimeout(60_000);

afterEach(stopAll);

/** Sends bytes to a peer and gathers what comes back until the peer closes. */
async function answerTo(address: string, bytes: string | Uint8Array): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let answer = "";
  await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(address.split(":")[1]),
    socket: {
      open: (socket) => void socket.write(bytes),
      data: (_socket, chunk) => void (answer += chunk.toString()),
      close: () => resolve(answer),
      error: () => resolve(answer),
    },
  });
  return promise;
}

describe("Driver", () => {
  test("two peers on real sockets link, talk, ask for the ring and take leave", async () => {
    const bobby = new Running("1", "bobby");
    const donald = new Running("2", "donald", bobby.address);
    await donald.until(isLinked);
    await bobby.until(isLinked);
    bobby.driver.say("hello there", "r1");
    donald.driver.say("how r u");
    await donald.until((one) => one.show === "message" && one.text === "hello there");
    const own = await bobby.until((one) => one.show === "message" && one.own);
    expect(own).toMatchObject({ text: "hello there", ref: "r1" });
    await bobby.until((one) => one.show === "message" && one.text === "how r u");
    bobby.driver.askRing("r2");
    const ring = await bobby.until(({ show }) => show === "ring");
    expect(ring).toMatchObject({ closed: true, ref: "r2" });
    donald.driver.leave();
    const left = await bobby.until((one) => one.show === "notice" && one.kind === "left");
    expect(left).toMatchObject({ peer: { name: "donald" } });
  });

  test("noise, an overlong line and a hello that no text can be made of are answered and closed", async () => {
    const bobby = new Running("1", "bobby");
    const cases = [
      ["\u0000\u0001noise\n", "a line is not JSON"],
      ["x".repeat(70_000), "a line is over 64 KiB"],
      [new Uint8Array([0x22, 0xff, 0x22, 0x0a]), "a line is not UTF-8"],
      ['{"type":"hello","version":{"toString":1,"valueOf":1}}\n', "version"],
    ] as const;
    for (const [bytes, words] of cases) {
      expect(await answerTo(bobby.address, bytes)).toContain(words);
    }
    expect(bobby.shown.filter(({ show }) => show === "refused")).toHaveLength(cases.length);
    const closed = bobby.diagnostics.filter(({ event }) => event === "connection-closed");
    expect(closed).toHaveLength(cases.length);
  });

  test("each frame in and out is in the diagnostics with its type, heartbeats are not", async () => {
    const bobby = new Running("1", "bobby");
    const donald = new Running("2", "donald", bobby.address);
    await donald.until(isLinked);
    bobby.driver.say("noted");
    await donald.until(({ show }) => show === "message");
    const frames = donald.diagnostics.filter(({ event }) => event === "frame");
    for (const type of ["hello", "auth", "members", "have", "run"]) {
      for (const direction of ["in", "out"]) {
        expect(frames).toContainEqual(expect.objectContaining({ type, direction }));
      }
    }
    expect(frames.filter((frame) => frame["type"] === "ping")).toEqual([]);
    const run = frames.find((frame) => frame["type"] === "run" && frame["direction"] === "in");
    expect(run?.["bytes"]).toBeGreaterThan(100);
  });

  test("a next that does not run is told as a failed try", async () => {
    const free = listenTcp({ host: "127.0.0.1", port: 0, mayMoveUp: false }, () => {
      throw new Error("nobody dials");
    });
    free.stop();
    const bobby = new Running("1", "bobby", `127.0.0.1:${free.port}`);
    expect(await bobby.until(({ show }) => show === "retry")).toMatchObject({ attempt: 1, of: 10 });
    expect(await bobby.until(({ show }) => show === "gave-up")).toMatchObject({ configured: true });
  });
});
