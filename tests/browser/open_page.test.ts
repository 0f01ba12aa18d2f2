/** The watch over a page, shown to see what it is there for. */
import { afterAll, describe, expect, test } from "bun:test";

import { browserPath, closeBrowser } from "./browser.ts";
import { OpenPage } from "./open_page.ts";

afterAll(closeBrowser);

function served(html: string): Bun.Server<undefined> {
  const headers = {
    "content-type": "text/html",
    "content-security-policy": "style-src 'none'",
  };
  const whole = `<!doctype html><link rel=icon href=data:,>${html}`;
  const fetch = (): Response => new Response(whole, { headers });
  return Bun.serve({ hostname: "127.0.0.1", port: 0, fetch });
}

const sins = `
  <style>p {}</style>
  <img src="http://127.0.0.1:9/">
  <script>new WebSocket("ws://127.0.0.1:9")</script>
  <script>alert(1)</script>
  <script>throw new Error("oh")</script>`;

describe.skipIf(browserPath === undefined)("the watch over a page", () => {
  test("sees errors, dialogs, what the policy refuses, and what is asked elsewhere", async () => {
    using server = served(sins);
    await using opened = await OpenPage.at(server.url.href);
    for (const sin of [
      "error: oh",
      "dialog: 1",
      /^console: .*style/,
      "elsewhere: http:",
      "elsewhere: ws:",
    ]) {
      const isIt = (seen: string): boolean =>
        typeof sin === "string" ? seen.startsWith(sin) : sin.test(seen);
      await opened.misdeeds.first(isIt, { what: String(sin) });
    }
  });

  test("sees nothing amiss in a page that is content with itself", async () => {
    using server = served("<img src=/a><p>Hello");
    await using opened = await OpenPage.at(server.url.href);
    expect(opened.misdeeds.items).toEqual([]);
  });
});
