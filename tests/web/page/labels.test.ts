import { expect, test } from "bun:test";

import { pageWordsFor } from "../../../src/web/page/page_speech.ts";

const LABELLED = ["data-text", "data-label", "data-placeholder", "data-title"];

test("every text that index.html names is there in both languages", async () => {
  const page = await Bun.file(`${import.meta.dir}/../../../src/web/page/index.html`).text();
  const named: string[] = [];
  new HTMLRewriter()
    .on("*", {
      element(element) {
        for (const attribute of LABELLED) {
          const name = element.getAttribute(attribute);
          if (name !== null) named.push(name);
        }
      },
    })
    .transform(page);
  expect(named.length).toBeGreaterThan(10);
  for (const language of ["en", "ru"] as const) {
    const words: Record<string, unknown> = pageWordsFor(language);
    expect(named.filter((name) => typeof words[name] !== "string")).toEqual([]);
  }
});
