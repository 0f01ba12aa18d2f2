import { linesFor } from "../chat/lines.ts";
import { NameBook } from "../chat/names.ts";
import { RefusalBook } from "../chat/refusals.ts";
import { wordsFor } from "../chat/speech.ts";
import { createLog, dateAndTime } from "../terminal/reporter.ts";
import { OutputQueue } from "./output_queue.ts";
import type { Mode } from "./peer_plan.ts";
import { wallClock } from "./wall_clock.ts";

/** What may wait while nobody reads; then the lines are dropped and the peer goes on. */
const CHARACTERS_MAX = 1 << 20;

/** Nobody types: the log lines go to stdout, and a signal ends it. */
export function openHeadlessMode(): Mode {
  return {
    diagnose: () => {},
    async talk({ plan, room }) {
      const { language, settings } = plan.call;
      const level = settings.logLevel;
      const now = wallClock();
      const output = new OutputQueue(Bun.stdout.writer(), CHARACTERS_MAX, () => {});
      const log = createLog({
        level,
        colour: false,
        now,
        write: (head, body) => output.write(`${[head, ...body].join("\n")}\n`),
      });
      const [names, refusals] = [new NameBook(plan.config), new RefusalBook()];
      const words = wordsFor(language);
      const { kind } = plan.config;
      const said = { kind, level, interactive: false, words, names, refusals };
      const widthOf = Bun.stringWidth;
      const context = { ...said, canvas: () => null, now, when: dateAndTime, widthOf };
      const link = room.pageLink();
      if (link !== null) output.write(`${words.page(link)}\n`);
      await new Promise<void>((resolve) => {
        room.subscribe((shown) => {
          for (const line of linesFor(shown, context)) log(line);
          if (shown.show === "stopped") resolve();
        });
      });
      await output.drained();
      return "stopped";
    },
  };
}
