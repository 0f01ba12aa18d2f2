/**
 * Whether a request comes from the page itself. Any site that a browser has open can send requests
 * here, and by DNS rebinding even under a name of its own; what it can't do is lie in `Host`,
 * `Origin` and `Sec-Fetch-Site`.
 */
import { joinAddress } from "../lib/ids.ts";

export type Refusal = { readonly status: 403 | 421; readonly reason: string };

export class PageGuard {
  readonly #hosts: ReadonlySet<string>;

  /** @param host a loopback address that is listened at */
  constructor(host: string, port: number) {
    const names = host === "127.0.0.1" || host === "::1" ? [host, "localhost"] : [host];
    const hosts = names.map((name) => joinAddress(name, port));
    // The usual port of HTTP is left out by browsers.
    if (port === 80) hosts.push(...names.map((name) => joinAddress(name, port).slice(0, -3)));
    this.#hosts = new Set(hosts);
  }

  /** Null for what may be answered. */
  refuses({ headers }: Request): Refusal | null {
    const host = headers.get("host") ?? "";
    if (!this.#hosts.has(host)) {
      const [known = ""] = this.#hosts;
      return { status: 421, reason: `The page is at http://${known}/ and under no other name.` };
    }
    if (headers.get("sec-fetch-site") === "cross-site") {
      return { status: 403, reason: "Another site may not ask this peer." };
    }
    return null;
  }

  /** Null for what the page itself asks; browsers name the page that a request comes from. */
  refusesOrigin(request: Request): Refusal | null {
    const { headers } = request;
    if (headers.get("origin") === `http://${headers.get("host")}`) return null;
    return { status: 403, reason: "Only the page of this peer may ask it." };
  }
}
