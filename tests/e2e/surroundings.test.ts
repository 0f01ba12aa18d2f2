import { describe, expect, setDefaultTimeout, test } from "bun:test";
/** The executable takes nothing from where it happens to be started, and leaves nothing there. */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { JsonPeer } from "./json_peer.ts";
import { Program, type ProgramOptions } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

const ring = ["ring", "--json", "--self", "127.0.0.1:0"];

/** Says one thing, leaves, and resolves with the name under which it was said. */
async function nameAfterOneMessage(
  words: readonly string[],
  options: ProgramOptions,
): Promise<string> {
  await using program = new Program([await builtBinary(), ...words], options);
  program.write('{"do":"say","text":"hello"}\n');
  program.endInput();
  expect(await program.ended()).toBe(0);
  expect(program.err.items).toEqual([]);
  const events = program.out.items.map((line) => JSON.parse(line));
  expect(events.map(({ event }) => event)).toEqual(["listening", "message", "receipt", "bye"]);
  return events[1].author.name;
}

/** Everything by which a folder could make a Bun program run other code, or read other settings. */
function makeHostile(folder: string): void {
  const trap = `require("node:fs").writeFileSync(${JSON.stringify(join(folder, "trapped"))}, "");`;
  writeFileSync(join(folder, "trap.js"), trap);
  writeFileSync(
    join(folder, "bunfig.toml"),
    'preload = ["./trap.js"]\n[run]\npreload = ["./trap.js"]\n',
  );
  for (const name of [".env", ".env.local", ".env.production", ".env.development"]) {
    writeFileSync(join(folder, name), "RINGCHAT_NAME=trapped\nRINGCHAT_STATE=./trapped\n");
  }
  writeFileSync(join(folder, "package.json"), '{"name":"trap","main":"trap.js","type":"commonjs"}');
  writeFileSync(join(folder, "tsconfig.json"), '{"compilerOptions":{"paths":{"*":["./trap.js"]}}}');
  for (const name of ["valibot", "consola", "@clack/prompts", "@clack/core"]) {
    const path = join(folder, "node_modules", name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "package.json"), `{"name":"${name}","main":"index.js"}`);
    writeFileSync(join(path, "index.js"), trap);
  }
}

describe.concurrent("the executable", () => {
  test("runs in an empty folder, without Bun or Node, and leaves it empty", async () => {
    using folder = new TemporaryFolder();
    const words = [...ring, "--ephemeral", "--name", "bobby"];
    const env = { PATH: "/nowhere" };
    expect(await nameAfterOneMessage(words, { cwd: folder.path, env })).toBe("bobby");
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test.each(["ring", "a person's session"])(
    "takes nothing from a hostile folder, in %s",
    async (mode) => {
      using folder = new TemporaryFolder();
      makeHostile(folder.path);
      const before = readdirSync(folder.path);
      if (mode === "ring") {
        const words = [...ring, "--ephemeral"];
        expect(await nameAfterOneMessage(words, { cwd: folder.path })).not.toBe("trapped");
      } else {
        const words = ["ring", "--ephemeral", "--self", "127.0.0.1:0"];
        await using program = new Program([await builtBinary(), ...words], { cwd: folder.path });
        program.write("m hello\nq\n");
        expect(await program.ended()).toBe(0);
      }
      expect(existsSync(join(folder.path, "trapped"))).toBe(false);
      expect(readdirSync(folder.path)).toEqual(before);
    },
  );

  test.each([undefined, "", "nowhere"])("runs with HOME being %p", async (HOME) => {
    using folder = new TemporaryFolder();
    const env = { HOME, XDG_STATE_HOME: folder.path, XDG_CONFIG_HOME: folder.path };
    const words = [...ring, "--name", "bobby"];
    expect(await nameAfterOneMessage(words, { cwd: "/", env })).toBe("bobby");
    expect(readdirSync(join(folder.path, "ringchat")).toSorted()).toEqual(["last-folder", "lobby"]);
  });

  test("keeps its folder and files to its user, whatever the umask", async () => {
    using folder = new TemporaryFolder();
    const state = join(folder.path, "state");
    const words = [...ring, "--name", "bobby", "--state", state];
    const script = 'umask 000; exec "$0" "$@"';
    await using program = new Program(["sh", "-c", script, await builtBinary(), ...words]);
    program.endInput();
    expect(await program.ended()).toBe(0);
    const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(modeOf(state)).toBe("700");
    const files = readdirSync(state);
    expect(files).toEqual(
      expect.arrayContaining(["identity.json", "journal.db", "profile.json", "ringchat.log"]),
    );
    expect(new Set(files.map((file) => modeOf(join(state, file))))).toEqual(new Set(["600"]));
  });

  test("with --ephemeral leaves nothing behind at all", async () => {
    await using peer = await JsonPeer.start({ name: "bobby", extra: ["--ephemeral"] });
    await peer.address();
    peer.say("gone with the wind");
    expect(await peer.quit()).toBe(0);
    expect(readdirSync(peer.program.home.path)).toEqual([]);
  });
});
