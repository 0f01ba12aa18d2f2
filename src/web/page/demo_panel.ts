/** `<demo-panel>`: the buttons with which a class breaks the ring. Empty while `demo` is null. */
import type { Language } from "../../chat/speech.ts";
import type { Demo, DemoAct } from "../page_protocol.ts";
import { type DemoLink, demoLinks } from "./demo_links.ts";
import { type DemoWords, demoWordsFor } from "./demo_words.ts";

type DemoPeer = Demo["peers"][number];

/** A row stays the same element for as long as there is one, so that the keyboard's focus stays. */
type Row = {
  readonly item: HTMLLIElement;
  readonly name: HTMLElement;
  readonly state: HTMLElement;
  readonly buttons: readonly HTMLButtonElement[];
};

export class DemoPanel extends HTMLElement {
  onAct: (act: DemoAct) => void = () => {};
  #demo: Demo | null = null;
  #words = demoWordsFor("en");
  readonly #rows = new Map<string, Row>();
  /** What each button does now. */
  readonly #armed = new WeakMap<EventTarget, DemoAct>();
  readonly #title = made("h2", "demo-title");
  readonly #hint = made("p", "demo-hint");
  readonly #chatter = made("input", "demo-chatter");
  readonly #chatterText = made("span", "");
  readonly #peers = made("ul", "demo-rows");
  readonly #links = made("ul", "demo-rows demo-links");

  constructor() {
    super();
    this.addEventListener("click", ({ target }) => {
      const act = target === null ? undefined : this.#armed.get(target);
      if (act !== undefined) this.onAct(act);
    });
    this.#chatter.type = "checkbox";
    this.#chatter.addEventListener("change", () => {
      this.onAct({ act: "chatter", on: this.#chatter.checked });
    });
  }

  set demo(demo: Demo | null) {
    this.#demo = demo;
    this.#draw();
  }

  set language(language: Language) {
    this.#words = demoWordsFor(language);
    this.#draw();
  }

  #draw(): void {
    const demo = this.#demo;
    if (demo === null) return this.replaceChildren();
    if (this.childElementCount === 0) this.#begin();
    const words = this.#words;
    setText(this.#title, words.title);
    setText(this.#hint, words.hint);
    setText(this.#chatterText, words.chatter);
    this.#peers.setAttribute("aria-label", words.peers);
    this.#links.setAttribute("aria-label", words.links);
    this.#chatter.checked = demo.chatter;
    fill(
      this.#peers,
      demo.peers.map((peer) => this.#peerRow(peer, demo, words)),
    );
    fill(
      this.#links,
      demoLinks(demo).map((link) => this.#linkRow(link, words)),
    );
  }

  #begin(): void {
    const label = made("label", "demo-label");
    label.append(this.#chatter, this.#chatterText);
    this.append(this.#title, this.#hint, this.#peers, this.#links, label);
  }

  #peerRow(peer: DemoPeer, { canFreeze }: Demo, words: DemoWords): HTMLLIElement {
    const { isServing, name, state } = peer;
    const row = this.#row(`peer ${name}`, isServing ? 0 : canFreeze ? 2 : 1);
    row.item.dataset["state"] = state;
    setText(row.name, name);
    setText(row.state, words.state[isServing ? "serving" : state]);
    const [life, motion] = row.buttons;
    const lifeAct = state === "dead" ? "start" : "kill";
    const motionAct = state === "frozen" ? "thaw" : "freeze";
    if (life !== undefined) this.#arm(life, { act: lifeAct, name }, words.act[lifeAct], name);
    if (motion === undefined) return row.item;
    this.#arm(motion, { act: motionAct, name }, words.act[motionAct], name);
    motion.disabled = state === "dead";
    return row.item;
  }

  #linkRow({ between, isCut }: DemoLink, words: DemoWords): HTMLLIElement {
    const name = between.join(" – ");
    const row = this.#row(`link ${between.toSorted().join(" ")}`, 1);
    row.item.dataset["state"] = isCut ? "cut" : "whole";
    setText(row.name, name);
    const act = isCut ? "mend" : "cut";
    for (const button of row.buttons) this.#arm(button, { act, between }, words.act[act], name);
    return row.item;
  }

  #row(key: string, buttonCount: number): Row {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const item = made("li", "demo-row");
    const row = {
      item,
      name: made("span", "demo-name"),
      state: made("span", "demo-state"),
      buttons: Array.from({ length: buttonCount }, () => made("button", "demo-button")),
    };
    item.append(row.name, row.state, ...row.buttons);
    this.#rows.set(key, row);
    return row;
  }

  /** @param whom for those who hear the button alone */
  #arm(button: HTMLButtonElement, act: DemoAct, text: string, whom: string): void {
    button.type = "button";
    button.dataset["act"] = act.act;
    setText(button, text);
    button.setAttribute("aria-label", `${text}: ${whom}`);
    this.#armed.set(button, act);
  }
}

function made<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Only what changed its place is moved: moving an element takes the focus from it. */
function fill(list: HTMLElement, items: readonly HTMLElement[]): void {
  for (const child of [...list.children]) {
    if (!items.some((item) => item === child)) child.remove();
  }
  for (const [index, item] of items.entries()) {
    const there = list.children[index];
    if (there !== item) list.insertBefore(item, there ?? null);
  }
}

customElements.define("demo-panel", DemoPanel);
