import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import { AfterFlood } from "../../src/cli/after_flood.ts";

let collections = 0;
let flood = new AfterFlood();

beforeEach(() => {
  jest.useFakeTimers();
  collections = 0;
  flood = new AfterFlood(() => collections++);
});

afterEach(() => {
  flood.end();
  jest.useRealTimers();
});

function say(messages: number): void {
  for (let i = 0; i < messages; i++) flood.messageCame();
}

test("after a flood there is one collection, and one more after the next", () => {
  for (let i = 0; i < 2; i++) {
    say(20_000);
    jest.advanceTimersByTime(5_000);
    say(50);
    jest.advanceTimersByTime(5_000);
    expect(collections).toBe(i + 1);
  }
});

test("nothing is collected while the flood lasts", () => {
  for (let i = 0; i < 20; i++) {
    say(5_000);
    jest.advanceTimersByTime(500);
  }
  expect(collections).toBe(0);
  jest.advanceTimersByTime(500);
  expect(collections).toBe(1);
});

test("talk is no flood", () => {
  say(9_999);
  jest.advanceTimersByTime(5_000);
  expect(collections).toBe(0);
});

test("a peer that has stopped collects nothing more", () => {
  say(20_000);
  flood.end();
  jest.advanceTimersByTime(5_000);
  expect(collections).toBe(0);
});
