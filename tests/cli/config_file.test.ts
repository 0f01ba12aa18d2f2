import { describe, expect, test } from "bun:test";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { configPath, rememberInConfig } from "../../src/cli/config_file.ts";
import { readSettings } from "../../src/cli/settings.ts";
import { tempFolder } from "../store/temp_folder.ts";
import { failureOf } from "./failure_of.ts";

describe("the config file is", () => {
  const home = "/home/bob";
  const around = { platform: "linux", host: "vm", home };

  test("where XDG says, or in the home folder", () => {
    const env = { XDG_CONFIG_HOME: "/xdg" };
    expect(configPath({ ...around, env })).toBe("/xdg/ringchat/config.json");
    expect(configPath({ ...around, env: {} })).toBe("/home/bob/.config/ringchat/config.json");
  });

  test("never in the current folder", () => {
    const env = { XDG_CONFIG_HOME: "." };
    expect(configPath({ ...around, env })).toBe("/home/bob/.config/ringchat/config.json");
    expect(configPath({ ...around, env, home: "" })).toBeNull();
  });
});

describe("the answers of the first run", () => {
  const answers = { name: "bobby", self: "localhost:6001" };

  test("are in force at the next start, in a file of mode 0600", () => {
    using temp = tempFolder();
    const path = join(temp.path, "ringchat/config.json");
    rememberInConfig(path, answers);
    expect(readSettings("", new Map(), {}, path, "en")).toMatchObject(answers);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("leave what else the file says", () => {
    using temp = tempFolder();
    const path = join(temp.path, "config.json");
    writeFileSync(path, '{"retry-ms":500,"name":"eddy"}');
    rememberInConfig(path, answers);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ "retry-ms": 500, ...answers });
  });

  test("do not overwrite a file that makes no sense", () => {
    using temp = tempFolder();
    const path = join(temp.path, "config.json");
    writeFileSync(path, "mine");
    expect(failureOf(() => rememberInConfig(path, answers))).toMatchObject({ path });
    expect(readFileSync(path, "utf8")).toBe("mine");
  });
});
