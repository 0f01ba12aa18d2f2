import { beforeEach, expect, test } from "bun:test";

import { MessageChecker, type Witness } from "../../src/sim/message_checker.ts";

const ann = witness("ann", 0);
const bob = witness("bob", 1);
const eve = witness("eve", 2);

function witness(name: string, slot: number): Witness {
  const id = String(slot).repeat(64);
  return { tag: name, slot, id, name, feed: `${id}/0` };
}

let checker = new MessageChecker();

beforeEach(() => {
  checker = new MessageChecker();
  for (const witness of [ann, bob, eve]) checker.begin(witness);
});

function show(to: Witness, author: Witness, text: string, own = to === author): void {
  const { id, name } = author;
  checker.shown(to, {
    show: "message",
    id: text,
    author: { id, name, address: "127.0.0.1:6001" },
    text,
    atMs: 0,
    own,
    backlog: false,
  });
}

test("the checker accepts messages shown once, in order, after their causes", () => {
  const one = checker.say(ann, 10);
  for (const to of [ann, bob, eve]) show(to, ann, one);
  const answer = checker.say(bob, 10);
  for (const to of [bob, ann, eve]) show(to, bob, answer);
  checker.checkSame([ann, bob, eve]);
  checker.checkOwn(ann);
});

test("the checker tells a message shown twice", () => {
  const text = checker.say(ann, 10);
  show(bob, ann, text);
  expect(() => show(bob, ann, text)).toThrow("bob shows a message twice");
});

test("the checker tells a message out of its author's order", () => {
  checker.say(ann, 10);
  const second = checker.say(ann, 10);
  expect(() => show(bob, ann, second)).toThrow("shows its author's message 2 where 1 is due");
});

test("the checker tells an answer shown before what it answers", () => {
  const question = checker.say(ann, 10);
  show(bob, ann, question);
  const answer = checker.say(bob, 10);
  expect(() => show(eve, bob, answer)).toThrow("shows it before ann's 1");
});

test("the checker tells an echo, a stolen message, a wrong author and a text that nobody said", () => {
  const text = checker.say(ann, 10);
  expect(() => show(ann, ann, text, false)).toThrow("is shown an echo of its own");
  expect(() => show(bob, ann, text, true)).toThrow("shows another's message as its own");
  expect(() => show(bob, eve, text)).toThrow("names a wrong author");
  expect(() => show(bob, ann, `${text}!`)).toThrow("shows what nobody said");
});

test("the checker tells a message that one has and another lacks", () => {
  show(bob, ann, checker.say(ann, 10));
  expect(() => checker.checkSame([bob, eve])).toThrow("eve lacks ann's message 1, which bob has");
});

test("the checker tells a message that its author was never shown", () => {
  checker.say(ann, 10);
  expect(() => checker.checkOwn(ann)).toThrow("ann said 1 messages, 0 were shown to it");
});
