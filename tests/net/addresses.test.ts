import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { advertised, ownHosts, parseAddress, resolveHost } from "../../src/net/addresses.ts";

setDefaultTimeout(60_000);

function reasonOf(text: string): string {
  const parsed = parseAddress(text);
  return parsed.ok ? "" : parsed.reason;
}

describe("parseAddress", () => {
  test("takes host names, IPv4 and bracketed IPv6 addresses with a port", () => {
    const cases = [
      ["localhost:6001", "localhost", 6001],
      [" 127.0.0.1:0 ", "127.0.0.1", 0],
      ["[::1]:6001", "::1", 6001],
      ["[fe80::1%eth0]:1", "fe80::1%eth0", 1],
      ["my-host.local:65535", "my-host.local", 65535],
    ] as const;
    for (const [text, host, port] of cases) {
      expect(parseAddress(text)).toEqual({ ok: true, host, port });
    }
  });

  test("says what is wrong and what to write instead", () => {
    expect(reasonOf("localhost")).toBe(
      '"localhost" is no address; write HOST:PORT, as in localhost:6001',
    );
    expect(reasonOf("::1:6001")).toContain("an IPv6 address needs brackets: [::1]:6001");
    expect(reasonOf("localhost:70000")).toBe("there is no port 70000; the last is 65535");
    expect(reasonOf("[localhost]:1")).toContain("is no host name or IP address");
    for (const text of ["", ":", ":6001", "a b:1", "a:1:2", "a:x", "http://a:1", "[::1:6001"]) {
      expect([text, reasonOf(text)]).not.toEqual([text, ""]);
    }
  });

  test("its reason is short however long the text is", () => {
    expect(reasonOf("x".repeat(10_000)).length).toBeLessThan(200);
  });
});

describe("hosts", () => {
  test("localhost is 127.0.0.1, and an IP address is itself", async () => {
    expect(await resolveHost("localhost")).toEqual({ ok: true, ip: "127.0.0.1" });
    expect(await resolveHost("::1")).toEqual({ ok: true, ip: "::1" });
  });

  test("a name that nobody knows is answered with what to do", async () => {
    const found = await resolveHost("no-such-host.invalid");
    expect(found.ok ? "" : found.reason).toContain("type its IP address");
  });

  test("a wildcard advertises an address of this machine, any other host itself", () => {
    expect(advertised("127.0.0.1", 6001)).toEqual({ address: "127.0.0.1:6001", wildcard: false });
    expect(advertised("::1", 6001)).toEqual({ address: "[::1]:6001", wildcard: false });
    const { address, wildcard } = advertised("0.0.0.0", 6001);
    expect(wildcard).toBeTrue();
    expect(address).toBe(`${ownHosts()[0]?.host ?? "127.0.0.1"}:6001`);
  });

  test("what somebody chose to advertise is no guess, whatever the listener is bound to", () => {
    const address = "203.0.113.5:7001";
    for (const host of ["0.0.0.0", "127.0.0.1"]) {
      const at = `${host}:6001`;
      expect(advertised(host, 6001, address)).toEqual({ address, wildcard: false, at });
    }
  });
});
