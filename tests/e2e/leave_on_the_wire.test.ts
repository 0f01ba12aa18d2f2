import { expect, setDefaultTimeout, test } from "bun:test";

import { freePorts } from "./free_ports.ts";
import { PipedPeer } from "./piped_peer.ts";
import { TcpTap } from "./tcp_tap.ts";

setDefaultTimeout(60_000);

test("bobby's leave is one JSON line on a link, and everyone reads it", async () => {
  const [bobbyPort, donaldPort, eddyPort, tapPort] = freePorts(4) as [
    number,
    number,
    number,
    number,
  ];
  const self = (port: number) => `127.0.0.1:${port}`;
  await using tap = await TcpTap.between(tapPort, donaldPort);
  await using eddy = await PipedPeer.start({
    name: "eddy",
    self: self(eddyPort),
    next: self(bobbyPort),
  });
  await using donald = await PipedPeer.start({
    name: "donald",
    self: self(donaldPort),
    next: self(eddyPort),
  });
  await using bobby = await PipedPeer.start({
    name: "bobby",
    self: self(bobbyPort),
    next: self(tapPort),
  });
  await Promise.all([bobby, eddy].map((peer) => peer.line("Clt opening connection")));
  await tap.synced();
  const before = tap.lines.length;
  bobby.type("q");
  expect(await bobby.program.ended()).toBe(0);
  await Promise.all([donald, eddy].map((peer) => peer.line("   _: User bobby has left")));

  const leaves = tap.lines
    .slice(before)
    .filter((line) => line.includes('"left"') && line.includes('"event"'));
  expect(leaves).toHaveLength(1);
  expect(JSON.parse(leaves[0]!)).toMatchObject({
    kind: "system",
    body: { event: "left", name: "bobby" },
  });
  for (const { lines } of [donald, eddy]) {
    expect(lines.filter((line) => line.includes("User bobby"))).toEqual([
      "   _: User bobby has left",
    ]);
  }
});
