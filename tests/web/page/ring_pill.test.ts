import { expect, test } from "bun:test";

import { type Frame, frameOf, pointAt } from "../../../src/web/page/ring_frame.ts";
import { angleOf, isClear } from "../../../src/web/page/ring_geometry.ts";
import { type Pill, pillFor } from "../../../src/web/page/ring_pill.ts";

const TOLD = ["↻ retry 4 of 10", "↻ 4/10", "↻"];

function widthOf(text: string, fontPx: number): number {
  return text.length * fontPx * 0.6;
}

function frameWith(count: number, side: number): Frame {
  const names = Array.from({ length: count }, () => "eddy");
  const size = { width: side, height: 0.9 * side };
  return frameOf(count, size, (fontPx) => names.map((name) => widthOf(name, fontPx)));
}

/** At the link behind that one of so many. */
function pillAt(index: number, count: number, frame: Frame, told = TOLD): Pill | null {
  const [from, to] = [angleOf(index, count), angleOf(index + 1, count)];
  return pillFor({ shape: "arc", from, to, isDented: false }, told, frame, widthOf);
}

test("a link that is not missing has no words in it", () => {
  expect(pillAt(0, 3, frameWith(3, 400), [])).toBeNull();
});

test("a link that is missing tells as much as there is room for", () => {
  expect(pillAt(0, 1, frameWith(1, 340))?.words).toBe("↻ retry 4 of 10");
  expect(pillAt(0, 3, frameWith(3, 340))?.words).toBe("↻ retry 4 of 10");
  expect(pillAt(0, 6, frameWith(6, 340))?.words).toBe("↻ 4/10");
  expect(pillAt(0, 16, frameWith(16, 900))?.words).toBe("↻ 4/10");
  expect(pillAt(0, 16, frameWith(16, 240))?.words).toBe("↻");
});

test("words about links are within the picture, and cover no node", () => {
  for (const side of [260, 340, 600, 1_000]) {
    for (let count = 1; count <= 64; count++) {
      const frame = frameWith(count, side);
      const nodes = Array.from({ length: count }, (_, at) => pointAt(frame, angleOf(at, count)));
      for (let index = 0; index < count; index++) {
        const pill = pillAt(index, count, frame);
        if (pill === null || pill.words === TOLD.at(-1)) continue;
        const { box, middle } = pill;
        const what = `${pill.words} behind ${index} of ${count} in ${side}`;
        const reach = Math.abs(middle.x - side / 2) + box.width / 2;
        expect(reach, what).toBeLessThan(side / 2);
        const isAside = nodes.every((node) => isClear(middle, box, node, frame.nodeRadius));
        expect(isAside, what).toBe(true);
      }
    }
  }
});
