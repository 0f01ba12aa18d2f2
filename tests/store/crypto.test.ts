import { describe, expect, test } from "bun:test";
import { createPrivateKey, randomBytes } from "node:crypto";

import { createCrypto, peerIdOf } from "../../src/store/crypto.ts";
import { newIdentity } from "../../src/store/identity.ts";

const bytes = new TextEncoder().encode("hello there");

describe("a signature", () => {
  const bobby = newIdentity();
  const { sign, verify } = createCrypto(bobby.privateKey);
  const signature = sign(bytes);

  test("holds for its signer and its bytes alone", () => {
    expect(signature).toMatch(/^[A-Za-z0-9_-]{86}$/);
    expect(verify(bobby.id, bytes, signature)).toBe(true);
    expect(verify(newIdentity().id, bytes, signature)).toBe(false);
    expect(verify(bobby.id, bytes.subarray(1), signature)).toBe(false);
    expect(verify(bobby.id, bytes, sign(bytes.subarray(1)))).toBe(false);
  });

  test("is the one of RFC 8032", () => {
    // Section 7.1, test 1: an empty message.
    const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    const der = Buffer.from(`302e020100300506032b657004220420${seed}`, "hex");
    const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    expect(peerIdOf(privateKey)).toBe(
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    );
    expect(
      Buffer.from(createCrypto(privateKey).sign(new Uint8Array()), "base64url").toString("hex"),
    ).toBe(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
  });

  test.each([
    ["nothing", ""],
    ["padding", `${signature}==`],
    ["a byte too few", signature.slice(0, 84)],
    ["a byte too many", `${signature}AA`],
    ["another spelling of the same bytes", `${signature.slice(0, 85)}${twinOf(signature.at(-1))}`],
    ["another alphabet", `+/${signature.slice(2)}`],
    ["a newline", `${signature}\n`],
    ["zeros", "A".repeat(86)],
  ])("malformed by %s does not hold, and does not throw", (_, malformed) => {
    expect(verify(bobby.id, bytes, malformed)).toBe(false);
  });

  test.each([
    ["nothing", ""],
    ["capitals", bobby.id.toUpperCase()],
    ["a digit too few", bobby.id.slice(1)],
    ["a newline", `${bobby.id}\n`],
    ["words", "constructor"],
    ["a number that is no point of the curve", "f".repeat(64)],
  ])("of an id malformed by %s does not hold, and does not throw", (_, id) => {
    expect(verify(id, bytes, signature)).toBe(false);
    expect(verify(id, bytes, signature)).toBe(false);
  });

  test("still holds after more ids than are remembered", () => {
    for (let i = 0; i < 1_100; i++) verify(randomBytes(32).toString("hex"), bytes, "");
    expect(verify(bobby.id, bytes, signature)).toBe(true);
  });
});

test("a hash is SHA-256 of the parts one after another", () => {
  const { hash } = createCrypto(newIdentity().privateKey);
  const parts = ["a", "", "bc"].map((text) => new TextEncoder().encode(text));
  expect(hash(...parts)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

/** Another last digit with the same two bits that count. */
function twinOf(digit = "A"): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return digits[digits.indexOf(digit) + 1] ?? "";
}
