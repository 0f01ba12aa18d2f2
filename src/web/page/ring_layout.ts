/** Where everything of a scene is at a time: it moves there when the scene changes. */
import type { PeerId } from "../../lib/ids.ts";
import type { Curve } from "./ring_curves.ts";
import type { Frame } from "./ring_frame.ts";
import { angleOf, nearestTurn } from "./ring_geometry.ts";
import { Motion } from "./ring_motion.ts";
import type { Scene, Strand } from "./ring_scene.ts";

const RADIUS = "radius";

/** How far links keep from the place of somebody who is gone: 1 is enough, 0 is right across. */
function dentKey(id: PeerId): string {
  return `dent ${id}`;
}

export class RingLayout {
  readonly #motion = new Motion();
  #frame: Frame;
  #dented: readonly PeerId[] = [];

  /** @param frame its `dents` are seen to here */
  constructor(frame: Frame) {
    this.#frame = frame;
  }

  /** @param still there at once */
  arrange({ places }: Scene, frame: Frame, still: boolean, nowMs: number): void {
    const motion = this.#motion;
    this.#frame = frame;
    motion.aim(RADIUS, frame.radius, nowMs, still);
    for (const [index, { peer }] of places.entries()) {
      const angle = angleOf(index, places.length);
      motion.aim(peer.id, nearestTurn(angle, motion.at(peer.id, nowMs)), nowMs, still);
    }
    const gone = new Set(places.flatMap(({ isGone, peer }) => (isGone ? [peer.id] : [])));
    const healing = this.#dented.filter((id) => motion.at(dentKey(id), nowMs) > 0);
    this.#dented = [...gone.union(new Set(healing))];
    for (const id of this.#dented) {
      motion.start(dentKey(id), 0, nowMs);
      motion.aim(dentKey(id), gone.has(id) ? 1 : 0, nowMs, still);
    }
    const here = places.map(({ peer }) => peer.id);
    motion.keep(new Set([RADIUS, ...here, ...this.#dented, ...this.#dented.map(dentKey)]));
  }

  isMoving(nowMs: number): boolean {
    return this.#motion.isMoving(nowMs);
  }

  frameAt(nowMs: number): Frame {
    const dents = this.#dented.map((id) => {
      return { angle: this.#motion.at(id, nowMs), depth: this.#motion.at(dentKey(id), nowMs) };
    });
    return { ...this.#frame, radius: this.#motion.at(RADIUS, nowMs), dents };
  }

  angleAt(id: PeerId, nowMs: number): number {
    return this.#motion.at(id, nowMs);
  }

  curveAt({ from, link, shape, to }: Strand, nowMs: number): Curve {
    const ends = { from: this.#motion.at(from, nowMs), to: this.#motion.at(to, nowMs) };
    return { shape, ...ends, isDented: link.state !== "remains" };
  }
}
