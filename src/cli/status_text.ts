import { hereLines } from "../chat/here_lines.ts";
import type { MemberContext } from "../chat/member_list.ts";
import type { Canvas } from "../chat/ring_picture.ts";
import { type RoomStatus, slowestHop } from "../chat/room_status.ts";
import type { Language } from "./language.ts";

type Sentences = {
  readonly slowest: (name: string, heldMs: string) => string;
  readonly waiting: (count: number) => string;
};

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  en: {
    slowest: (name, held) => `Slowest hop: ${name}, which held the lap for ${held} ms`,
    waiting: (count) =>
      count === 1
        ? "One message of yours is on no other disk yet"
        : `${count} messages of yours are on no other disk yet`,
  },
  ru: {
    slowest: (name, held) => `Дольше всех круг задержался у ${name}: ${held} мс`,
    waiting: (count) => `Ещё ни на одном другом диске нет ваших сообщений: ${count}`,
  },
};

/**
 * What a person reads of it: the answer to `r`, and what else a peer knows.
 * @param canvas null where the ring is to be told in words
 */
export function statusText(
  status: RoomStatus,
  language: Language,
  context: MemberContext,
  canvas: Canvas | null,
): string {
  const sentences = SENTENCES[language];
  const { head, body } = hereLines(status, context, canvas);
  const lines = [head, ...body];
  const slowest = status.kind === "ring" ? slowestHop(status) : null;
  if (slowest !== null) {
    const heldMs = String(Math.round(slowest.heldMs * 10) / 10);
    lines.push(sentences.slowest(context.names.nameOf(slowest.peer), heldMs));
  }
  if (status.waiting > 0) lines.push(sentences.waiting(status.waiting));
  return `${lines.join("\n")}\n`;
}
