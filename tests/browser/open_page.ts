import type { BrowserContext, Page } from "playwright-core";

import { Arrivals } from "../e2e/arrivals.ts";
import { openBrowser } from "./browser.ts";

/** A person's browser and what it is set to. */
export type Look = {
  readonly colours?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
  /** Whether the person wants nothing to move. */
  readonly still?: boolean;
  readonly language?: "en" | "ru";
};

/**
 * A page in a browser profile of its own, which is watched for what no page of ours may do, however
 * hostile the words that it shows.
 */
export class OpenPage implements AsyncDisposable {
  readonly page: Page;
  /** Errors, refusals by the content policy, dialogs, and what was asked of another origin. */
  readonly misdeeds = new Arrivals<string>();
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
  }

  static async at(url: string, look: Look = {}): Promise<OpenPage> {
    const { colours = "light", width = 1024, height = 768, still = false, language = "en" } = look;
    const browser = await openBrowser();
    const context = await browser.newContext({
      colorScheme: colours,
      viewport: { width, height },
      reducedMotion: still ? "reduce" : "no-preference",
      locale: language,
    });
    const opened = new OpenPage(context, await context.newPage());
    opened.#watch(new URL(url).host);
    await opened.page.goto(url);
    return opened;
  }

  #watch(host: string): void {
    const note = (what: string): void => this.misdeeds.push(what);
    this.page.on("pageerror", (error) => note(`error: ${error.message}`));
    // Chromium reports there what a content policy refuses, too.
    this.page.on("console", (said) => {
      if (said.type() === "error") note(`console: ${said.text()}`);
    });
    this.page.on("dialog", async (dialog) => {
      note(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    this.page.on("popup", (popup) => note(`popup: ${popup.url()}`));
    this.page.on("websocket", (socket) => {
      if (new URL(socket.url()).host !== host) note(`elsewhere: ${socket.url()}`);
    });
    this.#context.on("request", (request) => {
      const url = new URL(request.url());
      if (url.host !== host && url.protocol !== "data:") note(`elsewhere: ${url.href}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}
