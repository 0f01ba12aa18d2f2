/**
 * Every option there is, once. Parsing, variables, the config file and --help all follow from it.
 */
import { CAST } from "./demo/cast.ts";
import type { Sentence } from "./language.ts";
import {
  address,
  folderPath,
  oneOf,
  ownHost,
  pagePlace,
  peerName,
  reachableAddress,
  roomName,
  type Schema,
  wholeNumber,
  yesOrNo,
} from "./option_schemas.ts";

type Option<T, F extends T | null> = {
  /** How it is written, where that is not the key's own spelling. */
  readonly name?: string;
  /**
   * How text from the command line or a variable is read, before the schema looks at it.
   * `flag-or-text` may have a value.
   */
  readonly kind: "text" | "number" | "flag" | "flag-or-text";
  readonly schema: Schema<T>;
  /** The value when nobody says anything. */
  readonly fallback: F;
  /** What stands for the value in --help; null for a flag. */
  readonly value: string | null;
  readonly help: Sentence;
  /** The commands that take it; "" is ringchat alone. */
  readonly commands: readonly string[];
  /** Asked for once, never kept in a variable or a file. */
  readonly onlyAsFlag: boolean;
};

const ringing = ["", "ring"];
const living = [...ringing, "lan", "relay", "join", "directory"];
const dialling = [...ringing, "send"];
const listening = [...dialling, "join"];
const starting = [...living, "send"];
const reading = ["id", "status", "history", "search", "export", "doctor"];
const everywhere = [...starting, ...reading];
const speaking = [...everywhere, "demo"];

/** The room of a peer that is not told another. */
export const USUAL_ROOM = "lobby";

export const OPTIONS = {
  name: text({
    schema: peerName(),
    fallback: null,
    value: "NAME",
    help: { en: "who you are to the others", ru: "ваше имя для других" },
    commands: everywhere,
  }),
  self: text({
    schema: address(0),
    fallback: null,
    value: "HOST:PORT",
    help: {
      en: "where this peer listens; port 0 takes any (0.0.0.0:6001, or the next free port)",
      ru: "где слушает этот пир; порт 0 — любой (0.0.0.0:6001 или следующий свободный)",
    },
    commands: listening,
  }),
  advertise: text({
    schema: reachableAddress(),
    fallback: null,
    value: "HOST:PORT",
    help: {
      en: "where others reach it, if that is not where it listens: behind a router, in a container",
      ru: "где его найдут другие, если это не адрес из --self: за роутером, в контейнере",
    },
    commands: [...listening, "relay", "directory"],
  }),
  selfHost: text({
    name: "self",
    schema: ownHost(),
    fallback: null,
    value: "HOST",
    help: {
      en: "the address of this computer to use, as 127.0.0.2 (all that it has)",
      ru: "какой адрес этого компьютера использовать, например 127.0.0.2 (все)",
    },
    commands: ["lan", "doctor"],
  }),
  port: number({
    schema: wholeNumber(0, 65_535),
    fallback: null,
    value: "PORT",
    help: {
      en: "where this peer listens; 0 takes any (6010, or the next free port)",
      ru: "где слушает этот пир; 0 — любой порт (6010 или следующий свободный)",
    },
    commands: ["lan", "doctor"],
  }),
  compactPort: number({
    schema: wholeNumber(1, 65_535),
    fallback: null,
    value: "PORT",
    help: {
      en: "let programs in that speak the compact frame on this port, as guests",
      ru: "пускать гостями программы, которые говорят на этом порту кадрами «тип, длина, текст»",
    },
    commands: ["lan"],
  }),
  next: text({
    schema: address(1),
    fallback: null,
    value: "HOST:PORT",
    help: {
      en: "the next peer in the ring, which need not run yet",
      ru: "следующий пир в кольце, он может быть ещё не запущен",
    },
    commands: dialling,
  }),
  discover: flag(["ring"], {
    en: "find the ring by broadcast, with no address typed",
    ru: "найти кольцо самому, без адреса соседа",
  }),
  start: text({
    schema: oneOf("lan", "ring"),
    fallback: null,
    value: "lan|ring",
    help: {
      en: "which of these it is, instead of asking",
      ru: "что из этого начать, не спрашивая",
    },
    commands: [""],
  }),
  room: text({
    schema: roomName(),
    fallback: null,
    value: "ROOM",
    help: {
      en: `peers of other rooms are refused (${USUAL_ROOM})`,
      ru: `пиры из других комнат не допускаются (${USUAL_ROOM})`,
    },
    commands: everywhere,
  }),
  state: text({
    schema: folderPath(),
    fallback: null,
    value: "DIR",
    help: {
      en: "the folder of identity, history and log (one for each room and name)",
      ru: "папка ключа, истории и журнала (своя для каждой комнаты и имени)",
    },
    commands: everywhere,
  }),
  json: flag(speaking, {
    en: "JSON lines on stdin and stdout, for scripts",
    ru: "строки JSON на входе и выходе, для программ",
  }),
  retries: number({
    schema: wholeNumber(1, 1_000),
    fallback: null,
    value: "N",
    help: {
      en: "how often a peer that does not answer is dialled (10; lan: 3)",
      ru: "сколько раз звать того, кто не отвечает (10; lan: 3)",
    },
    commands: [...starting, "demo"],
  }),
  retryMs: number({
    schema: wholeNumber(50, 60_000),
    fallback: 1_000,
    value: "MS",
    help: { en: "milliseconds between two tries", ru: "миллисекунд между попытками" },
    commands: [...starting, "demo"],
  }),
  headless: flag(living, {
    en: "no prompt: carry messages until a signal comes",
    ru: "без ввода: передавать сообщения до сигнала",
  }),
  web: {
    ...text({
      schema: pagePlace(),
      fallback: null,
      value: "[HOST:PORT]",
      help: {
        en: "a page to chat in a browser of this computer (any free port)",
        ru: "страница для разговора в браузере этого компьютера (любой свободный порт)",
      },
      commands: [...living, "demo"],
    }),
    kind: "flag-or-text",
  },
  ephemeral: flag(living, {
    en: "leave nothing behind: a new identity, no history, no log",
    ru: "не оставлять следов: новый ключ, без истории и журнала",
  }),
  fresh: wish(living, {
    en: "start with an empty history; the old one is kept aside",
    ru: "начать с пустой истории; старая останется рядом",
  }),
  peers: number({
    schema: wholeNumber(2, CAST.length),
    fallback: 5,
    value: "N",
    help: {
      en: `peers in the ring, 2 to ${CAST.length}`,
      ru: `пиров в кольце, от 2 до ${CAST.length}`,
    },
    commands: ["demo"],
  }),
  timeout: number({
    schema: wholeNumber(1, 86_400),
    fallback: 10,
    value: "S",
    help: {
      en: "seconds to wait until another peer has it on disk",
      ru: "сколько секунд ждать, пока сообщение запишет другой пир",
    },
    commands: ["send"],
  }),
  limit: number({
    schema: wholeNumber(1, 1_000_000),
    fallback: 100,
    value: "N",
    help: { en: "how many messages, the last ones", ru: "сколько сообщений, последних" },
    commands: ["history", "search"],
  }),
  format: text({
    schema: oneOf("md", "jsonl"),
    fallback: "md",
    value: "md|jsonl",
    help: { en: "Markdown, or JSON lines", ru: "Markdown или строки JSON" },
    commands: ["export"],
  }),
  newIdentity: wish(living, {
    en: "take a new identity; the old one is kept aside",
    ru: "взять новый ключ; старый останется рядом",
  }),
  logLevel: text({
    schema: oneOf("error", "warn", "info", "debug", "trace"),
    fallback: "info",
    value: "LEVEL",
    help: {
      en: "what is shown: error, warn, info, debug or trace",
      ru: "что показывать: error, warn, info, debug или trace",
    },
    commands: living,
  }),
  lang: text({
    schema: oneOf("en", "ru"),
    fallback: null,
    value: "en|ru",
    help: { en: "the language of sentences", ru: "язык сообщений программы" },
    commands: speaking,
  }),
  noColor: flag(everywhere, {
    en: "no colours and no other escape sequences",
    ru: "без цвета и других управляющих кодов",
  }),
  help: wish(speaking, { en: "this text", ru: "эта справка" }),
  version: wish([""], { en: "the version", ru: "версия" }),
} as const;

type Described<T, F extends T | null> = Omit<Option<T, F>, "kind" | "onlyAsFlag">;

function text<T, const F extends T | null>(described: Described<T, F>): Option<T, F> {
  return { kind: "text", onlyAsFlag: false, ...described };
}

function number<const F extends number | null>(described: Described<number, F>): Option<number, F> {
  return { kind: "number", onlyAsFlag: false, ...described };
}

function flag(commands: readonly string[], help: Sentence): Option<boolean, false> {
  const schema = yesOrNo();
  return { kind: "flag", schema, fallback: false, value: null, help, commands, onlyAsFlag: false };
}

function wish(commands: readonly string[], help: Sentence): Option<boolean, false> {
  return { ...flag(commands, help), onlyAsFlag: true };
}

export type OptionKey = keyof typeof OPTIONS;

/** What is in force, once flags, variables, config file and fallbacks are put together. */
export type Settings = {
  readonly [K in OptionKey]: (typeof OPTIONS)[K] extends Option<infer T, infer F> ? T | F : never;
};

export const OPTION_KEYS = Object.keys(OPTIONS).filter(isOptionKey);

export function isOptionKey(text: string): text is OptionKey {
  return Object.hasOwn(OPTIONS, text);
}

/** `retryMs` as it stands on the command line and in the config file: `retry-ms`. */
export function optionName(key: OptionKey): string {
  const { name = key }: { readonly name?: string } = OPTIONS[key];
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** `RINGCHAT_RETRY_MS`; null for what is only asked for as a flag. */
export function variableName(key: OptionKey): string | null {
  if (OPTIONS[key].onlyAsFlag) return null;
  return `RINGCHAT_${optionName(key).replaceAll("-", "_").toUpperCase()}`;
}

/** The options of a command, in the order of the table. "" is ringchat alone. */
export function optionsOf(command: string): OptionKey[] {
  return OPTION_KEYS.filter((key) => OPTIONS[key].commands.includes(command));
}
