/** Where in a text the words of a search stand. */

export type Piece = { readonly text: string; readonly isHit: boolean };

/** The whole text in pieces; a hit is the beginning of a word, as the search finds it. */
export function piecesOf(text: string, words: string): Piece[] {
  const sought = words.match(/[\p{L}\p{N}\p{M}]+/gu);
  if (sought === null) return [{ text, isHit: false }];
  // The longest first: of `a` and `ann` the latter is to be marked whole.
  const patterns = sought.toSorted((a, b) => b.length - a.length).map(patternOf);
  const hits = new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])(?:${patterns.join("|")})`, "giu");
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: hit, index } of text.matchAll(hits)) {
    if (index > done) pieces.push({ text: text.slice(done, index), isHit: false });
    pieces.push({ text: hit, isHit: true });
    done = index + hit.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), isHit: false });
  return pieces;
}

/** Letters and numbers alone need no escape. */
function patternOf(word: string): string {
  return word.replaceAll(/[её]/giu, "[её]");
}
