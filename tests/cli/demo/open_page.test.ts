import { expect, test } from "bun:test";

import { openingWords } from "../../../src/cli/demo/open_page.ts";

const link = "http://127.0.0.1:4000/#token";

test.each([
  ["linux", { DISPLAY: ":0" }, ["xdg-open", link]],
  ["linux", { WAYLAND_DISPLAY: "wayland-0" }, ["xdg-open", link]],
  ["linux", { DISPLAY: "" }, null],
  ["darwin", {}, ["open", link]],
  ["darwin", { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, null],
  ["win32", {}, ["rundll32", "url.dll,FileProtocolHandler", link]],
])("on %s with %j a page is opened by %j", (platform, env, words) => {
  expect(openingWords(link, platform, env)).toEqual(words);
});
