/**
 * An ad-hoc code signature for a macOS executable, written anywhere.
 *
 * Bun 1.4.5 signs what it compiles for Apple silicon, but for Intel it leaves the signature of the
 * Bun executable that it changed, and macOS kills a program whose pages differ from its signature.
 * Formats: <mach-o/loader.h> (little-endian here) and <kern/cs_blobs.h> (always big-endian).
 */
import { createHash } from "node:crypto";

const magic64 = 0xfeedfacf;
const headerBytes = 32;
const loadSegment64 = 0x19;
const loadCodeSignature = 0x1d;

const superBlobMagic = 0xfade0cc0;
const directoryMagic = 0xfade0c02;
const directoryVersion = 0x20400;
const adHocLinkerSigned = 0x20002;
const sha256Type = 2;
const hashBytes = 32;
const pageShift = 12;
const pageBytes = 1 << pageShift;
const mainBinary = 1n;

/** Where the one CodeDirectory begins in the signature, and its name and hashes in itself. */
const directoryAt = 20;
const identifierAt = 88;

type Parts = { signature: number; text: number; linkEdit: number };

/**
 * The executable with the signature at its end replaced. `identifier` is what macOS calls it.
 * Throws when `executable` is no 64-bit Mach-O file that ends with a signature.
 */
export function signedAdHoc(executable: Uint8Array, identifier: string): Uint8Array {
  const old = viewOf(executable);
  const parts = partsOf(old);
  const codeBytes = old.getUint32(parts.signature + 8, true);
  const hashesAt = identifierAt + Buffer.byteLength(identifier) + 1;
  const pages = Math.ceil(codeBytes / pageBytes);
  const signatureBytes = directoryAt + hashesAt + pages * hashBytes;

  const signed = new Uint8Array(codeBytes + signatureBytes);
  signed.set(executable.subarray(0, codeBytes));
  resize(viewOf(signed), parts, codeBytes, signatureBytes);
  // Only now, as the first page holds the sizes.
  const directory = {
    codeBytes,
    hashesAt,
    pages,
    textBytes: old.getBigUint64(parts.text + 48, true),
  };
  writeBlob(signed.subarray(codeBytes), directory, identifier);
  for (let page = 0; page < pages; page += 1) {
    const code = signed.subarray(page * pageBytes, Math.min((page + 1) * pageBytes, codeBytes));
    const at = codeBytes + directoryAt + hashesAt + page * hashBytes;
    signed.set(createHash("sha256").update(code).digest(), at);
  }
  return signed;
}

/** Offsets of the load commands that know of the signature. */
function partsOf(view: DataView): Parts {
  if (view.getUint32(0, true) !== magic64) throw new Error("not a 64-bit Mach-O file");
  const found = new Map<string, number>();
  let at = headerBytes;
  for (let left = view.getUint32(16, true); left > 0; left -= 1) {
    const command = view.getUint32(at, true);
    if (command === loadCodeSignature) found.set("signature", at);
    if (command === loadSegment64) found.set(segmentName(view, at), at);
    at += view.getUint32(at + 4, true);
  }
  const [signature, text, linkEdit] = ["signature", "__TEXT", "__LINKEDIT"].map((name) =>
    found.get(name),
  );
  if (signature === undefined || text === undefined || linkEdit === undefined) {
    throw new Error("no signature to replace");
  }
  return { signature, text, linkEdit };
}

function segmentName(view: DataView, at: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 8, 16);
  return Buffer.from(bytes).toString("latin1").replace(/\0+$/, "");
}

/** The signature is the end of the last segment, so both sizes change. */
function resize(view: DataView, parts: Parts, codeBytes: number, signatureBytes: number) {
  view.setUint32(parts.signature + 12, signatureBytes, true);
  const fileOffset = view.getBigUint64(parts.linkEdit + 40, true);
  const fileBytes = BigInt(codeBytes + signatureBytes) - fileOffset;
  const page = BigInt(pageBytes);
  view.setBigUint64(parts.linkEdit + 32, ((fileBytes + page - 1n) / page) * page, true);
  view.setBigUint64(parts.linkEdit + 48, fileBytes, true);
}

type Directory = { codeBytes: number; hashesAt: number; pages: number; textBytes: bigint };

function writeBlob(blob: Uint8Array, directory: Directory, identifier: string) {
  const view = viewOf(blob);
  const numbers = (at: number, values: readonly number[]) => {
    for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value);
  };
  numbers(0, [superBlobMagic, blob.length, 1, 0, directoryAt]);
  numbers(directoryAt, [
    directoryMagic,
    blob.length - directoryAt,
    directoryVersion,
    adHocLinkerSigned,
    directory.hashesAt,
    identifierAt,
    0,
    directory.pages,
    directory.codeBytes,
  ]);
  blob.set([hashBytes, sha256Type, 0, pageShift], directoryAt + 36);
  view.setBigUint64(directoryAt + 72, directory.textBytes);
  view.setBigUint64(directoryAt + 80, mainBinary);
  blob.set(Buffer.from(identifier), directoryAt + identifierAt);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
