/** One row of the talk: a message or what happened between two, under its day where that begins. */
import { noticeSentence } from "../../chat/lines.ts";
import { speakerName } from "../../chat/speaker.ts";
import { isoTime } from "../../lib/utc.ts";
import { visibleText } from "../../lib/visible.ts";
import { clip } from "./clip.ts";
import { element } from "./element.ts";
import { dateAndTime, dayHeading, dayOf, timeOfDay } from "./local_time.ts";
import type { PageContext } from "./page_context.ts";
import { hueOf } from "./person_hue.ts";
import { piecesOf } from "./search_hits.ts";
import type { Message, TalkItem } from "./talk.ts";

/** What of a row depends on the one before it. */
export type Joint = {
  /** It begins a day. */
  readonly isNewDay: boolean;
  /** The same person goes on, and need not be named again. */
  readonly goesOn: boolean;
};

const PAUSE_MS = 5 * 60_000;

export function jointOf(item: TalkItem, previous: TalkItem | undefined): Joint {
  if (previous === undefined) return { isNewDay: true, goesOn: false };
  const [now, before] = [item.shown, previous.shown];
  const isNewDay = dayOf(now.atMs) !== dayOf(before.atMs);
  if (isNewDay || now.show !== "message" || before.show !== "message") {
    return { isNewDay, goesOn: false };
  }
  const isSame = now.author.id === before.author.id && now.guest?.name === before.guest?.name;
  const pauseMs = Math.abs(now.atMs - before.atMs);
  return { isNewDay, goesOn: isSame && now.backlog === before.backlog && pauseMs < PAUSE_MS };
}

/** @param sought words to mark in it */
export function talkRow(
  { shown }: TalkItem,
  { goesOn, isNewDay }: Joint,
  context: PageContext,
  sought = "",
): HTMLElement {
  const row = element("div", "row");
  if (isNewDay) {
    const { language, now, pageWords } = context;
    const day = element("p", "day");
    day.append(element("span", "", dayHeading(shown.atMs, now(), language, pageWords)));
    row.append(day);
  }
  if (shown.show === "message") {
    row.append(bubble(shown, goesOn, context, sought));
    return row;
  }
  const notice = element("p", `notice ${shown.kind}`, noticeSentence(shown, context));
  notice.append(" ", time(shown.atMs));
  row.append(notice);
  return row;
}

function bubble(message: Message, goesOn: boolean, context: PageContext, sought: string) {
  const { author, backlog, guest, own, text } = message;
  const { pageWords, words } = context;
  const made = element("article", "bubble");
  made.classList.toggle("own", own);
  made.classList.toggle("backlog", backlog);
  made.classList.toggle("goes-on", goesOn);
  made.style.setProperty("--hue", String(hueOf(guest === undefined ? author.id : guest.name)));
  const head = element("p", goesOn ? "unseen" : "head");
  head.append(element("span", "author", speakerName(author, guest, context)));
  if (own) head.append(" ", element("span", "mark", words.you));
  if (backlog) head.append(" ", element("span", "mark", pageWords.saidBefore));
  const foot = element("p", "foot");
  foot.append(time(message.atMs));
  made.append(head, textOf(text, pageWords.showAll, sought), foot);
  return made;
}

/** At most so much of it is laid out before somebody asks for more. */
export function shownLength({ shown }: TalkItem): number {
  return shown.show === "message" ? clip(shown.text).length : 0;
}

/** @param foreign as somebody said it; made visible it may be much shorter */
function textOf(foreign: string, showAll: string, sought: string): HTMLElement {
  const text = visibleText(foreign, { multiline: true });
  const [before] = piecesOf(text, sought);
  const place = sought === "" || before?.isHit !== false ? 0 : before.text.length;
  const part = clip(text, place);
  const said = element("p", "text");
  fill(said, part, sought);
  if (part !== text) {
    const button = element("button", "quiet", showAll);
    button.type = "button";
    button.addEventListener("click", () => fill(said, text, sought));
    said.append(button);
  }
  return said;
}

function fill(said: HTMLElement, text: string, sought: string): void {
  const pieces = piecesOf(text, sought);
  said.replaceChildren(
    ...pieces.map(({ isHit, text }) => (isHit ? element("mark", "", text) : text)),
  );
}

function time(atMs: number): HTMLTimeElement {
  const made = element("time", "", timeOfDay(atMs));
  made.dateTime = isoTime(atMs);
  made.title = dateAndTime(atMs);
  return made;
}
