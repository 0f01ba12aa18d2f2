/** The nodes of the ring's picture with their names. */
import type { PeerId } from "../../lib/ids.ts";
import { hueOf } from "./person_hue.ts";
import { type Frame, pointAt } from "./ring_frame.ts";
import { labelAt } from "./ring_labels.ts";
import type { PlaceState } from "./ring_scene.ts";
import { draw, moved, Parts, set, tell } from "./ring_svg.ts";

export type NodeLook = {
  readonly id: PeerId;
  readonly state: PlaceState;
  readonly isSelf: boolean;
  readonly isPicked: boolean;
  /** First letter of the name. */
  readonly initial: string;
  /** Cut to what fits. */
  readonly label: string;
};

type Node = {
  readonly root: SVGGElement;
  readonly body: SVGGElement;
  readonly halo: SVGCircleElement;
  readonly ring: SVGCircleElement;
  readonly disk: SVGCircleElement;
  readonly cross: SVGPathElement;
  readonly initial: SVGTextElement;
  readonly label: SVGTextElement;
  look: NodeLook | null;
  pulsedAtMs: number;
};

/** A node lights up for that long, and not again before, however much is said. */
const PULSE_MS = 600;

/** Smaller nodes have no letter in them. */
const LETTER_MIN_PX = 9;

export class RingNodes {
  readonly #nodes: Parts<Node>;
  #shown: Node[] = [];

  constructor(parent: SVGGElement) {
    this.#nodes = new Parts((id) => makeNode(parent, id));
  }

  dress(looks: readonly NodeLook[]): void {
    this.#shown = this.#nodes.of(looks.map(({ id }) => id));
    for (const [index, look] of looks.entries()) {
      const node = this.#shown[index];
      if (node !== undefined) dressNode(node, look);
    }
  }

  place(frame: Frame, angleOf: (id: PeerId) => number): void {
    for (const node of this.#shown) {
      if (node.look !== null) placeNode(node, node.look, angleOf(node.look.id), frame);
    }
  }

  /** A message has come there. */
  pulse(id: PeerId, nowMs: number, still: boolean): void {
    const node = this.#nodes.get(id);
    if (node === undefined || nowMs - node.pulsedAtMs < PULSE_MS) return;
    node.pulsedAtMs = nowMs;
    const grown = still ? "none" : "scale(1.7)";
    node.halo.animate(
      [
        { opacity: 0.9, transform: "none" },
        { opacity: 0, transform: grown },
      ],
      { duration: PULSE_MS, easing: "ease-out" },
    );
  }
}

function makeNode(parent: SVGGElement, id: PeerId): Node {
  const root = draw(parent, "g");
  root.style.setProperty("--hue", String(hueOf(id)));
  const body = draw(root, "g", { class: "ring-body" });
  return {
    root,
    body,
    halo: draw(body, "circle", { class: "ring-halo" }),
    ring: draw(body, "circle", { class: "ring-around" }),
    disk: draw(body, "circle", { class: "ring-disk" }),
    initial: draw(body, "text", { class: "ring-initial", "text-anchor": "middle" }),
    cross: draw(body, "path", { class: "ring-cross" }),
    label: draw(root, "text", { class: "ring-label" }),
    look: null,
    pulsedAtMs: -Infinity,
  };
}

function dressNode(node: Node, look: NodeLook): void {
  const { initial, isPicked, isSelf, label, state } = look;
  const marks = `${isSelf ? " ring-self" : ""}${isPicked ? " ring-picked" : ""}`;
  set(node.root, { class: `ring-node ring-${state}${marks}` });
  tell(node.initial, initial);
  tell(node.label, label);
  node.look = look;
}

function placeNode(node: Node, { isSelf }: NodeLook, angle: number, frame: Frame): void {
  const { labelPx, labels, nodeRadius } = frame;
  const { x, y } = pointAt(frame, angle);
  set(node.root, { transform: moved(x, y) });
  set(node.disk, { r: nodeRadius });
  set(node.halo, { r: nodeRadius + 2 });
  set(node.ring, { r: isSelf ? nodeRadius + Math.max(2.5, nodeRadius / 5) : nodeRadius });
  const arm = nodeRadius * 0.55;
  set(node.cross, { d: `M${-arm} ${-arm}L${arm} ${arm}M${arm} ${-arm}L${-arm} ${arm}` });
  const hasLetter = nodeRadius >= LETTER_MIN_PX;
  set(node.initial, {
    "font-size": nodeRadius * 0.95,
    y: nodeRadius * 0.34,
    visibility: hasLetter ? "visible" : "hidden",
  });
  const label = labelAt(frame, angle);
  set(node.label, {
    "font-size": labelPx,
    "text-anchor": label.anchor,
    transform: `${moved(label.at.x - x, label.at.y - y)} rotate(${label.turned.toFixed(2)})`,
    visibility: labels === "none" ? "hidden" : "visible",
  });
}
