/** What the picture says beside what chat's own words say already. */
import type { RingShape } from "../../chat/ring_links.ts";
import type { Language } from "../../chat/speech.ts";

/** Names come in as they may be shown, `ms` as a number that may be. */
export type RingWords = {
  /** Beside the time that the last one took. */
  readonly lap: string;
  readonly ms: (ms: string) => string;
  readonly shapes: Readonly<Record<RingShape, string>>;
  /** Who held the last one longest. */
  readonly slowest: (name: string) => string;
  readonly alone: string;
  /** What a dot is, and how many times slower than the messages it is; null when unknown. */
  readonly dots: (slowness: number | null) => string;
  readonly fates: Readonly<Record<"doubted" | "lost" | "left", string>>;
  /** Fills the screen with the picture, and back. */
  readonly large: Readonly<Record<"on" | "off", string>>;
  /** Of the nodes, which can be walked through by keys. */
  readonly peers: string;
};

const english: RingWords = {
  lap: "lap",
  ms: (ms) => `${ms} ms`,
  shapes: { closed: "closed", open: "open", unknown: "perhaps open" },
  slowest: (name) => `slowest: ${name}`,
  alone: "nobody else yet",
  dots: (slowness) =>
    slowness === null
      ? "Each dot is a message, not to scale"
      : `Each dot is a message, slowed ${slowness.toLocaleString("en")}×`,
  fates: { doubted: "gone?", lost: "lost", left: "left" },
  large: { on: "Full screen", off: "Leave full screen" },
  peers: "Peers in ring order; arrow keys go round",
};

const russian: RingWords = {
  lap: "круг",
  ms: (ms) => `${ms} мс`,
  shapes: { closed: "замкнуто", open: "разомкнуто", unknown: "возможно, разомкнуто" },
  slowest: (name) => `дольше всех: ${name}`,
  alone: "пока больше никого",
  dots: (slowness) =>
    slowness === null
      ? "Точка — сообщение, не в масштабе"
      : `Точка — сообщение, медленнее в ${slowness.toLocaleString("ru")} раз`,
  fates: { doubted: "пропал?", lost: "потерян", left: "вышел" },
  large: { on: "На весь экран", off: "Обычный размер" },
  peers: "Узлы в порядке кольца; стрелки ведут по кругу",
};

export function ringWordsFor(language: Language): RingWords {
  return language === "ru" ? russian : english;
}
