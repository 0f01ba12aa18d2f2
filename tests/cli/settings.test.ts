import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readArguments } from "../../src/cli/arguments.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { exitCodeOf } from "../../src/cli/failure.ts";
import type { Language } from "../../src/cli/language.ts";
import {
  type OptionKey,
  optionName,
  optionsOf,
  type Settings,
  variableName,
} from "../../src/cli/options.ts";
import { readSettings } from "../../src/cli/settings.ts";
import { tempFolder } from "../store/temp_folder.ts";
import { failureOf } from "./failure_of.ts";

type Given = {
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The text of the config file, or what it holds as JSON. */
  readonly config?: string | object;
  readonly language?: Language;
  readonly command?: string;
};

function settings({
  words = [],
  env = {},
  config,
  language = "en",
  command = "ring",
}: Given): Settings {
  using temp = tempFolder();
  const path = join(temp.path, "config.json");
  const text = typeof config === "object" ? JSON.stringify(config) : config;
  if (text !== undefined) writeFileSync(path, text);
  return readSettings(
    command,
    readArguments({ name: command, takes: null }, words).flags,
    env,
    path,
    language,
  );
}

/** For each option two values that it may have, as text and as JSON. */
const samples: { readonly [K in OptionKey]?: readonly [Settings[K], Settings[K], Settings[K]] } = {
  name: ["bobby", "donald", "eddy"],
  self: ["localhost:1", "localhost:2", "localhost:3"],
  advertise: ["localhost:1", "localhost:2", "[::1]:3"],
  next: ["localhost:1", "localhost:2", "[::1]:3"],
  room: ["a", "b", "c"],
  state: ["a", "b", "c"],
  retries: [1, 2, 3],
  retryMs: [50, 60, 60_000],
  logLevel: ["warn", "debug", "trace"],
  lang: ["en", "ru", "en"],
  json: [true, false, true],
  headless: [true, false, true],
  ephemeral: [true, false, true],
  noColor: [true, false, true],
  web: ["127.0.0.1:1", "127.0.0.2:2", "[::1]:3"],
  discover: [true, false, true],
};

describe("a flag wins over a variable, and a variable over the config file:", () => {
  const kept = optionsOf("ring").filter((key) => variableName(key) !== null);
  test.each(kept.map((key) => [key, samples[key]] as const))("%s", (key, sample) => {
    const [flag, variable, file] = sample ?? [];
    const words = [`--${optionName(key)}=${flag}`];
    const env = { [variableName(key) ?? ""]: String(variable) };
    const config = { [optionName(key)]: file };
    expect(settings({ words, env, config })[key]).toEqual(flag!);
    expect(settings({ env, config })[key]).toEqual(variable!);
    expect(settings({ config })[key]).toEqual(file!);
  });
});

test("without a word from anybody every option has its fallback", () => {
  expect(settings({})).toEqual({
    name: null,
    self: null,
    advertise: null,
    selfHost: null,
    port: null,
    compactPort: null,
    next: null,
    discover: false,
    start: null,
    room: null,
    state: null,
    json: false,
    retries: null,
    retryMs: 1_000,
    headless: false,
    web: null,
    ephemeral: false,
    fresh: false,
    peers: 5,
    timeout: 10,
    limit: 100,
    format: "md",
    newIdentity: false,
    logLevel: "info",
    lang: null,
    noColor: false,
    help: false,
    version: false,
  });
});

test("a page is wanted at any free port, at a port of the loopback, or not at all", () => {
  const anyPort = "127.0.0.1:0";
  expect(settings({ words: ["--web"] }).web).toBe(anyPort);
  expect(settings({ env: { RINGCHAT_WEB: "1" } }).web).toBe(anyPort);
  expect(settings({ config: { web: true } }).web).toBe(anyPort);
  expect(settings({ words: ["--web=false"], config: { web: true } }).web).toBeNull();
  expect(settings({ words: ["--web", "localhost:8080"] }).web).toBe("127.0.0.1:8080");
  const elsewhere = [
    "0.0.0.0:1",
    "192.168.1.2:1",
    "[::]:1",
    "127.example.com:1",
    "localhost",
    "1.2.3.4",
  ];
  for (const place of elsewhere) {
    const failure = failureOf(() => settings({ words: ["--web", place] }));
    expect(failure).toMatchObject({ why: "bad-value", source: "--web", value: place });
  }
});

test("an empty variable says nothing", () => {
  expect(settings({ env: { RINGCHAT_NAME: "" }, config: { name: "eddy" } }).name).toBe("eddy");
});

test("what is only asked for as a flag is taken from no variable and no file", () => {
  const env = { RINGCHAT_NEW_IDENTITY: "true", RINGCHAT_HELP: "true" };
  expect(settings({ env })).toMatchObject({ newIdentity: false, help: false });
  const failure = failureOf(() => settings({ config: { "new-identity": true } }));
  expect(failure).toMatchObject({ why: "config-field", field: "new-identity" });
});

describe("--self of lan is a host", () => {
  const words = ["--self", "127.0.0.2"];

  test("by flag, variable or file", () => {
    expect(settings({ command: "lan", words }).selfHost).toBe("127.0.0.2");
    expect(settings({ command: "lan", env: { RINGCHAT_SELF: "127.0.0.3" } }).selfHost).toBe(
      "127.0.0.3",
    );
    expect(settings({ command: "lan", config: { self: "my-host" } }).selfHost).toBe("my-host");
  });

  test("and what a ring peer keeps there says nothing of it", () => {
    const address = "192.168.1.23:6001";
    expect(settings({ command: "lan", env: { RINGCHAT_SELF: address } }).selfHost).toBeNull();
    expect(settings({ command: "lan", config: { self: address } }).selfHost).toBeNull();
    expect(settings({ command: "ring", config: { self: address } }).self).toBe(address);
  });

  test.each(["127.0.0.2:6010", "[::1]", "::1", ""])("never %j as a flag", (self) => {
    const failure = failureOf(() => settings({ command: "lan", words: [`--self=${self}`] }));
    expect(failure).toMatchObject({ why: "bad-value", source: "--self", value: self });
  });
});

test("an option that the command does not take is not looked at", () => {
  expect(settings({ command: "id", env: { RINGCHAT_RETRY_MS: "many" } }).retryMs).toBe(1_000);
});

describe("a value is refused, with exit code 2 and the place where it stands,", () => {
  const values: [name: string, value: string, expects: string][] = [
    ["retries", "0", "a whole number from 1 to 1000"],
    ["retries", "1001", "a whole number"],
    ["retries", "1.5", "a whole number"],
    ["retries", "1e2", "a whole number"],
    ["retries", "ten", "a whole number"],
    ["retries", "99999999999999999999", "a whole number"],
    ["retry-ms", "49", "a whole number from 50 to 60000"],
    ["retry-ms", "60001", "a whole number"],
    ["name", " ", "a name"],
    ["name", "system", "a name"],
    ["name", "_", "a name"],
    ["name", "a\nb", "a name"],
    ["name", "a\u202eb", "a name"],
    ["name", "x".repeat(33), "a name"],
    ["room", " attic", "a name"],
    ["room", "x".repeat(65), "a name of 1 to 64"],
    ["room", "a\u200bb", "a name"],
    ["self", "6001", "HOST:PORT"],
    ["self", ":6001", "HOST:PORT"],
    ["self", "localhost:65536", "HOST:PORT"],
    ["advertise", "203.0.113.5", "HOST:PORT that others can dial"],
    ["advertise", "203.0.113.5:0", "HOST:PORT that others can dial"],
    ["advertise", "0.0.0.0:6001", "HOST:PORT that others can dial"],
    ["advertise", "[::]:6001", "HOST:PORT that others can dial"],
    ["next", "localhost:0", "HOST:PORT"],
    ["next", "::1:6001", "HOST:PORT"],
    ["state", "a\0b", "the path of a folder"],
    ["log-level", "loud", "one of error"],
    ["lang", "de", "one of en, ru"],
    ["json", "perhaps", "true or false"],
  ];
  test.each(values)("--%s %j", (name, value, expects) => {
    const variable = `RINGCHAT_${name.toUpperCase().replace("-", "_")}`;
    const failures = [
      failureOf(() => settings({ words: [`--${name}=${value}`] })),
      failureOf(() => settings({ env: { [variable]: value } })),
      failureOf(() => settings({ config: { [name]: value } })),
    ];
    const expected = { why: "bad-value", value, expects: expect.stringContaining(expects) };
    expect(failures[0]).toMatchObject({ ...expected, source: `--${name}` });
    expect(failures[1]).toMatchObject({ ...expected, source: `$${variable}` });
    expect(failures[2]).toMatchObject({
      ...expected,
      source: expect.stringMatching(new RegExp(`/config\\.json: ${name}$`)),
    });
    expect(failures.map(exitCodeOf)).toEqual([2, 2, 2]);
  });

  test.each<[field: string, value: unknown]>([
    ["retries", "10"],
    ["retries", null],
    ["json", "true"],
    ["json", 1],
    ["name", ["bobby"]],
    ["room", { name: "attic" }],
  ])("in the file, where %s is of the wrong type: %j", (field, value) => {
    const failure = failureOf(() => settings({ config: { [field]: value } }));
    expect(failure).toMatchObject({ why: "bad-value" });
  });

  test("in the language in force", () => {
    const failure = failureOf(() => settings({ words: ["--retries=0"], language: "ru" }));
    expect(failure).toMatchObject({ expects: "целое число от 1 до 1000" });
  });
});

describe("the config file is refused, with exit code 2 and its name,", () => {
  test.each<[text: string, failure: object]>([
    ["", { why: "config-unreadable" }],
    ['{"name": "bobby",}', { why: "config-unreadable" }],
    ["[]", { why: "config-unreadable", reason: "it is not a JSON object" }],
    ["null", { why: "config-unreadable", reason: "it is not a JSON object" }],
    ['{"nmae":"bobby"}', { why: "config-field", field: "nmae", nearest: "name" }],
    ['{"retryMs":50}', { why: "config-field", field: "retryMs", nearest: "retry-ms" }],
    ['{"__proto__":{"name":"bobby"}}', { why: "config-field", field: "__proto__" }],
    ['{"toString":1}', { why: "config-field", field: "toString" }],
  ])("for %j", (text, expected) => {
    const failure = failureOf(() => settings({ config: text }));
    expect(failure).toMatchObject({ ...expected, path: expect.stringContaining("/config.json") });
    expect(exitCodeOf(failure)).toBe(2);
  });

  test("for being a folder", () => {
    using temp = tempFolder();
    const path = join(temp.path, "config.json");
    mkdirSync(path);
    const failure = failureOf(() => readSettings("ring", new Map(), {}, path, "en"));
    expect(failure).toMatchObject({ why: "config-unreadable", path });
  });
});

test.each(COMMANDS)(
  "each option of $name that can be kept has a variable of its own",
  ({ name }) => {
    const variables = optionsOf(name)
      .map(variableName)
      .filter((variable) => variable !== null);
    expect(new Set(variables).size).toBe(variables.length);
    for (const variable of variables) expect(variable).toMatch(/^RINGCHAT(_[A-Z]+)+$/);
  },
);
