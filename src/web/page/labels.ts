/** Puts the texts of a language where index.html names them. */
import type { Label, PageWords } from "./page_words.ts";

/** Attributes of index.html whose values are labels, and what each fills. */
const FILLS = {
  "data-text": (target: Element, text: string): void => {
    target.textContent = text;
  },
  "data-label": (target: Element, text: string): void => target.setAttribute("aria-label", text),
  "data-placeholder": (target: Element, text: string): void => {
    target.setAttribute("placeholder", text);
  },
  "data-title": (target: Element, text: string): void => target.setAttribute("title", text),
} as const;

export function label(root: ParentNode, words: PageWords): void {
  const texts: Partial<Record<string, unknown>> = words satisfies Record<Label, string>;
  for (const [attribute, fill] of Object.entries(FILLS)) {
    for (const target of root.querySelectorAll(`[${attribute}]`)) {
      const text = texts[target.getAttribute(attribute) ?? ""];
      if (typeof text === "string") fill(target, text);
    }
  }
}
