/** On a narrow screen one part of the page is shown at a time, and buttons choose which. */
import { byId } from "./element.ts";

export class Views {
  readonly #buttons = byId("views", HTMLElement).querySelectorAll<HTMLButtonElement>("button");

  /** @param onShown what is shown now could not be measured before */
  constructor(onShown: () => void) {
    for (const button of this.#buttons) {
      button.addEventListener("click", () => {
        this.show(button.value);
        onShown();
      });
    }
    this.show("talk");
  }

  show(view: string): void {
    document.body.dataset["view"] = view;
    for (const button of this.#buttons) {
      button.setAttribute("aria-pressed", String(button.value === view));
    }
  }
}
