/**
 * Foreign text made safe to look at. Whatever a peer, a file or an error says goes through here
 * before a person reads it: nothing in it can move a cursor, hide, reorder or start a line.
 */

/** More marks on one letter than any living orthography stacks; beyond, they overprint lines. */
const MARKS_MAX = 8;

/** Widths of tab stops differ, so a tab is shown as the indentation that it usually means. */
const TAB = "    ";

/** ASCII, Latin and Cyrillic letters and common punctuation: nothing to do, and nearly all text. */
const PLAIN =
  /^[ -~\u00a1-\u00ac\u00ae-\u024f\u0400-\u0481\u048a-\u052f\u2010-\u2027\u20a0-\u20c0\u2116]*$/;

const INVISIBLE = /(?![\ufe0e\ufe0f\u200d])\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;

/** A joiner that does not stand between two emoji. The one before may carry a modifier. */
const STRAY_JOINER =
  /(?<!\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

const MARK_RUN = new RegExp(`(\\p{M}{${MARKS_MAX}})\\p{M}+`, "gu");

const CONTROL = /[\p{Cc}\u2028\u2029]/gu;
const CONTROL_BUT_NEWLINE = /(?!\n)[\p{Cc}\u2028\u2029]/gu;

/**
 * The text as it may be shown. Control characters become visible escapes (`\x1b`), bidirectional
 * and zero-width characters vanish, lone surrogates become U+FFFD.
 * @param options.multiline keep `\n`, for a caller that indents every line after the first
 */
export function visibleText(text: string, options: { multiline?: boolean } = {}): string {
  if (PLAIN.test(text)) return text;
  const multiline = options.multiline === true;
  return (multiline ? text.replaceAll("\r\n", "\n") : text)
    .toWellFormed()
    .replaceAll("\t", TAB)
    .replace(INVISIBLE, "")
    .replace(STRAY_JOINER, "")
    .replace(MARK_RUN, "$1")
    .replace(multiline ? CONTROL_BUT_NEWLINE : CONTROL, escaped);
}

function escaped(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  const hex = character.charCodeAt(0).toString(16);
  return hex.length > 2 ? `\\u${hex}` : `\\x${hex.padStart(2, "0")}`;
}

/** Longer names push the words of a message off a narrow screen. */
export const NAME_CHARACTERS_MAX = 32;

/** Why a name is refused. */
export type NameFault = "empty" | "long" | "start" | "hidden" | "reserved" | "punctuation";

const STARTS_WELL = /^[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/** `:` ends a name where messages are shown, `·` begins the tag of a key; and what looks alike. */
const TAKEN_PUNCTUATION = /[:\u2236\ua789\ufe13\ufe55\uff1a·\u0387\u2219\u22c5]/;
const EACH_TAKEN_PUNCTUATION = new RegExp(TAKEN_PUNCTUATION, "g");

/**
 * The name as it is used: trimmed, in NFC, 1 to 32 visible characters, beginning with a letter, a
 * number or an emoji, and none that the program itself speaks under.
 */
export function validName(
  name: string,
):
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly reason: NameFault } {
  const trimmed = name.trim();
  if (trimmed === "") return { ok: false, reason: "empty" };
  if (trimmed.length > 16 * NAME_CHARACTERS_MAX) return { ok: false, reason: "long" };
  if (!trimmed.isWellFormed() || visibleText(trimmed) !== trimmed) {
    return { ok: false, reason: "hidden" };
  }
  const composed = trimmed.normalize("NFC");
  if (charactersOf(composed).length > NAME_CHARACTERS_MAX) return { ok: false, reason: "long" };
  if (!STARTS_WELL.test(composed)) return { ok: false, reason: "start" };
  if (TAKEN_PUNCTUATION.test(composed)) return { ok: false, reason: "punctuation" };
  if (lookOf(composed) === lookOf("system")) return { ok: false, reason: "reserved" };
  return { ok: true, name: composed };
}

/**
 * A foreign name as it may be shown: one line, cut to the length that a name may have, and nothing
 * in it that could end the name or pass for a tag.
 */
export function visibleName(name: string): string {
  // Cut before segmenting too: a hostile name can be as long as a frame.
  const cut = visibleText(name.slice(0, 16 * NAME_CHARACTERS_MAX)).trim();
  const visible = cut.replace(EACH_TAKEN_PUNCTUATION, escaped);
  const characters = charactersOf(visible);
  if (characters.length <= NAME_CHARACTERS_MAX) return visible === "" ? "?" : visible;
  return `${characters.slice(0, NAME_CHARACTERS_MAX - 1).join("")}…`;
}

/** What a reader takes for one character, as far as it matters to the length of a name. */
function charactersOf(text: string): readonly string[] {
  // Short enough whatever is in it; the segmenter costs milliseconds at start.
  if (text.length <= NAME_CHARACTERS_MAX) return [text];
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

const ALPHABETS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/** Whether a word mixes alphabets whose letters look alike, as `dоnald` with a Cyrillic о does. */
export function mixedScripts(name: string): boolean {
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u);
  return words.some((word) => ALPHABETS.filter((letters) => letters.test(word)).length > 1);
}

/**
 * What a name looks like at a glance: two names of one look need telling apart. The pairs are the
 * ones of Unicode's confusables (UTS 39) that make whole words; it needs no more, since mixing
 * alphabets within a word is flagged anyway.
 */
export function lookOf(name: string): string {
  const folded = name.normalize("NFKC").toLowerCase();
  return [...folded].map((letter) => LOOKS.get(letter) ?? letter).join("");
}

const LOOKS = new Map(
  (
    "аa вb еe ёe һh іi їi јj кk мm нh оo рp ԛq сc ѕs тt уy хx ԝw ԁd ӏi " +
    "αa βb εe ηn ιi κk νv οo ρp τt υu χx 0o 1i li"
  )
    .split(" ")
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);
