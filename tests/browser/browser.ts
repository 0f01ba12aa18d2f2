/** Chromium as Debian has it, driven by Playwright: one for the tests of a file. */
import { type Browser, chromium } from "playwright-core";

/**
 * A name of somebody who had it lead here once the browser had opened it, as in DNS rebinding. No
 * other name leads anywhere: nothing that a test does leaves the machine.
 */
export const reboundHost = "rebound.test";
const hostRules = `MAP ${reboundHost} 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE 127.0.0.1,EXCLUDE localhost`;

const programs = ["chromium", "chromium-browser", "google-chrome"];

/** Undefined where there is none: the tests that need one are skipped. */
export const browserPath = programs.map((name) => Bun.which(name)).find((path) => path !== null);

if (browserPath === undefined) {
  console.warn(`No browser here (${programs.join(", ")}): what needs one is skipped.`);
}

let started: Promise<Browser> | undefined;

/** The one that runs, or a new one. */
export function openBrowser(): Promise<Browser> {
  started ??= chromium.launch({
    executablePath: browserPath ?? "chromium",
    args: [`--host-resolver-rules=${hostRules}`],
  });
  return started;
}

/** For `afterAll`: it takes the pages that are still open along. */
export async function closeBrowser(): Promise<void> {
  const browser = await started;
  started = undefined;
  await browser?.close();
}
