import { expect, test } from "bun:test";
import { createHash } from "node:crypto";

import { signedAdHoc } from "../../scripts/mach_o_signature.ts";

const codeBytes = 3 * 4096 + 100;
const linkEditAt = 2 * 4096;

function segment(name: string, fileOffset: number, fileBytes: number): Buffer {
  const command = Buffer.alloc(72);
  command.writeUInt32LE(0x19, 0);
  command.writeUInt32LE(72, 4);
  command.write(name, 8, "latin1");
  command.writeBigUInt64LE(BigInt(fileOffset), 40);
  command.writeBigUInt64LE(BigInt(fileBytes), 48);
  return command;
}

/** The least that a linker writes: header, two segments, and where the signature is. */
function executable(oldSignatureBytes: number): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(3, 16);
  const signature = Buffer.alloc(16);
  signature.writeUInt32LE(0x1d, 0);
  signature.writeUInt32LE(16, 4);
  signature.writeUInt32LE(codeBytes, 8);
  signature.writeUInt32LE(oldSignatureBytes, 12);
  const linkEditBytes = codeBytes - linkEditAt + oldSignatureBytes;
  const file = Buffer.alloc(codeBytes + oldSignatureBytes, "code ");
  const commands = [segment("__TEXT", 0, 4096), segment("__LINKEDIT", linkEditAt, linkEditBytes)];
  Buffer.concat([header, ...commands, signature]).copy(file);
  return file;
}

test("every page of the code has its hash in the new signature, the last one in part", () => {
  const signed = Buffer.from(signedAdHoc(executable(5000), "ringchat"));
  const directory = signed.subarray(codeBytes + 20);
  expect(directory.readUInt32BE(0)).toBe(0xfade0c02);
  expect(directory.readUInt32BE(28)).toBe(4);
  const hashesAt = directory.readUInt32BE(16);
  for (let page = 0; page < 4; page += 1) {
    const code = signed.subarray(page * 4096, Math.min((page + 1) * 4096, codeBytes));
    const hash = directory.subarray(hashesAt + page * 32, hashesAt + (page + 1) * 32);
    expect(hash).toEqual(createHash("sha256").update(code).digest());
  }
  expect(directory.toString("latin1", directory.readUInt32BE(20), hashesAt)).toBe("ringchat\0");
});

test("the file ends with the signature, and all sizes say so", () => {
  const signed = Buffer.from(signedAdHoc(executable(5000), "ringchat"));
  const signatureBytes = signed.length - codeBytes;
  expect(signed.readUInt32BE(codeBytes + 4)).toBe(signatureBytes);
  expect(signed.readUInt32BE(codeBytes + 24)).toBe(signatureBytes - 20);
  expect(signed.readUInt32LE(32 + 72 + 72 + 12)).toBe(signatureBytes);
  const linkEdit = signed.subarray(32 + 72);
  expect(linkEdit.readBigUInt64LE(48)).toBe(BigInt(signed.length - linkEditAt));
  expect(linkEdit.readBigUInt64LE(32)).toBe(8192n);
});

test("signing again changes nothing", () => {
  const once = signedAdHoc(executable(5000), "ringchat");
  expect(signedAdHoc(once, "ringchat")).toEqual(once);
});

test("what is no Mach-O file, or has no signature, is refused", () => {
  expect(() => signedAdHoc(new Uint8Array(5000), "x")).toThrow("not a 64-bit Mach-O file");
  const without = executable(0);
  without.writeUInt32LE(0x2, 32 + 72 + 72);
  expect(() => signedAdHoc(without, "x")).toThrow("no signature to replace");
});
