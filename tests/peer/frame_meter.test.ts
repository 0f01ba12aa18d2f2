import { describe, expect, test } from "bun:test";

import { FrameMeter } from "../../src/peer/frame_meter.ts";
import type { DiagnosticRecord } from "../../src/peer/ports.ts";

function metered(): { meter: FrameMeter; records: DiagnosticRecord[] } {
  const records: DiagnosticRecord[] = [];
  return { meter: new FrameMeter("d1", (record) => records.push(record)), records };
}

const have = { type: "have", id: "", bytes: 100 };

describe("FrameMeter", () => {
  test("lists each frame with its direction, type, id and bytes", () => {
    const { meter, records } = metered();
    meter.note("in", { type: "run", id: "3fa9/1+2", bytes: 512 }, 1_000);
    expect(records).toEqual([
      {
        level: "trace",
        event: "frame",
        link: "d1",
        direction: "in",
        type: "run",
        id: "3fa9/1+2",
        bytes: 512,
      },
    ]);
  });

  test("sums up what comes past 50 frames a second, and lists again in the next second", () => {
    const { meter, records } = metered();
    for (let i = 0; i < 80; i++) meter.note("out", have, 1_000 + i);
    expect(records).toHaveLength(50);
    meter.note("out", have, 2_100);
    expect(records.slice(50)).toMatchObject([
      { event: "frames", link: "d1", frames: 30, bytes: 3_000 },
      { event: "frame", type: "have" },
    ]);
  });

  test("counts heartbeats and tells their number when the link ends", () => {
    const { meter, records } = metered();
    for (let i = 0; i < 70; i++) meter.note("in", { type: "ping", id: "", bytes: 16 }, i * 1_000);
    expect(records).toEqual([]);
    meter.end(70_000);
    expect(records).toMatchObject([{ event: "heartbeats", link: "d1", frames: 70 }]);
  });

  test("leaves nothing untold when the link ends within a second", () => {
    const { meter, records } = metered();
    for (let i = 0; i < 60; i++) meter.note("in", have, 1_000);
    meter.end(1_001);
    expect(records.at(-1)).toMatchObject({ event: "frames", frames: 10 });
  });
});
