import { describe, expect, test } from "bun:test";

import { errorCodeOf, exitCodeOf, type Failure } from "../../src/cli/failure.ts";
import { failureSentence } from "../../src/cli/failure_sentences.ts";

const path = "/srv/peer";
const address = "127.0.0.1:6001";

/** One of each kind: the types tell when one is missing. */
const failures: { readonly [W in Failure["why"]]: Extract<Failure, { why: W }> } = {
  "unknown-command": { why: "unknown-command", word: "rong", nearest: "ring" },
  "unknown-option": { why: "unknown-option", word: "--x", nearest: null, command: "ring" },
  "stray-word": { why: "stray-word", word: "bobby", command: "" },
  "missing-value": { why: "missing-value", option: "--name", expects: "NAME" },
  "bad-value": { why: "bad-value", source: "--name", value: "", expects: "a name" },
  "config-unreadable": { why: "config-unreadable", path, reason: "EACCES" },
  "config-field": { why: "config-field", path, field: "nmae", nearest: "name" },
  "unknown-host": { why: "unknown-host", source: "--next", value: "nowhere:1", reason: "unknown" },
  "missing-words": { why: "missing-words", takes: "TEXT", command: "send" },
  "no-terminal": { why: "no-terminal" },
  "cannot-listen": {
    why: "cannot-listen",
    address,
    reason: "the port is taken",
    chosenBy: "--self HOST:PORT",
  },
  "no-loopback": { why: "no-loopback", host: "127.0.0.2" },
  state: { why: "state", problem: "link", path },
  "log-off": { why: "log-off", problem: "no-space", path },
  "folder-in-use": { why: "folder-in-use", path, holder: { pid: 7, since: "2026-11-21" } },
  "network-folder": { why: "network-folder", path, type: "nfs4" },
  "kept-aside": { why: "kept-aside", path },
  "no-peer-yet": { why: "no-peer-yet", path: null },
  "no-peer-runs": { why: "no-peer-runs", path, isFrozen: false, start: "ringchat lan" },
  "history-damaged": { why: "history-damaged", path, runs: 3, start: "ringchat lan" },
  "next-and-discover": { why: "next-and-discover" },
  "no-next": { why: "no-next" },
  "not-said": { why: "not-said", reason: "The message is too long and was not sent" },
  undelivered: {
    why: "undelivered",
    seconds: 10,
    isKept: true,
    peerRuns: false,
    start: "ringchat lan",
  },
  "cannot-join": { why: "cannot-join", fault: "nobody", address: "localhost:8888" },
  "identity-in-use": { why: "identity-in-use", address },
  fault: { why: "fault", message: "broken invariant", logPath: "/srv/peer/ringchat.log" },
};

describe.each(Object.values(failures))("the failure $why", (failure) => {
  test("is one sentence or two in each language, with what it is about", () => {
    for (const language of ["en", "ru"] as const) {
      const sentence = failureSentence(failure, language);
      expect(sentence).toMatch(/^[^\n]{20,400}$/);
      expect(sentence).not.toMatch(/undefined|null|\[object/);
      expect(/[а-яё]{3}/i.test(sentence)).toBe(language === "ru");
      for (const part of ["path", "address", "word", "source", "logPath", "start"]) {
        const value: unknown = Object.entries(failure).find(([key]) => key === part)?.[1];
        if (typeof value === "string") expect(sentence).toContain(value);
      }
    }
  });
});

test("a failure says its cause with its exit code", () => {
  const codes = Object.values(failures).map((failure) => [failure.why, exitCodeOf(failure)]);
  expect(Object.fromEntries(codes)).toEqual({
    "unknown-command": 2,
    "unknown-option": 2,
    "stray-word": 2,
    "missing-value": 2,
    "bad-value": 2,
    "config-unreadable": 2,
    "config-field": 2,
    "unknown-host": 2,
    "missing-words": 2,
    "no-terminal": 2,
    "cannot-join": 6,
    "cannot-listen": 3,
    "no-loopback": 3,
    state: 4,
    "log-off": 4,
    "folder-in-use": 4,
    "network-folder": 4,
    "kept-aside": 4,
    "no-peer-yet": 4,
    "no-peer-runs": 4,
    "history-damaged": 4,
    "next-and-discover": 2,
    "no-next": 2,
    "not-said": 2,
    undelivered: 5,
    "identity-in-use": 6,
    fault: 1,
  });
});

test("a script sees all mistakes of the user under one code, and others by name", () => {
  expect(errorCodeOf(failures["bad-value"])).toBe("usage");
  expect(errorCodeOf(failures["cannot-listen"])).toBe("cannot-listen");
});

test("what a failure quotes can't steer the terminal, nor fill it", () => {
  const value = "\x1b]52;c;AAAA\x07\u202e\n";
  const sentence = failureSentence({ ...failures["bad-value"], value }, "en");
  expect(sentence).toContain("\\x1b]52;c;AAAA\\x07\\n");
  expect(sentence).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  const long = failureSentence({ ...failures["unknown-command"], word: "x".repeat(9_999) }, "en");
  expect(long.length).toBeLessThan(200);
});
