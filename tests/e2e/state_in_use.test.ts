/** A state folder that is taken, damaged, full or read-only: loud, and nothing is lost. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { smallDisk } from "../store/small_disk.ts";
import { command } from "./command.ts";
import { isKind } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

const ring = ["ring", "--json", "--name", "bobby", "--self", "127.0.0.1:0"];

const eventsIn = (out: string): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** A folder with a history of some messages. */
async function withHistory(folder: string, room = "lobby"): Promise<void> {
  const state = ["--state", folder, "--room", room];
  await using bobby = await JsonPeer.start({ name: "bobby", extra: state });
  for (const text of ["one", "two", "three"]) bobby.say(text);
  await bobby.message("three");
  expect(await bobby.quit()).toBe(0);
}

/** Starts a peer that can't start, and expects it to say so, with exit code 4. */
async function expectRefused(words: readonly string[], code: string, says: RegExp): Promise<void> {
  const ended = await command([...ring, ...words]);
  expect(ended.code).toBe(4);
  expect(ended.err).toMatch(/^ringchat: [^\n]+\n$/);
  expect(ended.err).toMatch(says);
  expect(eventsIn(ended.out)).toEqual([
    { event: "error", code, message: ended.err.slice("ringchat: ".length, -1) },
    { event: "bye" },
  ]);
}

describe.concurrent("one state folder", () => {
  test("serves one process at a time; the second says so, and touches nothing", async () => {
    using folder = new TemporaryFolder();
    await using bobby = await JsonPeer.start({ name: "bobby", state: folder.path });
    await bobby.address();
    await expectRefused(
      ["--state", folder.path],
      "folder-in-use",
      new RegExp(
        `Another ringchat \\(process ${bobby.program.pid}, since .*\\) runs on the state folder ` +
          `${folder.path}\\. End that one, or choose another folder: --state DIR`,
      ),
    );
    await expectRefused(["--state", folder.path, "--fresh"], "folder-in-use", /End that one/);
    expect(readdirSync(folder.path)).not.toContain("journal.1.db");
    bobby.say("still here");
    await bobby.message("still here");
    expect(await bobby.quit()).toBe(0);
    expect(readFileSync(join(folder.path, "ringchat.log"), "utf8").match(/"start"/g)).toHaveLength(
      1,
    );
  });

  test("is free again as soon as the first is killed, and holds what it said", async () => {
    using folder = new TemporaryFolder();
    {
      await using killed = await JsonPeer.start({ name: "bobby", state: folder.path });
      killed.say("last words");
      await killed.message("last words");
      killed.program.kill();
      await killed.program.exited;
    }
    await using bobby = await JsonPeer.start({ name: "bobby", state: folder.path });
    expect((await bobby.history()).messages.map(({ text }) => text)).toEqual(["last words"]);
  });

  test("says it in Russian to whoever reads that", async () => {
    using folder = new TemporaryFolder();
    await using bobby = await JsonPeer.start({ name: "bobby", state: folder.path });
    await bobby.address();
    const { code, err } = await command([...ring, "--state", folder.path, "--lang", "ru"]);
    expect(code).toBe(4);
    expect(err).toStartWith(`ringchat: С папкой состояния ${folder.path} уже работает другой`);
  });
});

describe.concurrent("--fresh", () => {
  test("starts with an empty history, and says where it keeps the old one", async () => {
    using folder = new TemporaryFolder();
    await withHistory(folder.path);
    const { code, err, out } = await command([...ring, "--state", folder.path, "--fresh"]);
    expect(code).toBe(0);
    const aside = join(folder.path, "journal.1.db");
    expect(err).toBe(
      `ringchat: The history is empty from here on; the old one is kept as ${aside}\n`,
    );
    expect(eventsIn(out).map(({ event }) => event)).toEqual(["listening", "bye"]);
    expect((await command(["history", "--state", folder.path])).out).not.toContain("three");
    expect(readFileSync(aside).includes("three")).toBe(true);
  });

  test("is the way out where the history is damaged", async () => {
    using folder = new TemporaryFolder();
    writeFileSync(join(folder.path, "journal.db"), "This is no database.\n".repeat(100));
    const { code, err } = await command([...ring, "--state", folder.path, "--fresh"]);
    expect(code).toBe(0);
    expect(err).toContain("journal.1.db");
    expect(readFileSync(join(folder.path, "journal.1.db"), "utf8")).toStartWith("This is no");
  });
});

describe.concurrent("a history that can't be used ends the start with exit code 4:", () => {
  test("a file that is no database", async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "journal.db");
    const text = "This is no database.\n".repeat(100);
    writeFileSync(path, text);
    await expectRefused(["--state", folder.path], "state", /journal\.db is no history.*--fresh/);
    expect(readFileSync(path, "utf8")).toBe(text);
    const read = await command(["history", "--state", folder.path]);
    expect(read.code).toBe(4);
    expect(read.err).toContain("is no history of ringchat");
  });

  test("a damaged one, of which the rest can still be read", async () => {
    using folder = new TemporaryFolder();
    await withHistory(folder.path);
    const path = join(folder.path, "journal.db");
    const bytes = readFileSync(path);
    // The header says that there are more tables than these pages can hold.
    bytes.fill(0xff, 100, 108);
    writeFileSync(path, bytes);
    await expectRefused(["--state", folder.path], "state", /damaged.*ringchat export.*--fresh/);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect((await command(["history", "--state", folder.path])).code).toBe(4);
  });

  test("another room's", async () => {
    using folder = new TemporaryFolder();
    await withHistory(folder.path, "attic");
    const state = ["--state", folder.path];
    await expectRefused(state, "state", /belongs to another room.*--room/);
    const { out } = await command(["export", ...state]);
    expect(out).toStartWith("# attic\n");
  });

  test("a symbolic link", async () => {
    using folder = new TemporaryFolder();
    symlinkSync("/dev/zero", join(folder.path, "journal.db"));
    await expectRefused(["--state", folder.path], "state", /is a symbolic link/);
  });
});

const disk = smallDisk();

describe.skipIf(disk === null)("on a disk (needs root: mounts a tmpfs)", () => {
  test("that is full no peer starts, and reading still works", async () => {
    using small = disk!();
    await withHistory(small.path);
    small.fill();
    await expectRefused(["--state", small.path], "state", /no space left/);
    expect((await command(["history", "--state", small.path])).out).toContain("three");
  });

  test("that fills up a peer says so and ends; what it acknowledged is there", async () => {
    using small = disk!();
    await using donald = await JsonPeer.start({ name: "donald" });
    const next = await donald.address();
    await using bobby = await JsonPeer.start({ name: "bobby", state: small.path, next });
    await bobby.closedRing(["bobby", "donald"]);
    for (let n = 0; n < 100; n++) bobby.say(`${n} ${"x".repeat(15_000)}`);
    expect(await bobby.program.ended()).toBe(4);
    const said = bobby.messages;
    expect(said.length).toBeGreaterThan(5);
    expect(said.length).toBeLessThan(100);
    const codes = bobby.events.items.filter(isKind("error")).map(({ code }) => code);
    expect(codes).toContain("store-failed");
    expect(bobby.events.items.at(-1)).toEqual({ event: "bye" });
    const read = await command(["export", "--format", "jsonl", "--state", small.path]);
    expect(read.code).toBe(0);
    const kept = new Set(eventsIn(read.out).map(({ id }) => id));
    for (const { id } of said) expect(kept.has(id)).toBe(true);
    // Nobody else has what its author does not have.
    for (const { id } of donald.messages) expect(kept.has(id)).toBe(true);
    small.grow();
    await using again = await JsonPeer.start({ name: "bobby", state: small.path, next });
    again.say("there is room again");
    await donald.message("there is room again");
  });

  test("that can't be written to no peer starts, and reading still works", async () => {
    using small = disk!();
    await withHistory(small.path);
    small.makeReadOnly();
    await expectRefused(["--state", small.path], "state", /read-only/);
    for (const words of [["history"], ["search", "thre"], ["export"]]) {
      const { code, err, out } = await command([...words, "--state", small.path]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain("three");
    }
  });
});

test("with --ephemeral a folder that others use is no matter, and nothing is left", async () => {
  using folder = new TemporaryFolder();
  await using bobby = await JsonPeer.start({ name: "bobby", state: folder.path });
  await bobby.address();
  // So that whatever appears there is not its.
  bobby.program.signal("SIGSTOP");
  const before = readdirSync(folder.path);
  const extra = ["--ephemeral", "--fresh"];
  await using donald = await JsonPeer.start({ name: "donald", state: folder.path, extra });
  donald.say("gone");
  await donald.message("gone");
  expect((await donald.history()).messages).toHaveLength(1);
  expect(await donald.quit()).toBe(0);
  expect(readdirSync(folder.path).filter((name) => !before.includes(name))).toEqual([]);
  expect(readdirSync(donald.program.home.path)).toEqual([]);
});
