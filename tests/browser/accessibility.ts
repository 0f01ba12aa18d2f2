/** What axe-core finds in a page, as assistive software would read it. */
import { source } from "axe-core";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** Serious and critical: what keeps somebody from using it. A line each, with where it is. */
export async function barriersOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ failureSummary, html }) => {
        return `${id}: ${html}: ${failureSummary ?? ""}`;
      }),
    );
}
