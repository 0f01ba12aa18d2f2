import { describe, expect, test } from "bun:test";

import { inodesAt, listeningProgram } from "../../../src/cli/doctor/listening_program.ts";
import { powershellPath, readProfiles } from "../../../src/cli/doctor/windows_profiles.ts";

describe("/proc/net/tcp", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 00000000:177A 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1",
    "   1: 0100007F:177A 0100007F:8000 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1",
    "   2: 00000000:177B 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4713 1",
  ].join("\n");

  test("tells whose socket listens at a port, and not who only talks there", () => {
    expect(inodesAt(table, 6010, "0A")).toEqual(new Set(["4711"]));
    expect(inodesAt(table, 6012, "0A")).toEqual(new Set());
  });
});

test.skipIf(process.platform !== "linux")("the program that keeps a port is named", async () => {
  const script = "const l = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });";
  const child = Bun.spawn([process.execPath, "-e", `${script} console.log(l.port)`], {
    stdout: "pipe",
  });
  try {
    const { value } = await child.stdout.getReader().read();
    const port = Number(new TextDecoder().decode(value));
    expect(listeningProgram("tcp", port)).toEndWith(`(PID ${child.pid})`);
    expect(listeningProgram("udp", port)).toBeNull();
  } finally {
    child.kill();
    await child.exited;
  }
});

describe("Get-NetConnectionProfile", () => {
  const cafe = { Name: "cafe", InterfaceIndex: 7, Category: "Public" };
  const home = { Name: "home", InterfaceIndex: 3, Category: "Private" };

  test("is read, be it one network or several", () => {
    expect(readProfiles(JSON.stringify(cafe))).toEqual([
      { name: "cafe", index: 7, isPublic: true },
    ]);
    expect(readProfiles(JSON.stringify([home, cafe])).map(({ isPublic }) => isPublic)).toEqual([
      false,
      true,
    ]);
  });

  test("that says nothing sensible says nothing", () => {
    for (const text of ["", "oops", "[]", '{"Name":1}']) expect(readProfiles(text)).toEqual([]);
  });
});

test("Windows is asked by a program of its own, whatever lies in the current folder", () => {
  const path = String.raw`D:\Win\System32\WindowsPowerShell\v1.0\powershell.exe`;
  expect(powershellPath({ SystemRoot: String.raw`D:\Win` })).toBe(path);
  expect(powershellPath({})).toStartWith(String.raw`C:\Windows\System32`);
});
