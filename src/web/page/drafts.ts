/** What was typed and not sent, kept by the browser over a reload, for this tab alone. */

export class Drafts {
  readonly #key: string;

  constructor(room: string, self: string) {
    this.#key = `ringchat draft ${self} ${room}`;
  }

  /** Empty when there is none, and where a browser keeps nothing. */
  read(): string {
    try {
      return sessionStorage.getItem(this.#key) ?? "";
    } catch {
      return "";
    }
  }

  write(draft: string): void {
    try {
      if (draft === "") sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, draft);
    } catch {
      // It is lost with the page then, as in any other.
    }
  }
}
