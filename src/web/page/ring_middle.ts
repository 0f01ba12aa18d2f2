/** What stands in the middle of the ring: how long a lap takes, and whether it is closed. */
import type { Frame } from "./ring_frame.ts";
import { cutToFit } from "./ring_labels.ts";
import { draw, set, tell } from "./ring_svg.ts";
import type { Middle } from "./ring_told.ts";

/** A smaller ring has room for its state and the time alone. */
const WORDS_MIN_PX = 60;

export class RingMiddle {
  readonly #root: SVGGElement;
  readonly #lap: SVGTextElement;
  readonly #time: SVGTextElement;
  readonly #slowest: SVGTextElement;
  readonly #state: SVGTextElement;
  readonly #widthOf: (text: string, fontPx: number) => number;

  constructor(parent: SVGElement, widthOf: (text: string, fontPx: number) => number) {
    this.#root = draw(parent, "g", { class: "ring-middle", "text-anchor": "middle" });
    this.#lap = draw(this.#root, "text", { class: "ring-quiet" });
    this.#time = draw(this.#root, "text", { class: "ring-time" });
    this.#slowest = draw(this.#root, "text", { class: "ring-quiet" });
    this.#state = draw(this.#root, "text");
    this.#widthOf = widthOf;
  }

  /** @param middle null: there is no such thing */
  show(middle: Middle | null, frame: Frame): void {
    const { centre, fontPx, radius } = frame;
    set(this.#root, {
      visibility: middle === null ? "hidden" : "visible",
      transform: `translate(${centre.x} ${centre.y})`,
    });
    if (middle === null) return;
    const roomy = radius >= WORDS_MIN_PX;
    const timePx = Math.max(fontPx * 1.2, Math.min(radius * 0.26, 60));
    const inside = radius - frame.nodeRadius - fontPx / 2;
    const fit = (text: string, ending: string, y: number) => {
      const room = 2 * Math.sqrt(Math.max(1, inside ** 2 - y ** 2));
      return cutToFit(text, ending, room, (each) => this.#widthOf(each, fontPx));
    };
    if (middle.time === "") {
      for (const text of [this.#lap, this.#time, this.#slowest]) tell(text, "");
      line(this.#state, fit(middle.state, "", 0), fontPx, fontPx * 0.35);
    } else {
      const isLong = middle.slowest !== "" && roomy;
      const lift = isLong ? fontPx * 0.7 : 0;
      const below = timePx * 0.3 + lift;
      const slowest = isLong ? fit(middle.slowest, middle.held, below) : "";
      line(this.#lap, roomy ? middle.lap : "", fontPx, -timePx * 0.62 - fontPx * 0.2 - lift);
      line(this.#time, middle.time, timePx, timePx * 0.3 - lift);
      line(this.#slowest, slowest, fontPx, below);
      line(this.#state, fit(middle.state, "", below), fontPx, below + fontPx * 1.5);
    }
    set(this.#state, { class: `ring-shape-${middle.shape}` });
  }
}

function line(element: SVGTextElement, text: string, fontPx: number, y: number): void {
  tell(element, text);
  set(element, { "font-size": fontPx, y });
}
