import { expect, test } from "bun:test";

import { Companions, PRESENT_REF } from "../../src/chat/companions.ts";
import type { LinesContext } from "../../src/chat/lines.ts";
import { NameBook } from "../../src/chat/names.ts";
import { RefusalBook } from "../../src/chat/refusals.ts";
import { english } from "../../src/chat/speech_en.ts";
import type { NoticeKind, PeerView, Shown } from "../../src/peer/shown.ts";
import { shownMesh } from "../peer/shown_ring.ts";
import { memberContext, peer } from "./members.ts";

const ann = peer("ann", "a0", 6010);
const bert = peer("bert", "b0", 6011);
const cora = peer("cora", "c0", 6012);
const relay = peer("relay", "d0", 8888);

function lines(): (shown: Shown) => string[] {
  const context: LinesContext = {
    ...memberContext(ann, english),
    names: new NameBook(ann),
    level: "info",
    kind: "star",
    interactive: true,
    refusals: new RefusalBook(),
    canvas: () => null,
  };
  const companions = new Companions(context, "localhost:8888", true);
  return (shown) =>
    companions.take(shown).flatMap(({ head, body }) => [head, ...body].filter(Boolean));
}

const link = (state: "up" | "down", of: PeerView = relay): Shown => {
  const ends = { local: "127.0.0.1:1", remote: "127.0.0.1:2", reason: "", expected: false };
  return { show: "link", state, side: "next", peer: of, ...ends };
};
const notice = (kind: NoticeKind, of: PeerView): Shown => ({
  show: "notice",
  kind,
  peer: of,
  atMs: 0,
});
const message = (author: PeerView, text: string, more = {}): Shown => {
  const said = { id: text, author, text, atMs: 0, own: false, backlog: false };
  return { show: "message", ...said, ...more };
};

test("who was there before is told of once, and the relay is nobody's companion", () => {
  const told = lines();
  expect(told(link("up"))).toEqual([]);
  expect(told(notice("joined", relay))).toEqual([]);
  expect(told(notice("joined", bert))).toEqual(["💬 Companion: Connected to bert"]);
  const star = shownMesh({ peers: [ann, relay, bert, cora], ref: PRESENT_REF });
  expect(told({ ...star, kind: "star", hubs: [relay.id] })).toEqual([
    "💬 Companion: Connected to cora",
  ]);
  expect(told(notice("lost", relay))).toEqual([]);
});

test("one who is alone with us is the companion, who was here before goes by name", () => {
  const told = lines();
  told(link("up"));
  told(notice("joined", bert));
  expect(told(message(bert, "hi"))).toEqual(["💬 Companion: hi"]);
  expect(told(message(cora, "earlier", { backlog: true }))).toEqual(["💬 cora: earlier"]);
  expect(told(message(ann, "mine", { own: true }))).toEqual([]);
  told(notice("joined", cora));
  expect(told(message(bert, "hi, both"))).toEqual(["💬 bert: hi, both"]);
  expect(told(notice("left", cora))).toEqual(["💬 Companion: cora has left"]);
  expect(told(message(bert, "alone again"))).toEqual(["💬 Companion: alone again"]);
});

test("no line of a message can pass for another's, and nobody for the companion", () => {
  const told = lines();
  told(link("up"));
  expect(told(message(bert, "one\n💬 cora: two"))).toEqual(["💬 bert: one", "   | 💬 cora: two"]);
  const liar = peer("Соmpanion", "e0", 6013);
  expect(told(message(liar, "hi"))).toEqual(["💬 Соmpanion·e0e0: hi"]);
  expect(told(message({ ...liar, name: "companion" }, "hi")).join()).toMatch(/·e0e0: hi$/);
});

test("of two links to the relay one is enough", () => {
  const told = lines();
  told(link("up"));
  expect([link("up"), link("down")].flatMap(told)).toEqual([]);
  expect(told(link("down"))).toEqual([
    "🔌 Connection to the chat server lost; what you say waits until it is back",
  ]);
  expect(told(link("up"))).toEqual(["🔌 Connected to chat server at localhost:8888"]);
});
