import { visibleText } from "../lib/visible.ts";
import type { Shown } from "../peer/shown.ts";
/** What a person reads for each thing that a peer shows: the first document's lines, and more. */
import { hereLines } from "./here_lines.ts";
import type { MemberContext } from "./member_list.ts";
import type { RefusalBook } from "./refusals.ts";
import type { Canvas } from "./ring_picture.ts";
import { speakerName } from "./speaker.ts";
import type { RoomKind, Words } from "./words.ts";

/** From the gravest; a level shows itself and those before it. */
export const LOG_LEVELS = ["error", "warn", "info", "debug", "trace"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export type Line = {
  readonly level: LogLevel;
  /** What stands after the time and the level; empty when the body says it all. */
  readonly head: string;
  /** Lines beneath, indented. */
  readonly body: readonly string[];
};

export type LinesContext = MemberContext & {
  /** What is shown: the retries stand in for the wait when they can be seen. */
  readonly level: LogLevel;
  readonly kind: RoomKind;
  /** A person sits at a terminal; piped output keeps to the document's lines. */
  readonly interactive: boolean;
  readonly refusals: RefusalBook;
  /** Null where lines and arrows would be noise: a pipe, a screen reader. */
  readonly canvas: () => Canvas | null;
};

/** Begins every line but the first of a message, so that none can pass for another author's. */
export const CONTINUATION = "   | ";

export function showsAt(level: LogLevel, shownAt: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(shownAt);
}

export function linesFor(shown: Shown, context: LinesContext): readonly Line[] {
  const { words } = context;
  switch (shown.show) {
    case "listening":
      return [listeningLine(shown)];
    case "waiting":
      return [line(waitingLevel(context), words.waiting(visibleText(shown.address)))];
    case "retry":
      return [
        line(
          "debug",
          `Clt could not connect to ${visibleText(shown.address)}. ` +
            `retry ${shown.attempt} of ${shown.of}`,
        ),
      ];
    case "gave-up":
      return [gaveUpLine(shown, context)];
    case "link":
      return [context.kind === "mesh" ? meshLinkLine(shown, context) : linkLine(shown, words)];
    case "message":
      return [messageLine(shown, context)];
    case "notice":
      return [noticeLine(shown, context)];
    case "ring":
      return [{ level: "info", ...hereLines(shown, context, context.canvas()) }];
    case "refused":
      return [refusedLine(shown, context)];
    case "rejected":
      return [line("warn", words.rejected[shown.code])];
    case "identity-in-use":
      return [line("error", words.identityInUse(visibleText(shown.address)))];
    case "receipt":
      return [line("trace", words.onDiskAt(shown.seenBy, shown.of))];
    case "backlog":
    case "answer":
      return [];
    case "forked":
      return [line("warn", words.forked(context.names.nameOf(shown.peer)))];
    case "store-failed":
      return [line("error", words.storeFailed(visibleText(shown.reason)))];
    case "other-version":
      return [line("warn", words.otherVersion(shown.version))];
    case "elsewhere": {
      const { kind, name, room } = shown;
      return [line("info", words.elsewhere(visibleText(name), visibleText(room), kind))];
    }
    case "nearby":
      return [line("warn", nearbySentence(shown, words))];
    case "stopped":
      return [line("info", "Server is shutting down")];
  }
}

function nearbySentence(shown: ShownAs<"nearby">, words: Words): string {
  const reason = visibleText(shown.reason);
  return shown.trouble === "deaf" ? words.deaf(shown.port, reason) : words.mute(reason);
}

type ShownAs<Kind extends Shown["show"]> = Extract<Shown, { show: Kind }>;

function line(level: LogLevel, head: string, body: readonly string[] = []): Line {
  return { level, head, body };
}

/** The retries stand in for it when they can be seen, and in a mesh what becomes of the others. */
function waitingLevel({ kind, level }: LinesContext): LogLevel {
  return kind === "mesh" || showsAt("debug", level) ? "trace" : "info";
}

/** In a mesh somebody else is reached meanwhile, and that this one is lost is told for itself. */
function gaveUpLine(
  { address, configured, tries }: ShownAs<"gave-up">,
  { kind, words }: LinesContext,
): Line {
  const isNews = kind === "ring" || configured;
  return line(isNews ? "warn" : "debug", words.gaveUp(visibleText(address), tries, configured));
}

function meshLinkLine(shown: ShownAs<"link">, { names }: LinesContext): Line {
  const { expected, state } = shown;
  const [local, remote, reason] = [shown.local, shown.remote, shown.reason].map((text) =>
    visibleText(text),
  );
  const level = state === "down" && expected ? "trace" : "debug";
  const head = `Link to ${names.nameOf(shown.peer)} ${state} (${local} - ${remote}) ${reason}`;
  return line(level, head.trimEnd());
}

function linkLine(shown: ShownAs<"link">, words: Words): Line {
  const local = visibleText(shown.local);
  const remote = visibleText(shown.remote);
  if (shown.side === "other") {
    return line(
      "trace",
      `Other link ${shown.state} (${local} - ${remote}) ${visibleText(shown.reason)}`,
    );
  }
  if (shown.state === "up") {
    return shown.side === "next"
      ? line("info", `Clt opening connection (${local} -> ${remote})`)
      : line("debug", `Server handling connection (${local} <- ${remote})`);
  }
  const replaced = shown.expected && REPLACED.has(shown.reason);
  if (shown.side === "previous") {
    return line(replaced ? "trace" : "debug", "Connection to prev. peer probably lost");
  }
  return line(shown.expected ? "trace" : "debug", words.nextLost(remote));
}

/** Reasons to close a link that change nothing for anybody: another one serves. */
const REPLACED: ReadonlySet<string> = new Set(["duplicate", "unneeded"]);

/** What is older than this came late, and its time is worth telling. */
const LATE_MS = 60_000;

function messageLine(shown: ShownAs<"message">, context: LinesContext): Line {
  const { author, atMs, backlog, guest, own, text } = shown;
  // What an earlier start of ours said is news when the disk does not have it any more.
  if (own && !backlog) return line("trace", "Outgoing message");
  const isLate = backlog && context.now() - atMs > LATE_MS;
  const late = isLate ? `, ${context.words.saidAt(context.when(atMs))}` : "";
  const lines = linesOfText(`   ${speakerName(author, guest, context)}: `, text);
  return line("info", `Incoming message${late}`, lines);
}

/** Somebody's text, escaped, behind what stands before its first line. */
export function linesOfText(before: string, text: string): string[] {
  const [first = "", ...rest] = visibleText(text, { multiline: true }).split("\n");
  return [before + first, ...rest.map((each) => CONTINUATION + each)];
}

function noticeLine(shown: ShownAs<"notice">, context: LinesContext): Line {
  const { kind } = shown;
  // The first document has no line for who comes.
  const isOurs = kind === "joined" || kind === "healed";
  const level = isOurs && !context.interactive ? "trace" : "info";
  return line(level, "", [`   _: ${noticeSentence(shown, context)}`]);
}

/** What became of somebody. */
export function noticeSentence(
  { guest, kind, peer, sentAgain, tries }: ShownAs<"notice">,
  context: LinesContext,
): string {
  const { kind: room, words } = context;
  const name = speakerName(peer, guest, context);
  switch (kind) {
    case "joined":
      // Where nobody typed it, the address is news, too.
      return room === "mesh"
        ? words.joinedFrom(name, visibleText((guest ?? peer).address))
        : words.joined(name);
    case "back":
      return words.back(name);
    case "left":
      return `User ${name} has left`;
    case "lost":
      return words.lost(name, tries ?? null);
    case "healed":
      return words.healed(name, sentAgain ?? 0);
    case "merged":
      return words.merged(name);
  }
}

function listeningLine({ address, at }: ShownAs<"listening">): Line {
  const place = at === undefined ? address : `${at}, reached at ${address}`;
  return line("info", `Server listening at ${visibleText(place)}`);
}

/** A busy peer is being flooded: a line for each connection would flood its reader too. */
function refusedLine(shown: ShownAs<"refused">, { refusals, words }: LinesContext): Line {
  const remote = visibleText(shown.remote);
  const reason = visibleText(shown.reason).slice(0, REASON_LENGTH_MAX);
  const isNews = refusals.isNews(shown.remote, shown.reason);
  if (!shown.byUs) {
    return line(isNews ? "warn" : "trace", words.refusedByThem(remote, shown.code, reason));
  }
  const level = shown.code === "busy" ? "debug" : "warn";
  return line(isNews ? level : "trace", words.refusedByUs(remote, shown.code, reason));
}

/** It may quote the other peer, who shall not fill the screen with it. */
const REASON_LENGTH_MAX = 300;
