import { describe, expect, test } from "bun:test";

import { readArguments } from "../../src/cli/arguments.ts";
import { failureOf } from "./failure_of.ts";

function read(...words: string[]): Record<string, string> {
  return Object.fromEntries(readArguments("ring", words));
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

  test("means the last of several", () => {
    expect(read("--name", "bobby", "--name", "donald")).toEqual({ name: "donald" });
  });

  test("asks for help and the version in short", () => {
    expect(read("-h")).toEqual({ help: "true" });
    expect(Object.fromEntries(readArguments("", ["-V"]))).toEqual({ version: "true" });
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
    expect(failureOf(() => readArguments("id", ["--next", "localhost:1"]))).toMatchObject({
      why: "unknown-option",
      word: "--next",
      command: "id",
    });
  });
});
