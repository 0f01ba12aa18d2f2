/** How much a page weighs, and how soon it can be used, by its own clock. */
import type { BrowserContext, Page } from "playwright-core";

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

export type Loading = {
  readonly url: string;
  /** CSS, of what is there once the page can be used. */
  readonly usable: string;
  /** Of a page whose cookies are to be taken along; the cache never is. */
  readonly like?: Page;
};

/** Milliseconds from its being asked for until it can be used. */
export async function loadMs({ url, usable, like }: Loading): Promise<number> {
  await using context = await profileLike(like);
  await context.addInitScript(watch(usable));
  const page = await context.newPage();
  await page.goto(url);
  return await page.evaluate<number>("usableAtMs");
}

/** What comes over the network for it, as it comes: the bodies of all answers. */
export async function weightBytes(like: Page): Promise<number> {
  await using context = await profileLike(like);
  const page = await context.newPage();
  const bodies: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    bodies.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(like.url(), { waitUntil: "networkidle" });
  return (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0);
}

async function profileLike(page: Page | undefined): Promise<BrowserContext> {
  const browser = await openBrowser();
  const context = await browser.newContext();
  if (page !== undefined) await context.addCookies(await page.context().cookies());
  return context;
}
