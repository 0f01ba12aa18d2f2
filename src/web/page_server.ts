/** The page's server: on the loopback only, for the browsers of whoever runs the peer. */
import type { Server, ServerWebSocket } from "bun";

import { joinAddress } from "../lib/ids.ts";
import type { Conversation } from "./conversation.ts";
import { OpenPages } from "./open_pages.ts";
import { type Asset, loadPageAssets } from "./page_assets.ts";
import { PageGuard } from "./page_guard.ts";
import { CHAT_PATH, SESSION_PATH } from "./page_protocol.ts";
import type { PageRoom } from "./page_room.ts";
import { assetResponse, GUARDS, nothing, sentence } from "./responses.ts";
import { Sessions } from "./sessions.ts";

/** The longest message that can be sent fits, escaped; a longer frame closes its socket. */
const FRAME_BYTES_MAX = 128 * 1024;
/** A page this far behind does not read: it is closed, and greeted anew when it comes back. */
const UNSENT_BYTES_MAX = 8 << 20;
const PAGES_MAX = 16;
const TOKEN_BYTES_MAX = 1_024;

/** Close codes of RFC 6455: the peer goes away, the page broke a rule. */
const GOING_AWAY = 1_001;
const POLICY = 1_008;

const OPEN_LINK =
  "Open the link that the peer printed; it serves once, and the command w prints a new one.";

type Connection = { conversation: Conversation | null };
type Socket = ServerWebSocket<Connection>;

/** Listens from its making on. */
export class PageServer {
  readonly #server: Server<Connection>;
  readonly #origin: string;
  readonly #cookie: string;
  readonly #guard: PageGuard;
  readonly #sessions = new Sessions();
  readonly #pages: OpenPages;
  #assets: Promise<ReadonlyMap<string, Asset>> | null = null;

  /**
   * Throws Bun's error, which has a `code`, when it can't listen.
   * @param host a loopback address; port 0 takes a free one
   */
  constructor(room: PageRoom, host: string, port: number) {
    this.#server = Bun.serve<Connection>({
      hostname: host,
      port,
      maxRequestBodySize: TOKEN_BYTES_MAX,
      development: false,
      fetch: (request) => this.#answer(request),
      error: () => sentence(500, "This can't be served; the peer goes on."),
      websocket: {
        maxPayloadLength: FRAME_BYTES_MAX,
        open: (socket) => this.#converse(socket),
        message: ({ data }, text) =>
          data.conversation?.hear(typeof text === "string" ? text : null),
        close: ({ data }) => {
          if (data.conversation !== null) this.#pages.close(data.conversation);
        },
      },
    });
    const { port: taken = port } = this.#server;
    this.#origin = `http://${joinAddress(host, taken)}`;
    // Cookies of one host are shared by all of its ports, and each peer here may have a page.
    this.#cookie = `ringchat-${taken}`;
    this.#guard = new PageGuard(host, taken);
    this.#pages = new OpenPages(room);
  }

  /** A link that opens the page, once. */
  newLink(): string {
    return `${this.#origin}/#${this.#sessions.newToken()}`;
  }

  /** Says what waits to be said to the pages, and ends. */
  close(): void {
    this.#pages.end();
    void this.#server.stop(true);
  }

  async #answer(request: Request): Promise<Response | undefined> {
    const refusal = this.#guard.refuses(request);
    if (refusal !== null) return sentence(refusal.status, refusal.reason);
    const { method } = request;
    const { pathname } = new URL(request.url);
    if (pathname === SESSION_PATH && method === "POST") return this.#beginSession(request);
    if (method !== "GET" && method !== "HEAD") {
      return sentence(405, "This is only read.", { allow: "GET, HEAD" });
    }
    if (pathname === SESSION_PATH) return this.#isKnown(request) ? nothing() : unknownBrowser();
    if (pathname === CHAT_PATH) return this.#upgrade(request);
    this.#assets ??= loadPageAssets();
    const asset = (await this.#assets).get(pathname);
    return asset === undefined
      ? sentence(404, "There is no such page here.")
      : assetResponse(asset, request);
  }

  async #beginSession(request: Request): Promise<Response> {
    const refusal = this.#guard.refusesOrigin(request);
    if (refusal !== null) return sentence(refusal.status, refusal.reason);
    const secret = this.#sessions.redeem(await request.text());
    if (secret === null) return sentence(403, `This link was used, or is none. ${OPEN_LINK}`);
    const cookie = `${this.#cookie}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
    return nothing({ "set-cookie": cookie });
  }

  #isKnown({ headers }: Request): boolean {
    const secret = new Bun.CookieMap(headers.get("cookie") ?? "").get(this.#cookie);
    return secret !== null && this.#sessions.knows(secret);
  }

  #upgrade(request: Request): Response | undefined {
    const refusal = this.#guard.refusesOrigin(request);
    if (refusal !== null) return sentence(refusal.status, refusal.reason);
    if (!this.#isKnown(request)) return unknownBrowser();
    if (this.#pages.count >= PAGES_MAX) {
      return sentence(503, "Too many pages are open. Close some of them.");
    }
    const data: Connection = { conversation: null };
    if (this.#server.upgrade(request, { data, headers: GUARDS })) return undefined;
    return sentence(426, "Only a WebSocket opens here.", { upgrade: "websocket" });
  }

  #converse(socket: Socket): void {
    socket.data.conversation = this.#pages.open({
      send: (text) => {
        socket.send(text);
        if (socket.getBufferedAmount() > UNSENT_BYTES_MAX) socket.terminate();
      },
      hangUp: (why) => socket.close(why === "over" ? GOING_AWAY : POLICY),
    });
  }
}

function unknownBrowser(): Response {
  return sentence(401, `This browser may not talk here. ${OPEN_LINK}`);
}
