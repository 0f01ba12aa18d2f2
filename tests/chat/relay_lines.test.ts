import { expect, test } from "bun:test";

import { NameBook } from "../../src/chat/names.ts";
import { RefusalBook } from "../../src/chat/refusals.ts";
import { RelayLines } from "../../src/chat/relay_lines.ts";
import { english } from "../../src/chat/speech_en.ts";
import type { PeerView, Shown } from "../../src/peer/shown.ts";
import { memberContext, peer } from "./members.ts";

const relay = peer("relay", "d0", 8888);
const ann = peer("ann", "a0", 6010);
const bert = peer("bert", "b0", 6011);

function log() {
  const lines = new RelayLines({
    ...memberContext(relay, english),
    names: new NameBook(relay),
    level: "info",
    kind: "star",
    interactive: false,
    refusals: new RefusalBook(),
    canvas: () => null,
  });
  const told = (shown: Shown): string[] => lines.take(shown).map(({ head }) => head);
  return { lines, told };
}

const link = (of: PeerView, state: "up" | "down", expected = false): Shown => {
  const ends = { local: "127.0.0.1:8888", remote: "127.0.0.1:55342", reason: "gone" };
  return { show: "link", state, side: "previous", peer: of, expected, ...ends };
};
const notice = (kind: "left" | "lost", of: PeerView): Shown => ({
  show: "notice",
  kind,
  peer: of,
  atMs: 0,
});

test("a relay waits for those that it knows, and for two at least", () => {
  const { lines } = log();
  const waits = (known: number) => lines.begin("localhost:8888", known)[1]?.head;
  expect(waits(0)).toBe("🟢 Waiting for 2 clients to connect...");
  expect(waits(50)).toBe("🟢 Waiting for 50 clients to connect...");
});

test("who comes back has its number again, and a session begins with each second person", () => {
  const { told } = log();
  told(link(ann, "up"));
  expect(told(link(bert, "up"))).toEqual([
    "🟣 Client 2 connected from ('127.0.0.1', 55342)",
    "👤 Client 2 nickname: bert",
    "💬 Chat session started",
  ]);
  expect(told(link(bert, "down"))).toEqual(["🟡 Client 2 disconnected: bert (gone)"]);
  expect(told(link(bert, "up"))).toEqual([
    "🟣 Client 2 connected from ('127.0.0.1', 55342)",
    "👤 Client 2 nickname: bert",
  ]);
  expect(told(link(bert, "down", true))).toEqual([]);
  expect(told(notice("left", bert))).toEqual(["🔴 Client 2 has left: bert"]);
  expect(told(notice("lost", ann))).toEqual(["🔴 Client 1 is lost: ann"]);
  told(link(ann, "down"));
  told(link(ann, "up"));
  expect(told(link(bert, "up"))).toContain("💬 Chat session started");
});

test("a second link of one client is no second client", () => {
  const { told } = log();
  told(link(ann, "up"));
  expect([link(ann, "up"), link(ann, "down")].flatMap(told)).toEqual([]);
});

test("what was said is nobody's business here, but a refusal is", () => {
  const { told } = log();
  const said = { id: "1", author: ann, text: "psst", atMs: 0, own: false, backlog: false };
  expect(told({ show: "message", ...said })).toEqual([]);
  const refused = {
    code: "room",
    remote: "127.0.0.1:2",
    reason: "this is room",
    byUs: true,
  } as const;
  expect(told({ show: "refused", ...refused })).toHaveLength(1);
});
