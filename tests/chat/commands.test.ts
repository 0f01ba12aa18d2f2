import { describe, expect, test } from "bun:test";

import { COMMANDS, firstOf, interpret } from "../../src/chat/commands.ts";

test("m alone asks for a message, with words it sends them at once", () => {
  expect(interpret("m", "command")).toEqual({ do: "ask-message" });
  expect(interpret(" m  some  words ", "command")).toEqual({ do: "say", text: "some  words" });
});

test("the same keys in a Russian layout do the same", () => {
  expect(interpret("ь", "command")).toEqual({ do: "ask-message" });
  expect(interpret("ь привет всем", "command")).toEqual({ do: "say", text: "привет всем" });
  for (const command of COMMANDS) {
    expect(interpret(command.twin, "command")).toEqual(interpret(command.name, "command"));
  }
});

test("h asks for what happened since this start, h all for everything", () => {
  for (const line of ["h", "р", " H "]) {
    expect(interpret(line, "command")).toEqual({ do: "history", since: "start" });
  }
  for (const line of ["h all", "р фдд", "р all", "h  ALL\n"]) {
    expect(interpret(line, "command")).toEqual({ do: "history", since: "all" });
  }
  expect(interpret("h allow", "command")).toEqual({ do: "not-sent", draft: "m h allow" });
  expect(interpret("h\nall", "command")).toEqual({ do: "not-sent", draft: "m h\nall" });
  expect(firstOf("h all\nm", "command")).toEqual({ line: "h all", rest: "m" });
});

test("caps lock does not turn a command into something else", () => {
  expect(interpret("Q", "command")).toEqual({ do: "leave" });
  expect(interpret("Й", "command")).toEqual({ do: "leave" });
});

test("anything else is not sent and comes back as the line that would send it", () => {
  expect(interpret("hello all", "command")).toEqual({ do: "not-sent", draft: "m hello all" });
  expect(interpret("q then?", "command")).toEqual({ do: "not-sent", draft: "m q then?" });
  expect(interpret("mom", "command")).toEqual({ do: "not-sent", draft: "m mom" });
});

test("an empty line does nothing", () => {
  for (const mode of ["command", "message", "messages"] as const) {
    expect(interpret("  ", mode)).toEqual({ do: "nothing" });
  }
});

test("what answers the message prompt is a message, whatever it looks like", () => {
  expect(interpret("q", "message")).toEqual({ do: "say", text: "q" });
  expect(interpret("  indented\n", "messages")).toEqual({ do: "say", text: "  indented" });
});

test("a pasted block of lines is one message", () => {
  expect(interpret("one\ntwo\nthree\n", "message")).toEqual({ do: "say", text: "one\ntwo\nthree" });
  expect(interpret("m one\n  two", "command")).toEqual({ do: "say", text: "one\n  two" });
  expect(interpret("m\n  one\ntwo", "command")).toEqual({ do: "say", text: "  one\ntwo" });
  expect(interpret("one\ntwo", "command")).toEqual({ do: "not-sent", draft: "m one\ntwo" });
});

test("of lines that came together a command that stands alone is read first", () => {
  expect(firstOf("m\nhello\nq", "command")).toEqual({ line: "m", rest: "hello\nq" });
  expect(firstOf("hello\nq", "message")).toEqual({ line: "hello\nq", rest: "" });
  expect(firstOf("hello\nm", "command")).toEqual({ line: "hello\nm", rest: "" });
  expect(firstOf("\nhello", "messages")).toEqual({ line: "", rest: "hello" });
  expect(firstOf("m", "command")).toEqual({ line: "m", rest: "" });
});

describe("where every line is a message", () => {
  test("a line is one, whatever it begins with, but for the words behind a slash", () => {
    expect(interpret("q", "lines")).toEqual({ do: "say", text: "q" });
    expect(interpret("/etc/passwd is readable", "lines")).toEqual({
      do: "say",
      text: "/etc/passwd is readable",
    });
    expect(interpret(" /EXIT ", "lines")).toEqual({ do: "leave" });
    expect(interpret("/history  all", "lines")).toEqual({ do: "history", since: "all" });
    expect(interpret("", "lines")).toEqual({ do: "nothing" });
  });

  test("a pasted block is one message, but a command that was typed ahead is read first", () => {
    expect(firstOf("one\ntwo", "lines")).toEqual({ line: "one\ntwo", rest: "" });
    expect(firstOf("/who\ntwo", "lines")).toEqual({ line: "/who", rest: "two" });
    expect(firstOf("m\ntwo", "lines")).toEqual({ line: "m\ntwo", rest: "" });
  });
});
