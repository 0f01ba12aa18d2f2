import { expect, test } from "bun:test";

import { joinAddress, splitAddress, tagOf } from "../../src/lib/ids.ts";

test("an address is split into host and port and joined again, IPv6 in brackets", () => {
  const cases = [
    ["localhost:6001", "localhost", 6001],
    ["127.0.0.1:0", "127.0.0.1", 0],
    ["[::1]:6001", "::1", 6001],
    ["[fe80::1%eth0]:65535", "fe80::1%eth0", 65535],
  ] as const;
  for (const [address, host, port] of cases) {
    expect(splitAddress(address)).toEqual({ host, port });
    expect(joinAddress(host, port)).toBe(address);
  }
});

test("a peer's tag is the first four digits of its id", () => {
  expect(tagOf("3fa9".padEnd(64, "0"))).toBe("3fa9");
});
