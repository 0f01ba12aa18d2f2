import type { Random } from "../../lib/random.ts";
import type { Language } from "../language.ts";

/** Made up, so that there is something to look at; each makes sense after any other. */
const LINES: Readonly<Record<Language, readonly string[]>> = {
  en: [
    "Good morning, everybody",
    "Can you all read this?",
    "Loud and clear",
    "Who is next to me in the ring?",
    "I hear you by two ways, but show it once",
    "There is no server here, only us",
    "Tea is ready in room 12",
    "Has anybody seen the blue cable?",
    "My link has just moved, did you notice?",
    "Let us meet at half past ten",
    "I have it on disk",
    "What happens if somebody pulls the plug?",
    "Then the others close the gap",
    "And when they come back, they get what they missed",
    "Nothing was lost so far",
    "The weather is better on the other side of the ring",
    "One lap takes a few milliseconds",
    "I have been here since the beginning",
    "Does it work without the internet? It does right now",
    "Please leave the last biscuit for me",
  ],
  ru: [
    "Доброе утро всем",
    "Всем видно?",
    "Видно и слышно",
    "А кто в кольце рядом со мной?",
    "До меня дошло двумя путями, а показано один раз",
    "Сервера здесь нет, есть только мы",
    "Чай готов, кабинет 12",
    "Никто не видел синий кабель?",
    "У меня сменился сосед, заметили?",
    "Давайте встретимся в половине одиннадцатого",
    "У меня записано на диск",
    "А что будет, если кто-то выдернет вилку?",
    "Остальные замкнут кольцо",
    "А кто вернётся, получит всё, что пропустил",
    "Пока ничего не потеряно",
    "На той стороне кольца погода лучше",
    "Круг занимает несколько миллисекунд",
    "Я здесь с самого начала",
    "А без интернета работает? Вот прямо сейчас",
    "Оставьте мне последнее печенье",
  ],
};

/** Who says what next, the same for the same seed. */
export class Chatter {
  readonly #lines: readonly string[];
  readonly #random: Random;
  #said = 0;
  #last = "";

  constructor(language: Language, random: Random) {
    this.#lines = LINES[language];
    this.#random = random;
  }

  /** Nobody speaks twice running while somebody else could; null when there is nobody. */
  next(speakers: readonly string[]): { readonly name: string; readonly text: string } | null {
    const others = speakers.filter((name) => name !== this.#last);
    const candidates = others.length > 0 ? others : speakers;
    const name = candidates[Math.floor(this.#random.next() * candidates.length)];
    const text = this.#lines[this.#said % this.#lines.length];
    if (name === undefined || text === undefined) return null;
    this.#said++;
    this.#last = name;
    return { name, text };
  }
}
