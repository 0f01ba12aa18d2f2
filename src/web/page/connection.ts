/** The one WebSocket to the peer: opened with a session, and again whenever it breaks. */
import { CHAT_PATH, type FromPage, SESSION_PATH } from "../page_protocol.ts";
import type { ConnectionState } from "./page_words.ts";
import { RETRY_FIRST_MS, retryAfter, SILENT_MS } from "./retry_times.ts";

export type ConnectionOptions = {
  readonly onState: (state: ConnectionState) => void;
  readonly onMessage: (message: unknown) => void;
};

export class Connection {
  readonly #options: ConnectionOptions;
  #state: ConnectionState = "connecting";
  #socket: WebSocket | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #retryMs = RETRY_FIRST_MS;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  start(): void {
    // A new link that is opened in this very page only changes the fragment.
    addEventListener("hashchange", () => void this.#open());
    addEventListener("online", () => this.#retryNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#retryNow();
    });
    void this.#open();
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** False: there is no connection, and nothing was sent. */
  send(asked: FromPage): boolean {
    if (!this.isOpen) return false;
    this.#socket?.send(JSON.stringify(asked));
    return true;
  }

  async #open(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const token = takeToken();
    // Whether it was taken shows when the connection opens: there may be a session from before.
    if (token !== null) await ask("POST", token);
    if (this.#socket !== null) return;
    const socket = new WebSocket(new URL(CHAT_PATH, location.href.replace(/^http/, "ws")));
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#retryMs = RETRY_FIRST_MS;
      this.#heard();
    });
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      this.#heard();
      this.#options.onMessage(data);
    });
    socket.addEventListener("close", () => void this.#closed());
  }

  #heard(): void {
    this.#become("open");
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#become("silent"), SILENT_MS);
  }

  /** A browser does not say why a WebSocket was refused, so that is asked for. */
  async #closed(): Promise<void> {
    clearTimeout(this.#silenceTimer);
    if (this.#state !== "connecting") this.#become("lost");
    const status = await ask("GET");
    this.#socket = null;
    if (status === 401) return this.#become("no-session");
    this.#become("lost");
    this.#retryTimer = setTimeout(() => void this.#open(), this.#retryMs);
    this.#retryMs = retryAfter(this.#retryMs);
  }

  #retryNow(): void {
    if (this.#state === "lost" && this.#socket === null) void this.#open();
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}

/** Out of the address at once, so that it stays in no history and no screenshot. */
function takeToken(): string | null {
  const token = location.hash.slice(1);
  if (token === "") return null;
  history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** The status of the answer; null when nobody answers. */
async function ask(method: "GET" | "POST", body?: string): Promise<number | null> {
  try {
    const init = { method, cache: "no-store", ...(body === undefined ? {} : { body }) } as const;
    return (await fetch(SESSION_PATH, init)).status;
  } catch {
    return null;
  }
}
