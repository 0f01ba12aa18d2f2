/** How long a page takes until it can be used, by the clock of the page itself. */
import type { Page } from "playwright-core";

import { openBrowser } from "./browser.ts";

/** Looks at each frame whether what makes it usable is there. */
const watch = (selector: string): string => `
  globalThis.usableAtMs = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) requestAnimationFrame(look);
      else resolve(performance.now());
    };
    look();
  });`;

export type Loaded = {
  readonly usableAtMs: number;
  /** What came over the network for it, as it came: the bodies of all answers. */
  readonly bodyBytes: number;
};

export type Loading = {
  readonly url: string;
  /** CSS, of what is there once the page can be used. */
  readonly usable: string;
  /** Of a page whose cookies are to be taken along; the cache never is. */
  readonly like?: Page;
};

export async function load({ url, usable, like }: Loading): Promise<Loaded> {
  const browser = await openBrowser();
  const context = await browser.newContext();
  try {
    if (like !== undefined) await context.addCookies(await like.context().cookies());
    await context.addInitScript(watch(usable));
    const bodies: Promise<number>[] = [];
    context.on("requestfinished", (request) => {
      bodies.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    const page = await context.newPage();
    await page.goto(url);
    const usableAtMs = await page.evaluate<number>("usableAtMs");
    const bodyBytes = (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0);
    return { usableAtMs, bodyBytes };
  } finally {
    await context.close();
  }
}
