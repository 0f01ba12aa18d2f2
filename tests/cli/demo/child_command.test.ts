import { expect, test } from "bun:test";

import { readArguments } from "../../../src/cli/arguments.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { CAST } from "../../../src/cli/demo/cast.ts";
import { childCommand, childEnvironment } from "../../../src/cli/demo/child_command.ts";
import { readSettings } from "../../../src/cli/settings.ts";
import { validName } from "../../../src/lib/visible.ts";

const seat = { name: "bobby", address: "127.0.0.1:7001", next: "127.0.0.1:7002" };

test("a child is told its name, folder, place and pace, and understands them", () => {
  const words = childCommand(seat, "/tmp/demo", { retries: 3, retryMs: 200 });
  const from = words.indexOf("ring");
  const command = COMMANDS.find(({ name }) => name === "ring")!;
  const { flags } = readArguments(command, words.slice(from + 1));
  expect(readSettings("ring", flags, {}, null, "en")).toMatchObject({
    name: "bobby",
    state: "/tmp/demo/bobby",
    self: "127.0.0.1:0",
    advertise: seat.address,
    next: seat.next,
    retries: 3,
    retryMs: 200,
    json: true,
  });
});

test("a child has none of the user's settings, and nobody's last folder but its own", () => {
  const env = {
    PATH: "/bin",
    LANG: "C",
    HOME: "/home/ann",
    RINGCHAT_NEXT: "a:1",
    XDG_STATE_HOME: "/x",
  };
  const { PATH, LANG, HOME, ...rest } = childEnvironment(env, "/tmp/demo");
  expect({ PATH, LANG, HOME }).toEqual({ PATH: "/bin", LANG: "C", HOME: "/tmp/demo" });
  expect(Object.values(rest).every((value) => value === "/tmp/demo")).toBeTrue();
});

test("the cast has sixteen different names that a peer may have", () => {
  expect(new Set(CAST).size).toBe(16);
  for (const name of CAST) expect(validName(name)).toEqual({ ok: true, name });
});
