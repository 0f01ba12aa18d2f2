import { describe, expect, test } from "bun:test";

import type { Finding } from "../../../src/cli/doctor/finding.ts";
import { MEANING } from "../../../src/cli/doctor/finding.ts";
import { tell } from "../../../src/cli/doctor/tell.ts";

const others = [{ name: "ann", address: "10.0.0.2:6010" }];
const other = { name: "ann", address: "10.0.0.2:6010" };
const hosts = ["10.0.0.2"];
const names = ["cafe"];
const port = 6010;

const EVERY: readonly Finding[] = [
  { what: "tcp-free", port },
  { what: "tcp-ours", port, name: "ann" },
  { what: "tcp-taken", port, by: null },
  { what: "tcp-refused", port, reason: "EACCES" },
  { what: "udp-free", port },
  { what: "udp-taken", port, by: "nginx (PID 7)" },
  { what: "udp-refused", port, reason: "EACCES" },
  { what: "broadcast-works", hosts },
  { what: "broadcast-unknown" },
  { what: "no-network" },
  { what: "no-broadcast", hosts, reason: "" },
  { what: "heard", others },
  { what: "nobody-heard" },
  { what: "other-room", room: "attic", other },
  { what: "other-kind", kind: "ring", other },
  { what: "other-version", hosts },
  { what: "dialled", hosts },
  { what: "not-dialled", port, others },
  { what: "incoming-untried", port },
  { what: "incoming-unknown" },
  { what: "reached", others },
  { what: "unreachable", others },
  { what: "kept-apart", others },
  { what: "silent", others },
  { what: "not-running", others },
  { what: "private-network", names },
  { what: "public-network", names, index: 7 },
];

test("there is a sentence for everything that can be found", () => {
  expect(EVERY.map(({ what }): string => what).sort()).toEqual(Object.keys(MEANING).sort());
});

describe.each(["en", "ru"] as const)("in %s", (language) => {
  test.each(EVERY)("$what is a sentence, and trouble says what to do", (finding) => {
    for (const platform of ["linux", "darwin", "win32"]) {
      const { advice, message } = tell(finding, language, platform);
      expect(message).toMatch(/^\S.*\.$/);
      expect(/[а-яё]/i.test(message)).toBe(language === "ru");
      expect(`${message}${advice}`).not.toMatch(/undefined|\[object|NaN|\n/);
      if (MEANING[finding.what][1] === "trouble") expect(advice).not.toBeNull();
      if (MEANING[finding.what][1] === "ok") expect(advice).toBeNull();
    }
  });
});

test("names from the network can neither move the cursor nor hide in a command to paste", () => {
  const name = "\x1b[2Jann";
  const room = "x $(reboot)";
  const { advice, message } = tell(
    { what: "other-room", room, other: { ...other, name } },
    "en",
    "",
  );
  expect(message).not.toContain("\x1b");
  expect(advice).not.toContain(room);
});

test("of a crowd only the first few are named", () => {
  const crowd = Array.from({ length: 500 }, (_, i) => ({ ...other, name: `ann${i}` }));
  const { message } = tell({ what: "heard", others: crowd }, "en", "linux");
  expect(message).toContain("ann7 (10.0.0.2:6010) (+492).");
  expect(message).not.toContain("ann8");
});

test.each([
  ["linux", "sudo ss -nlpt 'sport = :6010'"],
  ["darwin", "sudo lsof -nP -iTCP:6010 -sTCP:LISTEN"],
  ["win32", "Get-Process -Id (Get-NetTCPConnection -State Listen -LocalPort 6010).OwningProcess"],
])("on %s a program that is not known can be found out", (platform, command) => {
  expect(tell({ what: "tcp-taken", port, by: null }, "en", platform).advice).toContain(command);
});
