import { describe, expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { controlPathOf, takeControlPlace } from "../../src/cli/control_place.ts";
import { tempFolder } from "../store/temp_folder.ts";

function deep(folder: string): string {
  const path = join(folder, "x".repeat(100), "y");
  mkdirSync(path, { recursive: true });
  return path;
}

const record = (folder: string): string => join(folder, "control.json");

describe("the place of a control socket", () => {
  test("is in the folder, where its path is short enough", () => {
    using temp = tempFolder();
    const place = takeControlPlace(temp.path);
    expect(place.path).toBe(join(temp.path, "control.sock"));
    expect(controlPathOf(temp.path)).toBe(place.path);
    writeFileSync(place.path, "");
    place.clear();
    place.clear();
    expect(existsSync(place.path)).toBe(false);
  });

  test("is a private folder of its own else, which goes with it", () => {
    using temp = tempFolder();
    const folder = deep(temp.path);
    const place = takeControlPlace(folder);
    expect(Buffer.byteLength(place.path)).toBeLessThan(104);
    expect(controlPathOf(folder)).toBe(place.path);
    expect(statSync(dirname(place.path)).mode & 0o777).toBe(0o700);
    expect(statSync(record(folder)).mode & 0o777).toBe(0o600);
    writeFileSync(place.path, "");
    place.clear();
    expect(existsSync(dirname(place.path))).toBe(false);
    expect(existsSync(record(folder))).toBe(false);
  });

  test("is cleared of a symbolic link, not of what that leads to", () => {
    using temp = tempFolder();
    const target = join(temp.path, "target");
    writeFileSync(target, "precious");
    symlinkSync(target, join(temp.path, "control.sock"));
    takeControlPlace(temp.path);
    expect(lstatSync(temp.path).isDirectory()).toBe(true);
    expect(existsSync(join(temp.path, "control.sock"))).toBe(false);
    expect(readFileSync(target, "utf8")).toBe("precious");
  });
});

describe("a record of a socket elsewhere", () => {
  test("is not believed about another folder than its own, such as a copied one", () => {
    using temp = tempFolder();
    const original = deep(temp.path);
    const copy = join(temp.path, "copy");
    mkdirSync(copy);
    const place = takeControlPlace(original);
    writeFileSync(record(copy), readFileSync(record(original)));
    expect(controlPathOf(copy)).toBe(join(copy, "control.sock"));
    takeControlPlace(copy).clear();
    expect(existsSync(dirname(place.path))).toBe(true);
    place.clear();
  });

  test.each(["", "{", "[]", '{"version":2}', `{"version":1,"path":7}`, "x".repeat(9_999)])(
    "that makes no sense is none: %p",
    (text) => {
      using temp = tempFolder();
      writeFileSync(record(temp.path), text);
      expect(controlPathOf(temp.path)).toBe(join(temp.path, "control.sock"));
    },
  );

  test("removes nothing but a socket where such sockets stand", () => {
    using temp = tempFolder();
    const precious = join(temp.path, "ringchat-abcdef", "control.sock");
    mkdirSync(dirname(precious));
    writeFileSync(precious, "a file, no socket");
    const folder = realpathSync(temp.path);
    for (const path of [precious, join(temp.path, "anything")]) {
      writeFileSync(path, "a file, no socket");
      writeFileSync(record(temp.path), JSON.stringify({ version: 1, folder, path }));
      takeControlPlace(temp.path);
      expect(existsSync(path)).toBe(true);
    }
  });
});
