import { describe, expect, setDefaultTimeout, test } from "bun:test";
/** Starts that can't be: each says in a sentence what is wrong and what to do, in two languages. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { Program, type ProgramOptions } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

async function start(words: readonly string[], options: ProgramOptions = {}): Promise<Program> {
  return new Program([await builtBinary(), ...words], options);
}

const ring = ["ring", "--name", "bobby", "--self", "127.0.0.1:0"];

const usage: [words: string[], says: string][] = [
  [["rong"], 'There is no command "rong". Did you mean ring?'],
  [["ring", "--nmae", "bobby"], "There is no option --nmae here. Did you mean --name?"],
  [["ring", "bobby"], 'The word "bobby" belongs to no option.'],
  [["ring", "--name"], "--name needs a value"],
  [["ring", "--name", "--headless"], "--name needs a value"],
  [["ring", "--name", ""], '--name is "", but must be a name'],
  [["ring", "--name", "a\u001b[2J"], '--name is "a\\x1b[2J", but must be a name'],
  [["ring", "--self", "nowhere"], '--self is "nowhere", but must be HOST:PORT'],
  [["ring", "--self", "::1:6001"], '--self is "::1:6001", but must be HOST:PORT'],
  [["ring", "--self", "localhost:65536"], '--self is "localhost:65536", but must be HOST:PORT'],
  [["ring", "--next", "localhost:0"], '--next is "localhost:0", but must be HOST:PORT'],
  [["ring", "--discover", "--next", "localhost:1"], "Either the next peer is named (--next,"],
  [["lan", "--self", "127.0.0.1:6010"], '--self is "127.0.0.1:6010", but must be HOST, such as'],
  [["lan", "--next", "localhost:1"], "There is no option --next here."],
  [["lan", "--port", "70000"], '--port is "70000", but must be a whole number from 0 to 65535'],
  [["ring", "--retries", "0"], '--retries is "0", but must be a whole number'],
  [["ring", "--retry-ms", "1e3"], '--retry-ms is "1e3", but must be a whole number'],
  [["ring", "--lang", "de"], '--lang is "de", but must be one of en, ru'],
  [["ring", "--log-level", "loud"], '--log-level is "loud", but must be one of error'],
  [["ring", "--room", " "], '--room is " ", but must be a name'],
  [
    ["ring", "--web", "0.0.0.0:80"],
    '--web is "0.0.0.0:80", but must be HOST:PORT on this computer',
  ],
  [["lan", "--web", "example.com:80"], '--web is "example.com:80", but must be HOST:PORT on this'],
  [["ring", "--web", "perhaps"], '--web is "perhaps", but must be HOST:PORT on this computer'],
  [["send", "hello", "--web"], "There is no option --web here."],
  [["ring", "--json=perhaps"], '--json is "perhaps", but must be true or false'],
];

describe.concurrent("a mistake on the command line ends the start with exit code 2", () => {
  test.each(usage)("%j", async (words, says) => {
    await using program = await start(words);
    expect(await program.ended()).toBe(2);
    expect(program.out.items).toEqual([]);
    expect(program.err.items).toHaveLength(1);
    expect(program.err.items[0]).toStartWith(`ringchat: ${says}`);
  });

  test("in Russian, too", async () => {
    await using program = await start(["ring", "--lang", "ru", "--self", "тут"]);
    expect(await program.ended()).toBe(2);
    expect(program.err.items).toEqual([
      'ringchat: --self: вместо "тут" нужно HOST:PORT, например localhost:6002 или [::1]:6002.',
    ]);
  });

  test("in a variable, which it names", async () => {
    await using program = await start(ring, { env: { RINGCHAT_RETRIES: "many" } });
    expect(await program.ended()).toBe(2);
    expect(program.err.items[0]).toStartWith('ringchat: $RINGCHAT_RETRIES is "many", but must be');
  });

  test("in the config file, which it names", async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "ringchat/config.json");
    mkdirSync(join(folder.path, "ringchat"));
    for (const [text, says] of [
      ['{"retries": "many"}', `${path}: retries is "many", but must be a whole number`],
      ['{"nmae": "bobby"}', `The config file ${path} has a field "nmae"`],
      ["[]", `The config file ${path} can't be read: it is not a JSON object`],
    ]) {
      writeFileSync(path, text!);
      await using program = await start(ring, { env: { XDG_CONFIG_HOME: folder.path } });
      expect(await program.ended()).toBe(2);
      expect(program.err.items[0]).toStartWith(`ringchat: ${says}`);
    }
  });

  test("without a terminal to ask at", async () => {
    await using program = await start([]);
    expect(await program.ended()).toBe(2);
    expect(program.err.items[0]).toStartWith("ringchat: There is no terminal to ask at.");
  });
});

/** What stands in the way, made in an empty folder; the path is what --state then gets. */
const inTheWay: [title: string, make: (folder: string) => string, says: string][] = [
  ["a file", (folder) => withFile(join(folder, "file")), "is not a folder"],
  ["a folder in a file", (folder) => join(withFile(join(folder, "file")), "a"), "is not a folder"],
  ["a symbolic link", (folder) => withLink(join(folder, "link"), "/tmp"), "is a symbolic link"],
  [
    "one whose identity is damaged",
    (folder) => {
      withFile(join(folder, "identity.json"), '{"version":1}\n');
      return folder;
    },
    "is damaged",
  ],
  [
    "one whose identity is a symbolic link",
    (folder) => {
      withLink(join(folder, "identity.json"), "/dev/zero");
      return folder;
    },
    "is a symbolic link",
  ],
];

function withFile(path: string, text = ""): string {
  writeFileSync(path, text);
  return path;
}

function withLink(path: string, to: string): string {
  symlinkSync(to, path);
  return path;
}

describe.concurrent("a state folder that can't be used ends the start with exit code 4:", () => {
  test.each(inTheWay)("%s", async (_, make, says) => {
    using folder = new TemporaryFolder();
    await using peer = await start([...ring, "--json", "--state", make(folder.path)]);
    expect(await peer.ended()).toBe(4);
    expect(peer.err.items).toHaveLength(1);
    expect(peer.err.items[0]).toStartWith("ringchat: The state folder can't be used: ");
    expect(peer.err.items[0]).toContain(says);
    const events = peer.out.items.map((line) => JSON.parse(line));
    expect(events.map(({ event, code }) => code ?? event)).toEqual(["state", "bye"]);
  });

  test("none, as there is no home to hold it", async () => {
    await using peer = await start(ring, { env: { HOME: "nowhere" } });
    expect(await peer.ended()).toBe(4);
    expect(peer.err.items).toEqual([
      "ringchat: The state folder can't be used: there is no home folder. Set HOME. Or choose another: --state DIR",
    ]);
  });
});
