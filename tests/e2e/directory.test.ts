/** A directory, and a room that outlives it. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { freePorts } from "./free_ports.ts";
import { JsonPeer, type JsonPeerOptions } from "./json_peer.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

const names = ["ann", "bert", "cora"];

/** Each joins through the directory and keeps its folder. */
function seats(home: string): readonly [directory: JsonPeerOptions, ...JsonPeerOptions[]] {
  const [place = "", ...places] = freePorts(1 + names.length).map((port) => `127.0.0.1:${port}`);
  const peers = names.map((name, index): JsonPeerOptions => {
    const self = places[index] ?? "";
    return { name, command: "join", self, next: place, state: `${home}/${name}` };
  });
  const directory = { name: "directory", command: "directory", self: place } as const;
  return [{ ...directory, state: `${home}/directory` }, ...peers];
}

test("the directory gone and everyone started again, the room forms again and has its history", async () => {
  using home = new TemporaryFolder();
  await using stack = new AsyncDisposableStack();
  const start = async (options: JsonPeerOptions) => stack.use(await JsonPeer.start(options));
  const [place, ...others] = seats(home.path);
  const directory = await start(place);
  await directory.address();
  const before = await Promise.all(others.map(start));
  await Promise.all(before.map((peer) => peer.closedAmong([...names, "directory"])));
  for (const peer of before) peer.say(`${peer.name} was here`);
  for (const { name } of before) await directory.message(`${name} was here`);

  directory.program.kill();
  const [ann, ...rest] = before;
  ann?.program.kill();
  for (const peer of rest) expect(await peer.quit()).toBe(0);
  await Promise.all([directory, ...before].map(({ program }) => program.exited));

  const again = await Promise.all(others.map(start));
  await Promise.all(again.map((peer) => peer.closedAmong(names)));
  again[0]?.say("here again");
  await Promise.all(again.map((peer) => peer.message("here again")));
  for (const peer of again) {
    const { messages } = await peer.history();
    expect(messages.map(({ text }) => text)).toHaveLength(4);
  }

  // Whoever comes back finds the room where it is now, and so do those who join by it.
  const back = await start(place);
  await back.closedAmong([...names, "directory"]);
  const dora = await start({ name: "dora", command: "join", next: await back.address() });
  await dora.message("here again");
  await dora.closedAmong([...names, "directory", "dora"]);
});
