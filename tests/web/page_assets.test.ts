import { expect, test } from "bun:test";

import { loadPageAssets } from "../../src/web/page_assets.ts";

test("the page names only files of its own, and all of them are there", async () => {
  const assets = await loadPageAssets();
  const document = new TextDecoder().decode(assets.get("/")?.plain);
  const named = Array.from(document.matchAll(/(?:src|href)="\.?([^"]*)"/g), ([, path]) => path);
  expect(["/", ...named].sort()).toEqual([...assets.keys()].sort());
  expect(named.map((path) => assets.get(path ?? "")?.type.split(";")[0]).sort()).toEqual([
    "image/svg+xml",
    "text/css",
    "text/javascript",
  ]);
});

test("what is sent compressed is what is there", async () => {
  for (const { gzip, plain } of (await loadPageAssets()).values()) {
    expect(Bun.gunzipSync(gzip)).toEqual(plain);
  }
});
