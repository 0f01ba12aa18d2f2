import { expect, test } from "bun:test";

import { cannotListen } from "../../src/cli/cannot_listen.ts";
import { failureSentence } from "../../src/cli/failure_sentences.ts";
import { ListenError, listenTcp } from "../../src/net/tcp.ts";

const missing = new ListenError("127.0.0.2:6010", "no such address", "EADDRNOTAVAIL");

test("where 127.0.0.2 is missing, the command that adds it is told", () => {
  const failure = cannotListen(missing, { kind: "mesh", platform: "darwin" });
  const command = "sudo ifconfig lo0 alias 127.0.0.2";
  for (const language of ["en", "ru"] as const) {
    expect(failureSentence(failure, language)).toEndWith(command);
  }
});

test("where the loopback is whole, another address or port is asked for", () => {
  const place = { why: "cannot-listen", address: missing.address };
  expect(cannotListen(missing, { kind: "mesh", platform: "linux" })).toMatchObject(place);
  const taken = new ListenError("127.0.0.2:6010", "another program listens there", "EADDRINUSE");
  expect(cannotListen(taken, { kind: "mesh", platform: "darwin" })).toMatchObject({
    ...place,
    chosenBy: "--self HOST --port PORT",
  });
  expect(cannotListen(taken, { kind: "ring", platform: "darwin" })).toMatchObject({
    chosenBy: "--self HOST:PORT",
  });
  const door = new ListenError("127.0.0.2:7777", "another program listens there", "EADDRINUSE");
  const lan = { kind: "mesh", platform: "darwin", compactPort: 7_777 } as const;
  expect(cannotListen(door, lan)).toMatchObject({ chosenBy: "--compact-port PORT" });
});

test("an address that no computer here has is known by its code", () => {
  const listen = () => listenTcp({ host: "192.0.2.254", port: 0, mayMoveUp: true }, () => never);
  expect(listen).toThrow(expect.objectContaining({ code: "EADDRNOTAVAIL" }));
});

const never = { data: () => {}, closed: () => {} };
