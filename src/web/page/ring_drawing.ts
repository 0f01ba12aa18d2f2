/** The ring as SVG: what is drawn of a scene, and where, at any time. */
import type { RoomStatus } from "../../chat/room_status.ts";
import type { PeerId } from "../../lib/ids.ts";
import { pointOn } from "./ring_curves.ts";
import { RingDots } from "./ring_dots.ts";
import { type Frame, frameOf, pointAt } from "./ring_frame.ts";
import { angleOf, between, type Size } from "./ring_geometry.ts";
import { cutToFit, labelRoom, lettersOf } from "./ring_labels.ts";
import { RingLayout } from "./ring_layout.ts";
import { RingMiddle } from "./ring_middle.ts";
import { type NodeLook, RingNodes } from "./ring_nodes.ts";
import type { RingPeers } from "./ring_peers.ts";
import type { Place, Scene, Strand } from "./ring_scene.ts";
import { RingStrands, toldOf } from "./ring_strands.ts";
import { draw, set } from "./ring_svg.ts";
import { describe, middleOf, type RingContext } from "./ring_told.ts";
import type { Passage } from "./ring_travel.ts";

/** What is to be drawn. `still`: without movement. */
export type Picture = {
  readonly scene: Scene;
  readonly status: RoomStatus;
  readonly context: RingContext;
  readonly size: Size;
  readonly picked: PeerId | null;
  readonly still: boolean;
};

export class RingDrawing {
  readonly root: SVGSVGElement;
  readonly #strands: RingStrands;
  readonly #dots: RingDots;
  readonly #nodes: RingNodes;
  readonly #middle: RingMiddle;
  readonly #peers: RingPeers;
  readonly #widthOf: (text: string, fontPx: number) => number;
  #picture: Picture | null = null;
  #layout: RingLayout | null = null;
  /** All but the dots is where it is to be. */
  #isPlaced = false;
  #byKey = new Map<string, Strand>();

  /**
   * @param peers go with the nodes
   * @param widthOf pixels of a text in letters of that size
   */
  constructor(
    parent: Element,
    peers: RingPeers,
    widthOf: (text: string, fontPx: number) => number,
  ) {
    this.#peers = peers;
    this.root = draw(parent, "svg", { role: "img", class: "ring-picture" });
    this.#middle = new RingMiddle(this.root, widthOf);
    this.#strands = new RingStrands(draw(this.root, "g"), widthOf);
    this.#dots = new RingDots(draw(this.root, "g"));
    this.#nodes = new RingNodes(draw(this.root, "g"));
    this.#widthOf = widthOf;
  }

  /** What there is changes at once; where it is follows, frame by frame. */
  arrange(picture: Picture, nowMs: number): void {
    const before = this.#picture;
    const { context, scene, size, status, still } = picture;
    this.#picture = picture;
    this.#isPlaced = false;
    const frame = frameOf(scene.places.length, size, (fontPx) => {
      return scene.places.map(({ peer }) => this.#widthOf(context.names.nameOf(peer), fontPx));
    });
    this.#layout ??= new RingLayout(frame);
    this.#layout.arrange(scene, frame, still || !isSame(before?.size, size), nowMs);
    set(this.root, {
      viewBox: `0 0 ${size.width} ${size.height}`,
      "aria-label": describe(status, context),
    });
    this.#nodes.dress(
      scene.places.map((place, index) => this.#lookOf(place, index, frame, picture)),
    );
    this.#strands.dress(
      scene.strands.map((strand) => ({ strand, told: toldOf(strand, context.words) })),
      before !== null && !still,
    );
    this.#byKey = new Map(scene.strands.map((strand) => [strand.key, strand]));
    this.#middle.show(middleOf(status, context), frame);
    if (still) this.#dots.clear();
  }

  /** Places everything where it is now. */
  place(nowMs: number): void {
    const layout = this.#layout;
    if (layout === null) return;
    const frame = layout.frameAt(nowMs);
    if (!this.#isPlaced) {
      this.#nodes.place(frame, (id) => layout.angleAt(id, nowMs));
      this.#strands.place(frame, (strand) => layout.curveAt(strand, nowMs));
      this.#peers.place(frame.nodeRadius, (id) => pointAt(frame, layout.angleAt(id, nowMs)));
      this.#isPlaced = !layout.isMoving(nowMs);
    }
    const dotRadius = between(3, frame.nodeRadius * 0.34, 9);
    const pointOf = (key: string, share: number) => {
      const strand = this.#byKey.get(key);
      return strand === undefined ? null : pointOn(layout.curveAt(strand, nowMs), share, frame);
    };
    this.#dots.place(nowMs, dotRadius, pointOf, (id) => this.#nodes.pulse(id, nowMs, false));
  }

  /** So much is on its way that one more would not be seen. */
  get isCrowded(): boolean {
    return this.#dots.isCrowded;
  }

  isMoving(nowMs: number): boolean {
    return this.#dots.isMoving || this.#layout?.isMoving(nowMs) === true;
  }

  /** @param passage null: it goes nowhere, or is not to be seen moving */
  travel(id: string, authorId: PeerId, passage: Passage | null, nowMs: number): void {
    this.#nodes.pulse(authorId, nowMs, passage === null);
    if (passage !== null) this.#dots.send(id, authorId, passage, nowMs);
  }

  stop(): void {
    this.#dots.clear();
  }

  #lookOf(place: Place, index: number, frame: Frame, picture: Picture): NodeLook {
    const { context, picked, scene } = picture;
    const { id } = place.peer;
    const name = context.names.nameOf(place.peer);
    const isSelf = context.names.isSelf(place.peer);
    const count = scene.places.length;
    return {
      id,
      state: place.state,
      isSelf,
      isPicked: picked === id,
      initial: (lettersOf(name)[0] ?? "").toUpperCase(),
      label: cutToFit(
        name,
        isSelf && frame.labels === "beside" ? ` (${context.words.you})` : "",
        labelRoom(frame, angleOf(index, count), count),
        (text) => this.#widthOf(text, frame.labelPx),
      ),
    };
  }
}

function isSame(before: Size | undefined, { height, width }: Size): boolean {
  return before?.width === width && before.height === height;
}
