import { describe, expect, test } from "bun:test";

import { readArguments } from "../../src/cli/arguments.ts";
import { failureOf } from "./failure_of.ts";

const ring = { name: "ring", takes: null };
const send = { name: "send", takes: "TEXT" };

function read(...words: string[]): Record<string, string> {
  return Object.fromEntries(readArguments(ring, words).flags);
}

describe("a command line", () => {
  test("gives a value after a space or an equals sign", () => {
    expect(read("--name", "bobby", "--self=localhost:6001")).toEqual({
      name: "bobby",
      self: "localhost:6001",
    });
    expect(read("--state=a=b", "--name=")).toEqual({ state: "a=b", name: "" });
  });

  test("says yes with a flag alone, and no with =false", () => {
    expect(read("--json", "--headless=false")).toEqual({ json: "true", headless: "false" });
  });

  test("gives a value that begins with one dash", () => {
    expect(read("--retries", "-1")).toEqual({ retries: "-1" });
  });

  test("gives what may have a value one where one follows", () => {
    expect(read("--web")).toEqual({ web: "true" });
    expect(read("--web", "--json")).toEqual({ web: "true", json: "true" });
    expect(read("--web", "localhost:8080")).toEqual({ web: "localhost:8080" });
    expect(read("--web=false", "--json")).toEqual({ web: "false", json: "true" });
  });

  test("means the last of several", () => {
    expect(read("--name", "bobby", "--name", "donald")).toEqual({ name: "donald" });
  });

  test("asks for help and the version in short", () => {
    expect(read("-h")).toEqual({ help: "true" });
    expect(Object.fromEntries(readArguments({ name: "", takes: null }, ["-V"]).flags)).toEqual({
      version: "true",
    });
  });
});

describe("a command that takes words", () => {
  test("finds them before, between and after its options", () => {
    const { flags, words } = readArguments(send, ["fine", "--timeout", "3", "thx", "--json"]);
    expect(words).toEqual(["fine", "thx"]);
    expect(Object.fromEntries(flags)).toEqual({ timeout: "3", json: "true" });
  });

  test("takes everything after -- for words", () => {
    const { flags, words } = readArguments(send, ["--json", "--", "-5", "--json", "--"]);
    expect(words).toEqual(["-5", "--json", "--"]);
    expect([...flags.keys()]).toEqual(["json"]);
  });

  test("takes no option that it does not know for a word", () => {
    const failure = failureOf(() => readArguments(send, ["-5"]));
    expect(failure).toMatchObject({ why: "unknown-option", word: "-5" });
  });

  test("needs at least one, unless help is asked for", () => {
    const failure = failureOf(() => readArguments(send, ["--json"]));
    expect(failure).toMatchObject({ why: "missing-words", takes: "TEXT", command: "send" });
    expect(readArguments(send, ["--help"]).words).toEqual([]);
  });
});

describe("a command line is refused", () => {
  test.each<[words: string[], failure: unknown]>([
    [["--nmae", "bobby"], { why: "unknown-option", word: "--nmae", nearest: "--name" }],
    [["--colour"], { why: "unknown-option", word: "--colour" }],
    [["--retryMs", "5"], { why: "unknown-option", nearest: "--retry-ms" }],
    [["--constructor"], { why: "unknown-option", nearest: null }],
    [["-x"], { why: "unknown-option", word: "-x", nearest: null }],
    [["bobby"], { why: "stray-word", word: "bobby", command: "ring" }],
    [["--"], { why: "unknown-option", word: "--" }],
    [["--name"], { why: "missing-value", option: "--name" }],
    [["--name", "--json"], { why: "missing-value", option: "--name" }],
  ])("%j", (words, failure) => {
    expect(failureOf(() => read(...words))).toMatchObject(failure as object);
  });

  test("for an option that only another command takes", () => {
    expect(
      failureOf(() => readArguments({ name: "id", takes: null }, ["--next", "localhost:1"])),
    ).toMatchObject({
      why: "unknown-option",
      word: "--next",
      command: "id",
    });
  });
});
