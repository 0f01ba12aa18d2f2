import type { Line } from "../chat/lines.ts";
import { NameBook } from "../chat/names.ts";
import { RefusalBook } from "../chat/refusals.ts";
import { RelayLines } from "../chat/relay_lines.ts";
import { wordsFor } from "../chat/speech.ts";
import { joinAddress, splitAddress } from "../lib/ids.ts";
import { dateAndTime } from "../terminal/reporter.ts";
import { OutputQueue } from "./output_queue.ts";
import type { Mode } from "./peer_plan.ts";
import { wallClock } from "./wall_clock.ts";

/** What may wait while nobody reads; then the lines are dropped and the relay goes on. */
const CHARACTERS_MAX = 1 << 20;

/** The names of the document's logger. */
const LEVELS = {
  error: "ERROR",
  warn: "WARNING",
  info: "INFO",
  debug: "DEBUG",
  trace: "DEBUG",
} as const;

/**
 * The log of a relay on stdout, and nobody types.
 * @param host where it listens, as it was typed
 */
export function openRelayMode(host: string): Mode {
  return {
    diagnose: () => {},
    async talk({ address, plan, room }) {
      const { language, settings } = plan.call;
      const now = wallClock();
      const output = new OutputQueue(Bun.stdout.writer(), CHARACTERS_MAX, () => {});
      const [names, refusals] = [new NameBook(plan.config), new RefusalBook()];
      const said = { kind: plan.config.kind, level: settings.logLevel, interactive: false };
      const tools = { canvas: () => null, now, when: dateAndTime, widthOf: Bun.stringWidth };
      const words = wordsFor(language);
      const lines = new RelayLines({ ...said, ...tools, words, names, refusals });
      const write = ({ level, head, body }: Line): void => {
        const text = [head, ...body].join("\n");
        output.write(`${dateAndTime(now())} - ${LEVELS[level]} - ${text}\n`);
      };
      const place = joinAddress(host, splitAddress(address).port);
      room.askStatus(({ peers }) => lines.begin(place, peers.length - 1).forEach(write));
      await new Promise<void>((resolve) => {
        room.subscribe((shown) => {
          lines.take(shown).forEach(write);
          if (shown.show === "stopped") resolve();
        });
      });
      await output.drained();
      return "stopped";
    },
  };
}
