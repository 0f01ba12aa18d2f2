import { describe, expect, test } from "bun:test";

import { type Frame, frameOf, pointAt } from "../../../src/web/page/ring_frame.ts";
import { angleOf, isClear, type Point, type Size } from "../../../src/web/page/ring_geometry.ts";
import { cutToFit, labelAt, labelRoom } from "../../../src/web/page/ring_labels.ts";

const SIZES: readonly Size[] = [
  { width: 288, height: 260 },
  { width: 340, height: 306 },
  { width: 600, height: 540 },
  { width: 1900, height: 900 },
];

/** About what letters are wide. */
function widthOf(text: string, fontPx: number): number {
  return text.length * fontPx * 0.6;
}

function frameWith(names: readonly string[], size: Size): Frame {
  return frameOf(names.length, size, (fontPx) => names.map((name) => widthOf(name, fontPx)));
}

/** Both ends of a label as it is cut. */
function endsOf(frame: Frame, index: number, names: readonly string[]): Point[] {
  const angle = angleOf(index, names.length);
  const room = labelRoom(frame, angle, names.length);
  const name = names[index] ?? "";
  const text = cutToFit(name, "", room, (each) => widthOf(each, frame.labelPx));
  const width = widthOf(text, frame.labelPx);
  const { anchor, at, turned } = labelAt(frame, angle);
  const begins = { start: 0, middle: -width / 2, end: -width }[anchor];
  const turn = (turned * Math.PI) / 180;
  return [begins, begins + width].map((along) => {
    return { x: at.x + along * Math.cos(turn), y: at.y + along * Math.sin(turn) };
  });
}

type Box = { readonly middle: Point; readonly size: Size };

/** What a name that stands across takes up. */
function boxOf(frame: Frame, index: number, names: readonly string[]): Box {
  const [from, to] = endsOf(frame, index, names);
  const height = frame.labelPx;
  const middle = { x: (from!.x + to!.x) / 2, y: from!.y - 0.35 * height };
  return { middle, size: { width: to!.x - from!.x, height } };
}

function overlap(a: Box, b: Box): boolean {
  const across = Math.abs(a.middle.x - b.middle.x) < (a.size.width + b.size.width) / 2;
  return across && Math.abs(a.middle.y - b.middle.y) < (a.size.height + b.size.height) / 2;
}

function isWithin({ height, width }: Size, { x, y }: Point, margin = 0): boolean {
  return x >= margin && y >= margin && x <= width - margin && y <= height - margin;
}

describe("a ring of 1 to 64", () => {
  const counts = Array.from({ length: 64 }, (_, index) => index + 1);
  const sorts = {
    short: "eddy",
    long: "A name of thirty-two characters.",
    mixed: "",
  };

  for (const [sort, each] of Object.entries(sorts)) {
    test(`is within its picture with all of its names: ${sort}`, () => {
      for (const size of SIZES) {
        for (const count of counts) {
          const names = Array.from({ length: count }, (_, at) => each || "n".repeat(1 + (at % 32)));
          const frame = frameWith(names, size);
          for (const [index] of names.entries()) {
            const what = `${index} of ${count} in ${size.width}`;
            const node = pointAt(frame, angleOf(index, count));
            expect(isWithin(size, node, frame.nodeRadius), what).toBe(true);
            if (frame.labels === "none") continue;
            for (const end of endsOf(frame, index, names)) {
              expect(isWithin(size, end), what).toBe(true);
            }
          }
        }
      }
    });
  }

  test("has names across that do not overlap each other, nor any node", () => {
    for (const size of SIZES) {
      for (const count of counts.slice(0, 10)) {
        const names = Array<string>(count).fill(sorts.long);
        const frame = frameWith(names, size);
        const boxes = names.map((_, index) => boxOf(frame, index, names));
        for (const [index, box] of boxes.entries()) {
          const what = `${index} of ${count} in ${size.width}`;
          const others = boxes.filter((other) => other !== box);
          expect(
            others.filter((other) => overlap(box, other)),
            what,
          ).toEqual([]);
          const nodes = names.map((_, at) => pointAt(frame, angleOf(at, count)));
          expect(
            nodes.every((node) => isClear(box.middle, box.size, node, frame.nodeRadius)),
            what,
          ).toBe(true);
        }
      }
    }
  });

  test("leaves a link to be seen between any two nodes", () => {
    for (const size of SIZES) {
      for (const count of counts.slice(1)) {
        const frame = frameWith(Array<string>(count).fill("eddy"), size);
        expect(frame.spacing - 2 * frame.nodeRadius).toBeGreaterThan(0.3 * frame.spacing);
      }
    }
  });

  test("has no names rather than names that nobody can read", () => {
    const [small, , , large] = SIZES;
    const names = Array<string>(64).fill("eddy");
    expect(frameWith(names, small!).labels).toBe("none");
    expect(frameWith(names, large!).labels).toBe("along");
    expect(frameWith(names.slice(0, 10), small!).labels).toBe("beside");
  });
});

describe("a name that does not fit", () => {
  const five = (text: string): number => text.length;

  test("ends in an ellipsis, what is told of it is kept", () => {
    expect(cutToFit("donald", "", 6, five)).toBe("donald");
    expect(cutToFit("donald", "", 5, five)).toBe("dona…");
    expect(cutToFit("donald", " (you)", 9, five)).toBe("do… (you)");
    expect(cutToFit("d d d", "", 3, five)).toBe("d…");
  });

  test("is never cut within what is read as one letter", () => {
    expect(cutToFit("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", "", 10, five)).toBe("👩‍👩‍👧…");
  });
});
