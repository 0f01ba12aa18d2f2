/**
 * `<ring-view>`: the room as a picture that lives. Who is here stands in ring order from oneself;
 * messages go round as dots; who is lost stays for a while, so that one sees the ring heal.
 */
import type { Shown } from "../../chat/room.ts";
import type { RoomStatus } from "../../chat/room_status.ts";
import type { PeerId } from "../../lib/ids.ts";
import { RingDrawing } from "./ring_drawing.ts";
import { RingPeers } from "./ring_peers.ts";
import { type Scene, Scenery } from "./ring_scene.ts";
import { draw, set, tell } from "./ring_svg.ts";
import { detailsOf, type RingContext, troubleWords } from "./ring_told.ts";
import { passageOf, slownessOf } from "./ring_travel.ts";
import { ringWordsFor } from "./ring_words.ts";
import { TextWidths } from "./text_widths.ts";

export type { RingContext };

/** Of a message only this matters: what it says is not drawn. */
export type Travelling = { readonly id: string; readonly authorId: PeerId };

/** What is drawn, and in whose words. */
type Seen = { readonly status: RoomStatus; readonly context: RingContext };

export class RingView extends HTMLElement {
  readonly #stage = document.createElement("div");
  readonly #told = document.createElement("p");
  readonly #legend = document.createElement("p");
  readonly #large = document.createElement("button");
  readonly #widths = new TextWidths();
  readonly #peers = new RingPeers((id) => this.#pick(id));
  readonly #drawing = new RingDrawing(this.#stage, this.#peers, this.#widths.of);
  readonly #resized = new ResizeObserver(() => this.#arrange());
  readonly #stillness = matchMedia("(prefers-reduced-motion: reduce)");
  #scenery: Scenery | null = null;
  #seen: Seen | null = null;
  #picked: PeerId | null = null;
  /** It may be on a part of the page that is not shown. */
  #isInSight = false;
  #slowness: number | null = null;
  #frameAsked = 0;
  #changeAsked = 0;

  connectedCallback(): void {
    this.#stage.className = "ring-stage";
    this.#told.className = "ring-told";
    this.#legend.className = "ring-legend";
    this.#stage.append(this.#peers.root);
    this.#large.type = "button";
    this.#large.className = "ring-large quiet";
    this.#large.addEventListener("click", this.#enlarge);
    const corners = draw(this.#large, "svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
    draw(corners, "path", { d: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" });
    this.append(this.#stage, this.#told, this.#legend, this.#large);
    this.#resized.observe(this.#stage);
    this.#stillness.addEventListener("change", this.#arrange);
    this.#arrange();
  }

  disconnectedCallback(): void {
    this.#resized.disconnect();
    this.#stillness.removeEventListener("change", this.#arrange);
    cancelAnimationFrame(this.#frameAsked);
    clearTimeout(this.#changeAsked);
    this.#frameAsked = 0;
    this.#drawing.stop();
  }

  /** Who is here and how the links stand. Told again when it changes, however often. */
  show(status: RoomStatus, context: RingContext): void {
    context.names.meet(status.peers);
    if (this.#scenery === null) this.#scenery = new Scenery(status);
    else this.#scenery.take(status, performance.now());
    this.#slowness = slownessOf(status.kind === "ring" ? status.lapMs : null, this.#slowness);
    this.#seen = { status, context };
    this.#arrange();
  }

  /** A message goes round, as one that was said just now does. */
  travel({ authorId, id }: Travelling): void {
    if (this.#seen === null || !this.#isInSight || document.hidden) return;
    const { status } = this.#seen;
    const isStill = this.#stillness.matches || this.#drawing.isCrowded;
    const passage = isStill ? null : passageOf(status, authorId, this.#slowness);
    this.#drawing.travel(id, authorId, passage, performance.now());
    this.#animate();
  }

  /** What has become of somebody. */
  notice(shown: Extract<Shown, { show: "notice" }>): void {
    this.#scenery?.notice(shown, performance.now());
    this.#arrange();
  }

  readonly #arrange = (): void => {
    if (this.#seen === null || this.#scenery === null || !this.isConnected) return;
    const { clientHeight: height, clientWidth: width } = this.#stage;
    this.#isInSight = width > 0 && height > 0;
    if (!this.#isInSight) return this.#drawing.stop();
    this.#widths.use(getComputedStyle(this).fontFamily);
    const nowMs = performance.now();
    const scene = this.#scenery.sceneAt(nowMs);
    const picture = { ...this.#seen, scene, size: { width, height }, picked: this.#picked };
    this.#drawing.arrange({ ...picture, still: this.#stillness.matches }, nowMs);
    this.#tell(this.#seen, scene);
    this.#askForChange(nowMs);
    this.#animate();
  };

  #tell({ context, status }: Seen, scene: Scene): void {
    const words = ringWordsFor(context.language);
    const details = scene.places.map((place) => {
      return { id: place.peer.id, told: detailsOf(place, status, context).join(", ") };
    });
    this.#peers.name(words.peers);
    this.#peers.dress(details);
    const picked = details.find(({ id }) => id === this.#picked)?.told;
    tell(this.#told, picked ?? troubleWords(status, scene.places, context).join(" · "));
    tell(this.#legend, words.dots(this.#slowness));
    this.#legend.hidden = this.#stillness.matches;
    this.#large.hidden = !document.fullscreenEnabled;
    const large = words.large[document.fullscreenElement === this ? "off" : "on"];
    set(this.#large, { "aria-label": large, title: large });
  }

  #pick(id: PeerId | null): void {
    if (this.#picked === id) return;
    this.#picked = id;
    this.#arrange();
  }

  /** As large as the screen, for those who look on from afar; and back. */
  readonly #enlarge = (): void => {
    if (document.fullscreenElement === this) void document.exitFullscreen();
    else void this.requestFullscreen();
  };

  /** The scene changes by itself when somebody's place has been kept long enough. */
  #askForChange(nowMs: number): void {
    clearTimeout(this.#changeAsked);
    const dueAtMs = this.#scenery?.dueAtMs ?? null;
    if (dueAtMs === null) return;
    this.#changeAsked = window.setTimeout(this.#arrange, Math.max(0, dueAtMs - nowMs) + 1);
  }

  /** Frame by frame while something moves, and once when nothing does. */
  #animate(): void {
    if (this.#frameAsked !== 0) return;
    this.#frameAsked = requestAnimationFrame(() => {
      this.#frameAsked = 0;
      const nowMs = performance.now();
      this.#drawing.place(nowMs);
      if (this.#drawing.isMoving(nowMs)) this.#animate();
    });
  }
}

customElements.define("ring-view", RingView);

declare global {
  interface HTMLElementTagNameMap {
    "ring-view": RingView;
  }
}
