/** How far an own message got: a circle that fills as peers have it, and a tick once all do. */
import type { Receipt } from "../page_protocol.ts";
import { element, setText } from "./element.ts";
import type { PageContext } from "./page_context.ts";

const SVG = "http://www.w3.org/2000/svg";

const TICK = "M3.5 8.5 L6.75 11.75 L12.5 5";

export class ReceiptMark {
  readonly element = element("span", "receipt");
  readonly #full = shape("circle", { class: "full", cx: "8", cy: "8", r: "6" });
  readonly #tick = shape("path", { class: "tick", d: TICK });
  readonly #count = element("span", "count");
  readonly #told = element("span", "unseen");

  constructor() {
    const track = shape("circle", { class: "track", cx: "8", cy: "8", r: "6" });
    const drawing = shape("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
    drawing.append(track, this.#full, this.#tick);
    this.#count.setAttribute("aria-hidden", "true");
    this.element.append(drawing, this.#count, this.#told);
  }

  update({ of, seenBy }: Receipt, { pageWords, words }: PageContext): void {
    const isDone = of > 1 && seenBy >= of;
    const told = of === 1 ? words.kept(1) : words.onDiskAt(seenBy, of);
    this.element.classList.toggle("done", isDone);
    this.element.title = told;
    this.#full.setAttribute("pathLength", String(of));
    this.#full.setAttribute("stroke-dasharray", `${seenBy} ${of}`);
    setText(this.#count, isDone || of === 1 ? "" : pageWords.seenBy(seenBy, of));
    setText(this.#told, told);
  }
}

function shape(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
