/** How wide texts are when they are drawn. */

/** Names come and go; of more texts than a picture has, all are measured again. */
const TEXTS_MAX = 1_000;

export class TextWidths {
  readonly #brush = document.createElement("canvas").getContext("2d");
  readonly #widths = new Map<string, number>();
  #family = "sans-serif";

  /** Letters are now of these families, as CSS has them. */
  use(family: string): void {
    if (this.#family !== family) this.#widths.clear();
    this.#family = family;
  }

  readonly of = (text: string, fontPx: number): number => {
    const key = `${fontPx} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    if (this.#widths.size >= TEXTS_MAX) this.#widths.clear();
    const width = this.#measure(text, fontPx);
    this.#widths.set(key, width);
    return width;
  };

  #measure(text: string, fontPx: number): number {
    if (this.#brush === null) return text.length * fontPx * 0.6;
    // As bold as the boldest that is drawn: one's own name.
    this.#brush.font = `600 ${fontPx}px ${this.#family}`;
    return this.#brush.measureText(text).width;
  }
}
