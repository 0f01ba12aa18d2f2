/** What the buttons of a demo say. */
import type { Language } from "../../chat/speech.ts";
import type { DemoPeerState } from "../page_protocol.ts";

export type DemoWords = {
  readonly title: string;
  readonly hint: string;
  readonly chatter: string;
  readonly peers: string;
  readonly links: string;
  /** How a peer does; `serving`: the one that serves the page, which can't be killed from it. */
  readonly state: Readonly<Record<DemoPeerState | "serving", string>>;
  /** On a button; whom it concerns stands beside it. */
  readonly act: Readonly<Record<"kill" | "start" | "freeze" | "thaw" | "cut" | "mend", string>>;
};

const english: DemoWords = {
  title: "Break the ring",
  hint: "Each peer is a process of its own on this computer. Watch the others notice.",
  chatter: "Made-up chatter",
  peers: "Peers",
  links: "Links",
  state: { running: "running", frozen: "frozen", dead: "dead", serving: "this page's own" },
  act: {
    kill: "Kill",
    start: "Bring back",
    freeze: "Freeze",
    thaw: "Thaw",
    cut: "Cut",
    mend: "Mend",
  },
};

const russian: DemoWords = {
  title: "Сломать кольцо",
  hint: "Каждый пир — отдельный процесс на этом компьютере. Смотрите, как остальные это заметят.",
  chatter: "Выдуманная болтовня",
  peers: "Пиры",
  links: "Связи",
  state: { running: "работает", frozen: "заморожен", dead: "убит", serving: "эта страница" },
  act: {
    kill: "Убить",
    start: "Вернуть",
    freeze: "Заморозить",
    thaw: "Разморозить",
    cut: "Разорвать",
    mend: "Починить",
  },
};

export function demoWordsFor(language: Language): DemoWords {
  return language === "ru" ? russian : english;
}
