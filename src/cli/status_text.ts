import { NameBook } from "../chat/names.ts";
import { type RingStatus, slowestHop } from "../chat/ring_status.ts";
import { visibleText } from "../lib/visible.ts";
import type { Language } from "./language.ts";

/** Less is how clocks are; more, and the times of messages mislead. */
const SKEW_SHOWN_MS = 5 * 60_000;

type Sentences = {
  readonly ring: (status: RingStatus, lap: string) => string;
  readonly you: string;
  readonly slowest: (name: string, heldMs: string) => string;
  readonly skew: (name: string, minutes: number) => string;
  readonly reached: (name: string) => string;
  readonly nowhere: string;
  readonly waiting: (count: number) => string;
};

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  en: {
    ring: ({ peers, room, closed }, lap) =>
      peers.length === 1
        ? `Nobody else is in the ring of ${visibleText(room)} yet`
        : `Ring of ${peers.length} in ${visibleText(room)}, ${closed ? "closed" : "open"}${lap}`,
    you: "you",
    slowest: (name, held) => `Slowest hop: ${name}, which held the lap for ${held} ms`,
    skew: (name, minutes) =>
      `The clock of ${name} is ${Math.abs(minutes)} min ${minutes > 0 ? "ahead" : "behind"}`,
    reached: (name) => `The last lap did not come home; the last peer that it reached is ${name}`,
    nowhere: "The last lap did not come home",
    waiting: (count) =>
      count === 1
        ? "One message of yours is on no other disk yet"
        : `${count} messages of yours are on no other disk yet`,
  },
  ru: {
    ring: ({ peers, room, closed }, lap) =>
      peers.length === 1
        ? `В кольце ${visibleText(room)} пока больше никого нет`
        : `Кольцо ${visibleText(room)}, пиров: ${peers.length}, ${closed ? "замкнуто" : "разомкнуто"}${lap}`,
    you: "вы",
    slowest: (name, held) => `Дольше всех круг задержался у ${name}: ${held} мс`,
    skew: (name, minutes) =>
      `Часы ${name} ${minutes > 0 ? "спешат" : "отстают"} на ${Math.abs(minutes)} мин`,
    reached: (name) => `Последний круг не вернулся; последний, до кого он дошёл, — ${name}`,
    nowhere: "Последний круг не вернулся",
    waiting: (count) => `Ещё ни на одном другом диске нет ваших сообщений: ${count}`,
  },
};

/** What a person reads of it, line by line. */
export function statusText(status: RingStatus, language: Language): string {
  const words = SENTENCES[language];
  const { hops, lapMs, peers, reached, waiting } = status;
  const names = new NameBook(peers[0] ?? { id: "", name: "" });
  const unit = language === "ru" ? "мс" : "ms";
  const lapName = language === "ru" ? "круг" : "last lap";
  const lines = [words.ring(status, lapMs === null ? "" : `, ${lapName} ${lapMs} ${unit}`)];
  const shown = peers.map((peer) => names.nameOf(peer));
  const width = Math.max(0, ...shown.map((name) => name.length));
  for (const [index, peer] of peers.entries()) {
    const own = index === 0 ? `  (${words.you})` : "";
    const name = (shown[index] ?? "").padEnd(width);
    lines.push(`  ${index + 1}. ${name}  ${visibleText(peer.address)}${own}`);
  }
  const slowest = slowestHop(status);
  if (slowest !== null) lines.push(words.slowest(names.nameOf(slowest.peer), heldText(slowest)));
  for (const { peer, skewMs } of hops) {
    if (Math.abs(skewMs) <= SKEW_SHOWN_MS) continue;
    lines.push(words.skew(names.nameOf(peer), Math.round(skewMs / 60_000)));
  }
  if (reached !== null) lines.push(words.reached(names.nameOf(reached)));
  else if (!status.closed) lines.push(words.nowhere);
  if (waiting > 0) lines.push(words.waiting(waiting));
  return `${lines.join("\n")}\n`;
}

function heldText({ heldMs }: { readonly heldMs: number }): string {
  return String(Math.round(heldMs * 10) / 10);
}
