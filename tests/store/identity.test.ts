import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { createCrypto } from "../../src/store/crypto.ts";
import {
  loadIdentity,
  newEpoch,
  newIdentity,
  readIdentity,
  replaceIdentity,
} from "../../src/store/identity.ts";
import { StateError } from "../../src/store/state_error.ts";
import { tempFolder } from "./temp_folder.ts";
import { umask } from "./umask.ts";

describe("an identity", () => {
  test("is made at the first start and is the same at the next", () => {
    using temp = tempFolder();
    expect(readIdentity(temp.path)).toBeNull();
    const first = loadIdentity(temp.path);
    const second = loadIdentity(temp.path);
    expect(first.id).toMatch(/^[0-9a-f]{64}$/);
    expect(second.id).toBe(first.id);
    const bytes = Buffer.from("the same key");
    expect(createCrypto(second.privateKey).sign(bytes)).toBe(
      createCrypto(first.privateKey).sign(bytes),
    );
    expect(readdirSync(temp.path)).toEqual(["identity.json"]);
  });

  test.each([0o000, 0o777])("is a file of mode 0600 under umask %i", (mask) => {
    using temp = tempFolder();
    using _ = umask(mask);
    loadIdentity(temp.path);
    expect(statSync(join(temp.path, "identity.json")).mode & 0o777).toBe(0o600);
  });

  test("is made private again when it was opened to others", () => {
    using temp = tempFolder();
    const path = join(temp.path, "identity.json");
    loadIdentity(temp.path);
    const text = readFileSync(path, "utf8");
    using _ = umask(0);
    using copy = tempFolder();
    writeFileSync(join(copy.path, "identity.json"), text, { mode: 0o644 });
    loadIdentity(copy.path);
    expect(statSync(join(copy.path, "identity.json")).mode & 0o777).toBe(0o600);
  });

  test("that is replaced is kept aside, each under a number of its own", () => {
    using temp = tempFolder();
    const ids = [loadIdentity(temp.path).id];
    ids.push(replaceIdentity(temp.path).id, replaceIdentity(temp.path).id);
    const names = ["identity.json.1", "identity.json.2", "identity.json"];
    expect(names.map((name) => JSON.parse(readFileSync(join(temp.path, name), "utf8")).id)).toEqual(
      ids,
    );
    expect(new Set(ids).size).toBe(3);
  });

  test("that is damaged can be replaced, and is not overwritten", () => {
    using temp = tempFolder();
    writeFileSync(join(temp.path, "identity.json"), "damaged");
    const { id } = replaceIdentity(temp.path);
    expect(loadIdentity(temp.path).id).toBe(id);
    expect(readFileSync(join(temp.path, "identity.json.1"), "utf8")).toBe("damaged");
  });
});

describe("an identity file is refused", () => {
  const good = fileOf();
  const cases: [title: string, text: string][] = [
    ["that is empty", ""],
    ["that is cut short", JSON.stringify(good).slice(0, -5)],
    ["of another version", JSON.stringify({ ...good, version: 2 })],
    ["with a field too many", JSON.stringify({ ...good, name: "bobby" })],
    ["with a field too few", JSON.stringify({ version: 1, id: good["id"] })],
    ["whose key is too short", JSON.stringify({ ...good, privateKey: "AAAA" })],
    ["whose id is another key's", JSON.stringify({ ...good, id: newIdentity().id })],
    ["that is far too long", JSON.stringify(good).padEnd(10_000)],
  ];
  test.each(cases)("%s", (_, text) => {
    using temp = tempFolder();
    writeFileSync(join(temp.path, "identity.json"), text);
    expect(problemOf(temp.path)).toBe("corrupt");
    expect(readFileSync(join(temp.path, "identity.json"), "utf8")).toBe(text);
  });

  test("that is a symbolic link, even to a good one, or to nothing", () => {
    using temp = tempFolder();
    using other = tempFolder();
    loadIdentity(other.path);
    symlinkSync(join(other.path, "identity.json"), join(temp.path, "identity.json"));
    expect(problemOf(temp.path)).toBe("link");
    using empty = tempFolder();
    symlinkSync(join(other.path, "nothing"), join(empty.path, "identity.json"));
    expect(problemOf(empty.path)).toBe("link");
    expect(readdirSync(other.path)).toEqual(["identity.json"]);
  });

  test("that is a pipe, without waiting for somebody to write into it", () => {
    using temp = tempFolder();
    Bun.spawnSync(["mkfifo", join(temp.path, "identity.json")]);
    expect(problemOf(temp.path)).toBe("not-a-file");
  });
});

describe("an epoch", () => {
  const random = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);

  test("is the time and a random number, in hex digits", () => {
    expect(newEpoch(0x6b00_f555, random)).toBe("6b00f555deadbeef");
    expect(newEpoch(1, random)).toBe("00000001deadbeef");
  });

  test("of a later start sorts later", () => {
    expect(
      newEpoch(2_000_000_001, Uint8Array.of(0, 0, 0, 0)) > newEpoch(2_000_000_000, random),
    ).toBe(true);
  });
});

function fileOf(): Record<string, unknown> {
  using temp = tempFolder();
  loadIdentity(temp.path);
  return JSON.parse(readFileSync(join(temp.path, "identity.json"), "utf8"));
}

function problemOf(folder: string): string {
  try {
    loadIdentity(folder);
  } catch (error) {
    if (error instanceof StateError) return error.problem;
    throw error;
  }
  return "none";
}
