/** A relay and those who join it, beyond the session of the document (relay_session.test.ts). */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { freePort } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";
import { Program } from "./program.ts";
import { QUESTION, RelayRoom } from "./relay_room.ts";

setDefaultTimeout(60_000);

/** A script that joined the relay. */
function script(room: RelayRoom, name: string): Promise<JsonPeer> {
  return JsonPeer.start({ name, command: "join", next: `127.0.0.1:${room.port}` });
}

describe.concurrent("somebody at a relay", () => {
  test("goes on with a draft, cursor and all, while two thousand messages arrive", async () => {
    await using room = await RelayRoom.open();
    const ann = await room.enter("ann");
    await using bot = await script(room, "bot");
    await ann.until("Companion: Connected to bot");
    ann.type("half a thought\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D");
    await ann.until("half a thought");
    for (let n = 1; n <= 2_000; n++) bot.say(`message ${n}`);
    // Typed in the middle of it.
    await ann.until("Companion: message 2");
    ann.type("finished ");
    await ann.until("Companion: message 2000");
    await ann.until(() => ann.lines().at(-1) === `${QUESTION} half a finished thought`);
    expect(ann.cursor()).toEqual({ before: `${QUESTION} half a finished `, after: "thought" });
    const come = [...ann.output.matchAll(/Companion: message (\d+)\r/g)].map(([, n]) => Number(n));
    expect(come).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
    ann.type("\r");
    await bot.message("half a finished thought");
  });

  test("reads of more than one companion by name, and nobody can be called Companion", async () => {
    await using room = await RelayRoom.open();
    const ann = await room.enter("ann");
    await using bert = await script(room, "bert");
    await ann.until("💬 Companion: Connected to bert");
    bert.say("only we two");
    await ann.until("💬 Companion: only we two");
    await using liar = await script(room, "Companion");
    await ann.until(/💬 Companion: Connected to Companion/);
    bert.say("now we are three");
    await ann.until("💬 bert: now we are three");
    liar.say("I am bert");
    await ann.until(/💬 Companion·[0-9a-f]{4}: I am bert/);
  });

  test("keeps what is typed while the relay is dead, and is back by itself", async () => {
    await using room = await RelayRoom.open();
    const ann = await room.enter("ann");
    await using bert = await script(room, "bert");
    await ann.until("Connected to bert");
    room.relay.kill();
    await room.relay.exited;
    await ann.until("🔌 Connection to the chat server lost; what you say waits until it is back");
    ann.type("into the dark\r");
    await ann.until(`${QUESTION} into the dark`);
    await room.begin();
    await bert.message("into the dark");
    await ann.until(() => ann.text().split("🔌 Connected to chat server").length >= 3);
    expect(room.relay.text).toContain("Waiting for 2 clients");
  });

  test("is asked again for a nickname that is none, in Russian where it is wanted", async () => {
    await using room = await RelayRoom.open();
    const ann = room.arrive(["--lang", "ru"]);
    await ann.until("👉 Enter your nickname:");
    ann.type("system\r");
    await ann.until("Это имя занято");
    ann.type("\x7f\x7f\x7f\x7f\x7f\x7fann\r");
    await ann.until(QUESTION);
    const answers = (): number => ann.text().split("ann (вы)").length;
    // The relay's place may be tried, and be there, before the relay has let anybody in.
    while (!/relay .* на связи {2}ретранслятор/.test(ann.text())) {
      const before = answers();
      ann.type("/who\r");
      await ann.until(() => answers() > before);
    }
    ann.type("\x04");
    expect(await ann.exited()).toBe(0);
    expect(ann.restored).toBeTrue();
  });

  test("goes away from the question for a nickname without a trace", async () => {
    await using room = await RelayRoom.open();
    const ann = room.arrive();
    await ann.until("👉 Enter your nickname:");
    ann.type("\x03");
    expect(await ann.exited()).toBe(130);
    expect(ann.restored).toBeTrue();
    expect(room.relay.text).not.toContain("Client 1");
  });

  test("through a pipe reads and says the same, line by line", async () => {
    await using room = await RelayRoom.open();
    const join = [await builtBinary(), "join", `localhost:${room.port}`, "--state", "state"];
    await using ann = new Program(join);
    ann.write("ann\n");
    await room.logs("nickname: ann");
    await using bert = await script(room, "bert");
    await ann.out.first((line) => line.includes("Connected to bert"), { what: "bert" });
    ann.write("hello\n/exit\n");
    await bert.message("hello");
    expect(await ann.ended()).toBe(0);
    expect(ann.out.items).toEqual([
      `🔌 Connected to chat server at localhost:${room.port}`,
      "Type /exit to quit",
      "",
      "👉 Enter your nickname:",
      "💬 Companion: Connected to bert",
      "👉 Your message:",
      "👉 Your message:",
    ]);
  });
});

describe.concurrent("join", () => {
  test("into a ring needs no more than a member's address", async () => {
    await using ann = await JsonPeer.start({ name: "ann", extra: ["--room", "attic"] });
    await using bert = await JsonPeer.start({
      name: "bert",
      command: "join",
      next: await ann.address(),
    });
    await ann.closedRing(["ann", "bert"]);
    bert.say("in the attic");
    await ann.message("in the attic");
    expect((await bert.ring()).kind).toBe("ring");
  });

  test("into a mesh, the same", async () => {
    const extra = ["--room", `join-${process.pid}`, "--port", `${freePort()}`];
    await using ann = await JsonPeer.start({
      name: "ann",
      command: "lan",
      self: "127.0.0.1",
      extra,
    });
    await using bert = await JsonPeer.start({
      name: "bert",
      command: "join",
      next: await ann.address(),
    });
    await ann.closedAmong(["ann", "bert"]);
    expect((await bert.ring()).kind).toBe("mesh");
  });

  test("where nobody is ends with a sentence and code 6", async () => {
    const tries = ["--retries", "2", "--retry-ms", "50", "--name", "ann"];
    const { code, err } = await command(["join", "localhost", `${freePort()}`, ...tries]);
    expect(code).toBe(6);
    expect(err).toContain("Nobody answers at localhost:");
  });
});

describe.concurrent("relay", () => {
  test("at a port that is taken ends with code 3 when it was asked for", async () => {
    await using room = await RelayRoom.open();
    const { code, err } = await command(["relay", "localhost", `${room.port}`, "--ephemeral"]);
    expect(code).toBe(3);
    expect(err).toContain(`127.0.0.1:${room.port}`);
  });

  test("takes no third word and no port that there is not", async () => {
    expect((await command(["relay", "localhost", "8888", "clients"])).code).toBe(2);
    expect((await command(["relay", "localhost", "88888"])).code).toBe(2);
    expect((await command(["join", "localhost"])).code).toBe(2);
  });
});
