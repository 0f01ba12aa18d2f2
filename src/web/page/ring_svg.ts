/** SVG, part by part. */

const NAMESPACE = "http://www.w3.org/2000/svg";

type Attributes = Readonly<Record<string, string | number>>;

/** A new element, as the last one of its parent. */
export function draw<Name extends keyof SVGElementTagNameMap>(
  parent: Element,
  name: Name,
  attributes: Attributes = {},
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(NAMESPACE, name);
  set(element, attributes);
  parent.append(element);
  return element;
}

/** Numbers to a hundredth of a pixel. What is so already is left alone, and not drawn again. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const text = typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

export function tell(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** As the `transform` of an element whose own middle is at 0, 0. */
export function moved(x: number, y: number): string {
  return `translate(${x.toFixed(2)} ${y.toFixed(2)})`;
}

/** What is drawn once a key, as long as the key is there. */
export class Parts<Part extends { readonly root: Element }> {
  readonly #parts = new Map<string, Part>();
  readonly #make: (key: string) => Part;

  constructor(make: (key: string) => Part) {
    this.#make = make;
  }

  /** Those of these keys, in their order; the others are taken away. */
  of(keys: readonly string[]): Part[] {
    const kept = new Set(keys);
    for (const [key, { root }] of this.#parts) {
      if (kept.has(key)) continue;
      root.remove();
      this.#parts.delete(key);
    }
    return keys.map((key) => {
      const part = this.#parts.get(key) ?? this.#make(key);
      this.#parts.set(key, part);
      return part;
    });
  }

  get(key: string): Part | undefined {
    return this.#parts.get(key);
  }
}
