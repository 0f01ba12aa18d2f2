/** The links of the ring's picture. What is missing is a gap, with a sign and words in it. */
import type { Words } from "../../chat/words.ts";
import { coveredShare, type Curve, headingOf, lengthOf, pathOf, pointOn } from "./ring_curves.ts";
import type { Frame } from "./ring_frame.ts";
import { between } from "./ring_geometry.ts";
import { type Pill, pillFor } from "./ring_pill.ts";
import type { Strand } from "./ring_scene.ts";
import { draw, moved, Parts, set, tell } from "./ring_svg.ts";

/** @property told of a link that is missing, from all words to a sign alone; else nothing */
export type StrandLook = { readonly strand: Strand; readonly told: readonly string[] };

type Drawn = {
  readonly root: SVGGElement;
  readonly before: SVGPathElement;
  readonly after: SVGPathElement;
  readonly arrow: SVGPathElement;
  readonly pill: SVGGElement;
  readonly box: SVGRectElement;
  readonly words: SVGTextElement;
  look: StrandLook | null;
};

/** Of a line and of what is missing of it, in widths of the line. */
const DASHES: Readonly<Record<Strand["link"]["state"], readonly [number, number] | null>> = {
  up: null,
  unknown: [0.05, 2.4],
  retry: [1.6, 2.6],
  down: [1.6, 2.6],
  remains: [0.8, 2.4],
};

export class RingStrands {
  readonly #strands: Parts<Drawn>;
  readonly #widthOf: (text: string, fontPx: number) => number;
  #shown: Drawn[] = [];

  constructor(parent: SVGGElement, widthOf: (text: string, fontPx: number) => number) {
    this.#strands = new Parts(() => makeStrand(parent));
    this.#widthOf = widthOf;
  }

  /** @param grows new links are drawn from end to end */
  dress(looks: readonly StrandLook[], grows: boolean): void {
    this.#shown = this.#strands.of(looks.map(({ strand }) => strand.key));
    for (const [index, look] of looks.entries()) {
      const drawn = this.#shown[index];
      if (drawn !== undefined) dressStrand(drawn, look, grows);
    }
  }

  place(frame: Frame, curveOf: (strand: Strand) => Curve): void {
    const linePx = between(1, frame.nodeRadius / 6, 8);
    for (const drawn of this.#shown) {
      if (drawn.look === null) continue;
      const { strand } = drawn.look;
      const dashes = DASHES[strand.link.state]?.map((each) => each * linePx).join(" ") ?? "none";
      set(drawn.root, { "stroke-width": linePx });
      for (const path of [drawn.before, drawn.after]) set(path, { "stroke-dasharray": dashes });
      this.#placeOne(drawn, drawn.look, curveOf(strand), frame);
    }
  }

  #placeOne(drawn: Drawn, { strand, told }: StrandLook, curve: Curve, frame: Frame): void {
    const covered = coveredShare(curve, frame);
    const pill = pillFor(curve, told, frame, this.#widthOf);
    if (pill === null) {
      set(drawn.before, { d: pathOf(curve, covered, 1 - covered, frame) });
      // What two say to each other in a mesh has no direction.
      const isOneWay = strand.shape === "arc" && strand.link.state !== "remains";
      placeArrow(drawn, curve, frame, isOneWay);
      return;
    }
    const half = Math.min(0.5 - covered, pill.gapPx / 2 / lengthOf(curve, frame));
    set(drawn.before, { d: pathOf(curve, covered, 0.5 - half, frame) });
    set(drawn.after, { d: pathOf(curve, 0.5 + half, 1 - covered, frame) });
    placePill(drawn, pill, frame.fontPx);
    placeArrow(drawn, curve, frame, false);
  }
}

function makeStrand(parent: SVGGElement): Drawn {
  const root = draw(parent, "g");
  const before = draw(root, "path", { class: "ring-line" });
  const after = draw(root, "path", { class: "ring-line" });
  const arrow = draw(root, "path", { class: "ring-arrow" });
  const pill = draw(root, "g", { class: "ring-pill" });
  const box = draw(pill, "rect");
  const words = draw(pill, "text", { "text-anchor": "middle" });
  return { root, before, after, arrow, pill, box, words, look: null };
}

function dressStrand(drawn: Drawn, look: StrandLook, grows: boolean): void {
  const { state } = look.strand.link;
  const before = drawn.look?.strand.link.state;
  const isNews = state === "up" && before !== "up" && (grows || before !== undefined);
  const isGrown = before === "up" && drawn.root.classList.contains("ring-grows");
  const grow = isNews || (isGrown && state === "up") ? " ring-grows" : "";
  set(drawn.root, { class: `ring-strand ring-link-${state}${grow}` });
  // Dashes are counted in pixels, but for the line that grows: it is one dash as long as itself.
  if (grow === "") drawn.before.removeAttribute("pathLength");
  else set(drawn.before, { pathLength: 1 });
  const missing = look.told.length > 0;
  set(drawn.after, { visibility: missing ? "visible" : "hidden" });
  set(drawn.pill, { visibility: missing ? "visible" : "hidden" });
  // No other link crosses the words.
  if (missing && drawn.look?.told.length !== look.told.length)
    drawn.root.parentNode?.append(drawn.root);
  drawn.look = look;
}

/** @param wanted a link that leads nowhere has no direction */
function placeArrow({ arrow }: Drawn, curve: Curve, frame: Frame, wanted: boolean): void {
  const size = Math.min(frame.nodeRadius / 3, 16);
  const room = lengthOf(curve, frame) - 2 * frame.nodeRadius;
  const isShown = wanted && room > 3 * size;
  set(arrow, { visibility: isShown ? "visible" : "hidden" });
  if (!isShown) return;
  const { x, y } = pointOn(curve, 0.5, frame);
  set(arrow, {
    d: `M${-size * 0.6} ${-size}L${size * 0.8} 0L${-size * 0.6} ${size}`,
    transform: `${moved(x, y)} rotate(${headingOf(curve, frame).toFixed(1)})`,
  });
}

function placePill({ box, pill, words }: Drawn, told: Pill, fontPx: number): void {
  const { height, width } = told.box;
  set(pill, { transform: moved(told.middle.x, told.middle.y) });
  set(box, { x: -width / 2, y: -height / 2, width, height, rx: height / 2 });
  const lettersPx = Math.min(fontPx, height * 0.65);
  set(words, { "font-size": lettersPx, y: lettersPx * 0.35 });
  tell(words, told.words);
}

/** What is told of a link that is missing: all of it, and less where there is no room. */
export function toldOf({ link }: Strand, words: Words): string[] {
  if (link.state === "retry") {
    return [`↻ ${words.gap(link)}`, `↻ ${link.attempt}/${link.of}`, "↻"];
  }
  return link.state === "down" ? [`✕ ${words.gap(link)}`, "✕"] : [];
}
