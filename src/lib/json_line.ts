/**
 * JSON that can't fake a line or steer a terminal: every control, format and line-separating
 * character stands as `\uXXXX`, so that a log or a pipe is safe to show as it is.
 */

/**
 * What JSON.stringify leaves raw: DEL and C1, bidirectional and zero-width marks, U+2028, U+2029.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line of JSON without its newline. `value` must be serialisable as it stands. */
export function jsonLine(value: object): string {
  return JSON.stringify(value).replace(UNSAFE, escapeUnits);
}

function escapeUnits(character: string): string {
  let escaped = "";
  for (let unit = 0; unit < character.length; unit++) {
    escaped += `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
