/** What a value of an option may be. Each schema's message completes "must be ...". */
import { isIP } from "node:net";

import * as v from "valibot";

import { type Address, joinAddress } from "../lib/ids.ts";
import { validName, visibleText } from "../lib/visible.ts";
import { isWildcard, parseAddress } from "../net/addresses.ts";
import type { Sentence } from "./language.ts";

export type Schema<T> = v.GenericSchema<unknown, T>;

/** The words for an issue, in the language that the schema is run with. */
type Words = (issue: { readonly lang?: string | undefined }) => string;

const ROOM_CHARACTERS_MAX = 64;

export function wholeNumber(min: number, max: number): Schema<number> {
  const words = said({
    en: `a whole number from ${min} to ${max}`,
    ru: `целое число от ${min} до ${max}`,
  });
  return v.pipe(v.number(words), v.integer(words), v.minValue(min, words), v.maxValue(max, words));
}

export function oneOf<const T extends string>(...choices: readonly T[]): Schema<T> {
  const list = choices.join(", ");
  return v.picklist(choices, said({ en: `one of ${list}`, ru: `одно из ${list}` }));
}

export function yesOrNo(): Schema<boolean> {
  return v.boolean(said({ en: "true or false", ru: "true или false" }));
}

/** `host:port`. A port of 0 lets the system choose, where one listens. */
export function address(portMin: 0 | 1): Schema<string> {
  const words = said({
    en: "HOST:PORT, such as localhost:6002 or [::1]:6002",
    ru: "HOST:PORT, например localhost:6002 или [::1]:6002",
  });
  const isAddress = (text: string): boolean => {
    const parsed = parseAddress(text);
    return parsed.ok && parsed.port >= portMin;
  };
  return v.pipe(v.string(words), v.check(isAddress, words));
}

/** `host:port` that somebody else can dial. */
export function reachableAddress(): Schema<string> {
  const words = said({
    en: "HOST:PORT that others can dial, such as 203.0.113.5:6001",
    ru: "HOST:PORT, куда могут позвонить другие, например 203.0.113.5:6001",
  });
  const isReachable = (text: string): boolean => {
    const parsed = parseAddress(text);
    return parsed.ok && parsed.port > 0 && !isWildcard(parsed.host);
  };
  return v.pipe(v.string(words), v.check(isReachable, words));
}

/** An own IPv4 address, or a name for one: there is no broadcast in IPv6. */
export function ownHost(): Schema<string> {
  const words = said({
    en: "HOST, such as 127.0.0.2 or 192.168.1.23; the port is --port",
    ru: "HOST, например 127.0.0.2 или 192.168.1.23; порт — это --port",
  });
  return v.pipe(v.string(words), v.regex(/^[\w.-]{1,253}$/, words));
}

/**
 * Where a page is served: `true` is any free port. Only on the loopback: what stands behind it is
 * for nobody else, and HTTP hides nothing on a network.
 */
export function pagePlace(): Schema<Address | null> {
  const words = said({
    en: "HOST:PORT on this computer alone, such as 127.0.0.1:8080 or localhost:8080",
    ru: "HOST:PORT только этого компьютера, например 127.0.0.1:8080 или localhost:8080",
  });
  return v.pipe(
    v.union([v.boolean(), v.string()], words),
    v.transform((given) => (given === true ? "127.0.0.1:0" : given)),
    v.check((given) => given === false || loopbackPlace(given) !== null, words),
    v.transform((given) => (typeof given === "string" ? loopbackPlace(given) : null)),
  );
}

/** The address with its host as an IP address; null for what is not on the loopback. */
function loopbackPlace(text: string): Address | null {
  const parsed = parseAddress(text);
  if (!parsed.ok) return null;
  const host = parsed.host === "localhost" ? "127.0.0.1" : parsed.host;
  const isLoopback = host === "::1" || (host.startsWith("127.") && isIP(host) === 4);
  return isLoopback ? joinAddress(host, parsed.port) : null;
}

/** A name as lib/visible.ts allows it, trimmed and composed. */
export function peerName(): Schema<string> {
  const words = said({
    en: "a name of 1 to 32 visible characters that begins with a letter, number or emoji, without : and ·, and not system",
    ru: "имя из 1-32 видимых знаков, начинается с буквы, цифры или эмодзи, без : и ·, и не system",
  });
  return v.pipe(
    v.string(words),
    v.check((text) => validName(text).ok, words),
    v.transform((text) => {
      const valid = validName(text);
      return valid.ok ? valid.name : text;
    }),
  );
}

export function roomName(): Schema<string> {
  const words = said({
    en: `a name of 1 to ${ROOM_CHARACTERS_MAX} visible characters`,
    ru: `имя из 1-${ROOM_CHARACTERS_MAX} видимых знаков`,
  });
  return v.pipe(v.string(words), v.check(isRoomName, words));
}

export function folderPath(): Schema<string> {
  const words = said({ en: "the path of a folder", ru: "путь к папке" });
  return v.pipe(
    v.string(words),
    v.check((text) => text !== "" && !text.includes("\0"), words),
  );
}

/** Whatever room somebody else says to be in, only such a one is shown and remembered. */
export function isRoomName(text: string): boolean {
  const length = [...text].length;
  if (length < 1 || length > ROOM_CHARACTERS_MAX || text !== text.trim()) return false;
  return text.isWellFormed() && visibleText(text) === text;
}

function said(sentence: Sentence): Words {
  return (issue) => (issue.lang === "ru" ? sentence.ru : sentence.en);
}
