/**
 * Any text as one file name that is valid, harmless and distinct on every platform.
 */

/** Most file systems take 255 bytes a name; two of these and an `@` must fit, with a suffix. */
const NAME_BYTES_MAX = 100;

/** Windows opens a device for these, with or without an extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * `text` itself when it is safe already. Otherwise a readable remnant and `~` with 8 hex digits of
 * its hash, so that two texts never share a name, not even where file names ignore case.
 */
export function safeFileName(text: string): string {
  const kept = cutToBytes(
    text
      .normalize("NFC")
      .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "_")
      .replace(/^[.-]+|\.+$/g, ""),
    NAME_BYTES_MAX,
  );
  const name = DEVICE.test(kept) ? `_${kept}` : kept;
  if (name !== "" && name === text && name === name.toLowerCase()) return name;
  return `${name}~${hashDigits(text)}`;
}

function cutToBytes(text: string, bytesMax: number): string {
  let bytes = 0;
  let kept = "";
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    kept += character;
  }
  return kept;
}

/** Over UTF-16, where lone surrogates still differ from each other. */
function hashDigits(text: string): string {
  const bytes = Buffer.from(text, "utf16le");
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex").slice(0, 8);
}
