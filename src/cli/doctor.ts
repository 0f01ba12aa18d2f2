/** `ringchat doctor`: why nobody is seen, found out by trying, and what to do. */
import { jsonLine } from "../lib/json_line.ts";
import type { Call } from "./call.ts";
import { type Finding, MEANING, type State } from "./doctor/finding.ts";
import { exitCodeFor, findingsOf } from "./doctor/findings.ts";
import { lookAround, lookSeconds } from "./doctor/look_around.ts";
import { placeOf } from "./doctor/place.ts";
import { tell } from "./doctor/tell.ts";
import { windowsProfiles } from "./doctor/windows_profiles.ts";
import type { Language, Sentence } from "./language.ts";

const LOOKING: Sentence = {
  en: `Trying the ports, beacons and connections, ${lookSeconds} s `,
  ru: `Проверяю порты, маячки и соединения, ${lookSeconds} с `,
};

const MARKS: Readonly<Record<Language, Readonly<Record<State, string>>>> = {
  en: { ok: "ok", trouble: "trouble", unknown: "unknown" },
  ru: { ok: "хорошо", trouble: "плохо", unknown: "неясно" },
};

/** Resolves with the exit code. Throws CommandFailed. */
export async function doctor(call: Call): Promise<number> {
  const { around, language, settings } = call;
  const place = await placeOf(call);
  const isWatched = process.stderr.isTTY && !settings.json;
  const show = (text: string): void => {
    if (isWatched) process.stderr.write(text);
  };
  show(LOOKING[language]);
  const asked = windowsProfiles(around.platform);
  const seen = await lookAround(place, () => show("."));
  const findings = findingsOf({ ...seen, profiles: await asked });
  show("\n");
  const lineOf = settings.json ? jsonOf : textOf;
  await Bun.write(
    Bun.stdout,
    findings.map((finding) => lineOf(finding, language, around.platform)).join(""),
  );
  return exitCodeFor(findings);
}

function jsonOf(finding: Finding, language: Language, platform: string): string {
  const [check, state] = MEANING[finding.what];
  const { advice, message } = tell(finding, language, platform);
  return `${jsonLine({ event: "finding", check, state, what: finding.what, message, advice })}\n`;
}

function textOf(finding: Finding, language: Language, platform: string): string {
  const marks = MARKS[language];
  const width = Math.max(...Object.values(marks).map((mark) => mark.length)) + 2;
  const { advice, message } = tell(finding, language, platform);
  const [, state] = MEANING[finding.what];
  const line = `${marks[state].padEnd(width)}${message}\n`;
  return advice === null ? line : `${line}${" ".repeat(width)}${advice}\n`;
}
