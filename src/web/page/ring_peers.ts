/**
 * A button above each node, so that pointer, touch and keyboard reach it, and whoever hears the
 * page is told what a node is. One stop of the tab key: arrow keys go round the ring.
 */
import type { PeerId } from "../../lib/ids.ts";
import type { Point } from "./ring_geometry.ts";
import { Parts, set } from "./ring_svg.ts";

export type PeerLook = { readonly id: PeerId; readonly told: string };

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** Smaller ones are hard to hit, larger ones would cover each other. */
const BUTTON_MIN_PX = 24;

export class RingPeers {
  readonly root = document.createElement("div");
  readonly #buttons: Parts<{ readonly root: HTMLButtonElement }>;
  readonly #picked: (id: PeerId | null) => void;
  #ids: readonly PeerId[] = [];
  #stop: PeerId | null = null;

  /** @param picked whom somebody points at or has gone to; null: nobody any more */
  constructor(picked: (id: PeerId | null) => void) {
    this.root.className = "ring-peers";
    this.root.setAttribute("role", "group");
    this.#picked = picked;
    this.#buttons = new Parts((id) => this.#makeButton(id));
    this.root.addEventListener("keydown", (event) => this.#walk(event));
    this.root.addEventListener("focusout", () => picked(null));
  }

  name(told: string): void {
    set(this.root, { "aria-label": told });
  }

  dress(looks: readonly PeerLook[]): void {
    this.#ids = looks.map(({ id }) => id);
    if (this.#stop === null || !this.#ids.includes(this.#stop)) this.#stop = this.#ids[0] ?? null;
    for (const [index, { root }] of this.#buttons.of(this.#ids).entries()) {
      const look = looks[index];
      if (look === undefined) continue;
      set(root, { "aria-label": look.told });
      this.#setStop(look.id);
    }
  }

  place(nodeRadius: number, pointOf: (id: PeerId) => Point): void {
    const side = Math.max(BUTTON_MIN_PX, 2 * nodeRadius + 8);
    for (const id of this.#ids) {
      const button = this.#buttons.get(id)?.root;
      if (button === undefined) continue;
      const { x, y } = pointOf(id);
      const at = `translate(${(x - side / 2).toFixed(1)}px, ${(y - side / 2).toFixed(1)}px)`;
      if (button.style.transform !== at) button.style.transform = at;
      if (button.style.width !== `${side}px`) button.style.width = `${side}px`;
    }
  }

  #makeButton(id: PeerId): { readonly root: HTMLButtonElement } {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("focus", () => this.#goTo(id));
    button.addEventListener("click", () => button.focus());
    button.addEventListener("pointerenter", () => this.#picked(id));
    button.addEventListener("pointerleave", () => this.#picked(this.#focused()));
    this.root.append(button);
    return { root: button };
  }

  #focused(): PeerId | null {
    return this.root.contains(document.activeElement) ? this.#stop : null;
  }

  #goTo(id: PeerId): void {
    this.#stop = id;
    for (const each of this.#ids) this.#setStop(each);
    this.#picked(id);
  }

  #setStop(id: PeerId): void {
    const button = this.#buttons.get(id)?.root;
    if (button !== undefined) button.tabIndex = id === this.#stop ? 0 : -1;
  }

  #walk(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined || this.#stop === null || this.#ids.length === 0) return;
    event.preventDefault();
    const at = this.#ids.indexOf(this.#stop) + step + this.#ids.length;
    this.#buttons.get(this.#ids[at % this.#ids.length] ?? "")?.root.focus();
  }
}
