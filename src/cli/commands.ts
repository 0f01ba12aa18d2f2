/** Every command there is, once. Its code is loaded when it is called. */
import type { Run } from "./call.ts";
import type { Sentence } from "./language.ts";

export type Command = {
  /** "" is ringchat alone. */
  readonly name: string;
  readonly usage: string;
  /** What the words besides its options are; null when it takes none. */
  readonly takes: string | null;
  readonly summary: Sentence;
  readonly examples: readonly (readonly [command: string, meaning: Sentence])[];
  readonly load: () => Promise<Run>;
};

export const COMMANDS: readonly Command[] = [
  {
    name: "",
    usage: "ringchat [OPTIONS]",
    takes: null,
    summary: {
      en: "ask what is needed the first time, then chat",
      ru: "в первый раз спросить, что нужно, и начать разговор",
    },
    examples: [
      ["ringchat", { en: "the easy way in", ru: "самое простое начало" }],
      ["ringchat --lang ru", { en: "the same in Russian", ru: "то же по-русски" }],
    ],
    load: async () => (await import("./first_run.ts")).firstRun,
  },
  {
    name: "ring",
    usage: "ringchat ring [--name NAME] [--self HOST:PORT] [--next HOST:PORT] [OPTIONS]",
    takes: null,
    summary: { en: "be a peer of a ring and chat", ru: "быть пиром кольца и разговаривать" },
    examples: [
      [
        "ringchat ring --name bobby --self localhost:6001 --next localhost:6002",
        { en: "a peer whose next is on this machine", ru: "пир, следующий за ним на этой машине" },
      ],
      [
        "ringchat ring --name donald --self 192.168.1.23:6001",
        { en: "wait until others dial", ru: "ждать, пока позовут другие" },
      ],
      [
        'echo \'{"do":"say","text":"hello"}\' | ringchat ring --json --next localhost:6001',
        { en: "say hello from a script and leave", ru: "сказать hello из скрипта и уйти" },
      ],
      [
        "ringchat ring --headless --self '[::]:6001' --next '[fe80::1]:6001'",
        { en: "carry messages without a prompt", ru: "передавать сообщения без ввода" },
      ],
    ],
    load: async () => (await import("./ring.ts")).ring,
  },
  {
    name: "id",
    usage: "ringchat id [--state DIR | --name NAME] [OPTIONS]",
    takes: null,
    summary: {
      en: "print the identity and name that a state folder holds",
      ru: "показать ключ и имя из папки состояния",
    },
    examples: [
      ["ringchat id", { en: "of the peer that ran last", ru: "пира, который работал последним" }],
      [
        "ringchat id --name bobby --json",
        { en: "of bobby, for a script", ru: "bobby, для скрипта" },
      ],
    ],
    load: async () => (await import("./id.ts")).printIdentity,
  },
];
