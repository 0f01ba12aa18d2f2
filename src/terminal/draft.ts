/** A text being written, and a cursor that stands between what a reader calls characters. */

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

export class Draft {
  #text = "";
  #cursor = 0;

  get text(): string {
    return this.#text;
  }

  /** Offset into `text`, in UTF-16 units. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Takes another text, the cursor behind it. */
  set(text: string): void {
    this.#text = text;
    this.#cursor = text.length;
  }

  /** Writes at the cursor; what can't be seen, tabs and line breaks apart, is left out. */
  insert(text: string): void {
    const typed = text.replace(/\r\n?/g, "\n").replace(/(?![\n\t])\p{Cc}/gu, "");
    this.#replace(this.#cursor, this.#cursor, typed);
  }

  left(): void {
    this.#cursor = this.#before();
  }

  right(): void {
    this.#cursor = this.#after();
  }

  wordLeft(): void {
    this.#cursor = this.#wordBefore();
  }

  wordRight(): void {
    this.#cursor += /^\s*\S*/.exec(this.#text.slice(this.#cursor))?.[0].length ?? 0;
  }

  home(): void {
    this.#cursor = this.#text.lastIndexOf("\n", this.#cursor - 1) + 1;
  }

  end(): void {
    const end = this.#text.indexOf("\n", this.#cursor);
    this.#cursor = end < 0 ? this.#text.length : end;
  }

  /** To the line above or below, as far along it as here. False: there is none. */
  vertical(lines: -1 | 1): boolean {
    const all = this.#text.split("\n");
    const before = this.#text.slice(0, this.#cursor).split("\n");
    const target = all[before.length - 1 + lines];
    if (target === undefined) return false;
    const along = Math.min(before.at(-1)?.length ?? 0, target.length);
    const start = all.slice(0, before.length - 1 + lines).join("\n").length;
    this.#cursor = along + (before.length - 1 + lines > 0 ? start + 1 : 0);
    // Not into the middle of a character that is several units long.
    if (along < target.length) this.#cursor = this.#startOf(this.#cursor);
    return true;
  }

  backspace(): void {
    this.#replace(this.#before(), this.#cursor, "");
  }

  delete(): void {
    this.#replace(this.#cursor, this.#after(), "");
  }

  deleteWord(): void {
    this.#replace(this.#wordBefore(), this.#cursor, "");
  }

  deleteToStart(): void {
    this.#replace(0, this.#cursor, "");
  }

  deleteToEnd(): void {
    this.#replace(this.#cursor, this.#text.length, "");
  }

  #replace(from: number, to: number, text: string): void {
    this.#text = this.#text.slice(0, from) + text + this.#text.slice(to);
    this.#cursor = from + text.length;
  }

  #startOf(offset: number): number {
    return graphemes.segment(this.#text).containing(offset)?.index ?? offset;
  }

  #before(): number {
    return this.#cursor === 0 ? 0 : this.#startOf(this.#cursor - 1);
  }

  #after(): number {
    const next = graphemes.segment(this.#text).containing(this.#cursor);
    return next === undefined ? this.#cursor : next.index + next.segment.length;
  }

  #wordBefore(): number {
    return this.#text.slice(0, this.#cursor).replace(/\S*\s*$/, "").length;
  }
}
