import { expect, test } from "bun:test";

import { tryJoin } from "../../src/cli/join_point.ts";

const hex = "a".repeat(64);
const rest = `"peer":"${hex}","epoch":"${hex.slice(0, 16)}","name":"ann","nonce":"${hex}","dials":0`;

/** The result of joining at somebody who says this to whoever dials. */
async function joined(line: string) {
  using somebody = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { open: (socket) => void socket.write(`${line}\n`), data: () => {} },
  });
  return await tryJoin(`localhost:${somebody.port}`);
}

test("a member's hello tells which room one joins, and its kind", async () => {
  const hello = `{"type":"hello","version":1,"kind":"mesh","room":"attic",${rest}`;
  expect(await joined(`${hello},"address":"127.0.0.1:6010","side":"other"}`)).toEqual({
    ok: true,
    point: { kind: "mesh", room: "attic" },
  });
});

test("where nobody can be joined it is known why", async () => {
  expect(await joined('{"type":"hello","version":2}')).toEqual({
    ok: false,
    fault: "other-version",
  });
  expect(await joined("220 mail.example ESMTP")).toEqual({ ok: false, fault: "not-ringchat" });
  expect(await joined('{"type":"error","code":"busy","message":"later"}')).toEqual({
    ok: false,
    fault: "refused",
  });
});

test.each(["\\u001b]0;gone\\u0007", " attic", "\\u202eattic", "a\\nb"])(
  "nobody is led into a room called %s, which would be shown and remembered",
  async (room) => {
    const hello = `{"type":"hello","version":1,"kind":"mesh","room":"${room}",${rest}`;
    const tried = await joined(`${hello},"address":"127.0.0.1:6010","side":"other"}`);
    expect(tried).toEqual({ ok: false, fault: "not-ringchat" });
  },
);
