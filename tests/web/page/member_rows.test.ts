import { describe, expect, test } from "bun:test";

import { LISTED_MAX } from "../../../src/chat/member_list.ts";
import type { RoomStatus } from "../../../src/chat/room_status.ts";
import { type MemberRow, memberRows } from "../../../src/web/page/member_rows.ts";
import { english } from "../../../src/web/page/page_words_en.ts";
import { memberContext, peer } from "../../chat/members.ts";
import { bob, notice } from "./said.ts";

const [ann, ben, cyd] = [peer("ann", "a1", 6001), peer("ben", "b2", 6002), peer("cyd", "c3", 6003)];

const context = { ...memberContext(ann), pageWords: english };

const here = { room: "lobby", guests: [], lapMs: null, hops: [], reached: null, waiting: 0 };

type Ring = Extract<RoomStatus, { kind: "ring" }>;

function ring(peers: Ring["peers"], more: Partial<Ring> = {}): Ring {
  const up = { state: "up" } as const;
  return { ...here, peers, closed: true, kind: "ring", next: up, previous: up, ...more };
}

const told = ({ name, state, told }: MemberRow): string => `${name} | ${state} | ${told}`;

describe("who is here", () => {
  test("in a ring each is told with the link to its next, in words too", () => {
    const status = ring([ann, ben, cyd], { previous: { state: "retry", attempt: 3, of: 10 } });
    expect(memberRows(status, [], context).map(told)).toEqual([
      "ann (you) | up | link to ben: up",
      "ben | up | link to cyd: up",
      "cyd | retry | link to ann: retry 3 of 10",
    ]);
  });

  test("alone, one is here; while somebody is dialled the tries are told", () => {
    expect(memberRows(ring([ann]), [], context).map(told)).toEqual(["ann (you) | up | here"]);
    const waiting = ring([ann], { next: { state: "retry", attempt: 2, of: 10 } });
    expect(memberRows(waiting, [], context).map(told)).toEqual([
      "ann (you) | retry | retry 2 of 10",
    ]);
  });

  test("in a mesh each has one's own link to it, oneself first and the others by name", () => {
    const links = [{ state: "down" }, { state: "up" }] as const;
    const status: RoomStatus = {
      ...here,
      peers: [ann, cyd, ben],
      closed: false,
      kind: "mesh",
      links,
    };
    expect(memberRows(status, [], context).map(told)).toEqual([
      "ann (you) | here | here",
      "ben | up | up",
      "cyd | down | down",
    ]);
  });

  test("guests are told with the peer that lets them speak, and who is gone comes last", () => {
    const guests = [{ name: "telnet", address: "10.0.0.9", via: ben, sinceMs: ben.sinceMs }];
    const gone = { ...notice("lost", bob), kind: "lost" } as const;
    const rows = memberRows(ring([ann, ben], { guests }), [gone], context);
    expect(rows.map(({ name, state }) => `${name} | ${state}`).slice(2)).toEqual([
      "telnet (guest of ben) | here",
      "bob | gone",
    ]);
    expect(rows[1]?.details).toEqual(["127.0.0.1:6002", "since 14:03"]);
  });

  test("of hundreds so many are listed, with oneself and those that a link is missing to", () => {
    const others = Array.from({ length: 300 }, (_, at) =>
      peer(`p${at}`, at.toString(16).padStart(2, "0"), at),
    );
    const links = others.map((_, at) => ({ state: at === 299 ? "down" : "up" }) as const);
    const peers = [ann, ...others];
    const status: RoomStatus = { ...here, peers, closed: false, kind: "mesh", links };
    const rows = memberRows(status, [], context);
    expect(rows).toHaveLength(LISTED_MAX + 1);
    expect(rows[0]?.isSelf).toBeTrue();
    expect(rows.some(({ state }) => state === "down")).toBeTrue();
    expect(rows.at(-1)?.name).toBe(`and ${301 - LISTED_MAX} more`);
  });
});
