import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { StateError } from "../../src/store/state_error.ts";
import {
  type FolderChoice,
  lastFolder,
  openStateFolder,
  rememberLastFolder,
  stateFolderPath,
  type Surroundings,
} from "../../src/store/state_folder.ts";
import { tempFolder } from "./temp_folder.ts";
import { umask } from "./umask.ts";

const bobby: FolderChoice = { state: null, room: "lobby", name: "bobby", ephemeral: false };

function around(given: Partial<Surroundings> = {}): Surroundings {
  return { env: {}, platform: "linux", home: "/home/bob", host: "vm", ...given };
}

describe("the state folder is", () => {
  test.each<[title: string, given: Partial<Surroundings>, path: string]>([
    ["in the home folder", {}, "/home/bob/.local/state/ringchat/lobby/bobby@vm"],
    ["where XDG says", { env: { XDG_STATE_HOME: "/xdg" } }, "/xdg/ringchat/lobby/bobby@vm"],
    [
      "not in the current folder, when XDG says a relative one",
      { env: { XDG_STATE_HOME: "xdg" } },
      "/home/bob/.local/state/ringchat/lobby/bobby@vm",
    ],
    [
      "in the Library of macOS",
      { platform: "darwin", home: "/Users/bob" },
      "/Users/bob/Library/Application Support/ringchat/lobby/bobby@vm",
    ],
    [
      "in the local part of a Windows profile",
      { platform: "win32", home: "C:\\Users\\bob", env: { LOCALAPPDATA: "D:\\Local" } },
      "D:\\Local\\ringchat\\lobby\\bobby@vm",
    ],
  ])("%s", (_, given, path) => {
    expect(stateFolderPath(bobby, around(given))).toBe(path);
  });

  test("the one that was asked for, whatever the name", () => {
    expect(stateFolderPath({ ...bobby, state: "/srv/peer" }, around())).toBe("/srv/peer");
    expect(stateFolderPath({ ...bobby, state: "peer" }, around())).toBe(
      join(process.cwd(), "peer"),
    );
  });

  test("beneath the root even for a room, name and host that try to leave it", () => {
    const choice = { ...bobby, room: "../../..", name: "/etc" };
    const path = stateFolderPath(choice, around({ host: "..\\..\\C:" }));
    expect(path).toMatch(/^\/home\/bob\/\.local\/state\/ringchat\/[^/]+\/[^/]+@[^/]+$/);
  });

  test("nowhere without a home to hold it", () => {
    expect(problemOf(() => stateFolderPath(bobby, around({ home: "" })))).toBe("no-home");
  });
});

describe("openStateFolder", () => {
  test.each([0o000, 0o077, 0o777])("makes folders of mode 0700 under umask %i", (mask) => {
    using temp = tempFolder();
    using _ = umask(mask);
    const path = openStateFolder({ ...bobby, state: join(temp.path, "a/b/c") }, around());
    for (const folder of ["a", "a/b", "a/b/c"]) {
      expect(statSync(join(temp.path, folder)).mode & 0o777).toBe(0o700);
    }
    expect(path).toBe(join(temp.path, "a/b/c"));
  });

  test("leaves the mode of a folder that was there: it may be anybody's", () => {
    using temp = tempFolder();
    const state = join(temp.path, "theirs");
    using _ = umask(0);
    mkdirSync(state, 0o755);
    openStateFolder({ ...bobby, state }, around());
    expect(statSync(state).mode & 0o777).toBe(0o755);
  });

  test("writes nothing when ephemeral", () => {
    using temp = tempFolder();
    const given = around({ home: temp.path });
    expect(openStateFolder({ ...bobby, ephemeral: true }, given)).toBeNull();
    expect(readdirSync(temp.path)).toEqual([]);
  });

  test("refuses a symbolic link in place of the folder or of the room's", () => {
    using temp = tempFolder();
    const root = join(temp.path, "ringchat");
    mkdirSync(join(root, "attic"), { recursive: true });
    symlinkSync(join(root, "attic"), join(root, "lobby"));
    symlinkSync(join(root, "attic"), join(temp.path, "state"));
    const given = around({ env: { XDG_STATE_HOME: temp.path } });
    expect(problemOf(() => openStateFolder(bobby, given))).toBe("link");
    const state = join(temp.path, "state");
    expect(problemOf(() => openStateFolder({ ...bobby, state }, given))).toBe("link");
    expect(readdirSync(join(root, "attic"))).toEqual([]);
  });

  test("refuses a file in place of the folder or above it", () => {
    using temp = tempFolder();
    const file = join(temp.path, "file");
    writeFileSync(file, "");
    for (const state of [file, join(file, "a"), join(file, "a/b")]) {
      expect(problemOf(() => openStateFolder({ ...bobby, state }, around()))).toBe("not-a-folder");
    }
  });

  test("says in its own words when the system refuses the folder", () => {
    // Nobody can make a folder there, not even root.
    const open = (): unknown => openStateFolder({ ...bobby, state: "/proc/ringchat" }, around());
    expect(open).toThrow(StateError);
  });
});

describe("the folder used last", () => {
  test("is remembered, the newest one", () => {
    using temp = tempFolder();
    const given = around({ home: temp.path });
    expect(lastFolder(given)).toBeNull();
    rememberLastFolder("/srv/bobby", given);
    rememberLastFolder("/srv/donald", given);
    expect(lastFolder(given)).toBe("/srv/donald");
  });

  test("is none when what is remembered is relative, and would be the current folder's", () => {
    using temp = tempFolder();
    const given = around({ home: temp.path });
    rememberLastFolder("srv/bobby", given);
    expect(lastFolder(given)).toBeNull();
  });

  test("is no reason to fail when it can't be remembered", () => {
    const given = around({ home: "/proc/nowhere" });
    rememberLastFolder("/srv/bobby", given);
    expect(lastFolder(given)).toBeNull();
  });
});

function problemOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof StateError) return error.problem;
    throw error;
  }
  return "none";
}
