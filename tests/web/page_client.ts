/** A browser's part: its headers, its cookie, its WebSocket. */
import type { FromPage, ToPage } from "../../src/web/page_protocol.ts";
import { Arrivals } from "../e2e/arrivals.ts";

/** A link taken apart. */
export function partsOf(link: string): { origin: string; host: string; token: string } {
  const { hash, host, origin } = new URL(link);
  return { origin, host, token: hash.slice(1) };
}

export function postToken(link: string, headers: Record<string, string> = {}): Promise<Response> {
  const { origin, token } = partsOf(link);
  return fetch(`${origin}/session`, {
    method: "POST",
    body: token,
    headers: { origin, ...headers },
  });
}

/** The cookie that the link is good for, as a browser sends it. */
export async function cookieFor(link: string): Promise<string> {
  const response = await postToken(link);
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

export class PageClient implements Disposable {
  /** What was told, message by message of the WebSocket. */
  readonly told = new Arrivals<ToPage>();
  /** By which code it was closed. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  #seen = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const list: readonly ToPage[] = JSON.parse(String(data));
      for (const each of list) this.told.push(each);
    });
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code }) => resolve(code));
    });
  }

  /** Rejects when it is not let in. */
  static async open(origin: string, headers: Record<string, string>): Promise<PageClient> {
    const url = `${origin.replace("http", "ws")}/chat`;
    const socket = new WebSocket(url, { headers });
    const client = new PageClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error("not let in")));
    });
    return client;
  }

  /** By a link that was not used yet. */
  static async openBy(link: string): Promise<PageClient> {
    const { origin } = partsOf(link);
    return PageClient.open(origin, { origin, cookie: await cookieFor(link) });
  }

  ask(asked: FromPage): void {
    this.send(JSON.stringify(asked));
  }

  send(text: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(text);
  }

  /** What is told next of that kind, behind what was waited for before. */
  async next<T extends ToPage["tell"]>(tell: T): Promise<Extract<ToPage, { tell: T }>> {
    const isIt = (each: ToPage): each is Extract<ToPage, { tell: T }> => each.tell === tell;
    const found = await this.told.first(isIt, { what: tell, from: this.#seen });
    this.#seen = this.told.items.indexOf(found, this.#seen) + 1;
    return found;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
