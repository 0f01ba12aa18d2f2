/** Who may talk through the page: whoever opened a link that the peer printed. */

/** Beyond, the oldest link no longer opens, and the oldest browser must open a new one. */
const OPEN_LINKS_MAX = 16;
const BROWSERS_MAX = 64;

export class Sessions {
  readonly #tokens = new Secrets(OPEN_LINKS_MAX);
  readonly #cookies = new Secrets(BROWSERS_MAX);

  /** For one link. */
  newToken(): string {
    return this.#tokens.add();
  }

  /** A secret for a cookie; null unless the token is one of ours that was not used. */
  redeem(token: string): string | null {
    return this.#tokens.remove(token) ? this.#cookies.add() : null;
  }

  knows(cookie: string): boolean {
    return this.#cookies.has(cookie);
  }
}

/** 256 random bits each. To compare takes as long whatever is guessed. */
class Secrets {
  readonly #max: number;
  /** The newest last. */
  #all: string[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  add(): string {
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
    this.#all = [...this.#all, secret].slice(-this.#max);
    return secret;
  }

  has(guess: string): boolean {
    return this.#all.filter((secret) => isSame(secret, guess)).length > 0;
  }

  remove(guess: string): boolean {
    const before = this.#all.length;
    this.#all = this.#all.filter((secret) => !isSame(secret, guess));
    return this.#all.length < before;
  }
}

function isSame(secret: string, guess: string): boolean {
  const [a, b] = [Buffer.from(secret), Buffer.from(guess)];
  return a.length === b.length && crypto.timingSafeEqual(a, b);
}
