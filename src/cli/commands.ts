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
    usage:
      "ringchat ring [--name NAME] [--self HOST:PORT] [--next HOST:PORT | --discover] [OPTIONS]",
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
        "ringchat ring --name eddy --discover",
        { en: "a ring of those on this network", ru: "кольцо из тех, кто в этой сети" },
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
    name: "lan",
    usage: "ringchat lan [--name NAME] [--self HOST] [--port PORT] [--compact-port PORT] [OPTIONS]",
    takes: null,
    summary: {
      en: "chat with everyone on the local network, no address typed",
      ru: "разговор со всеми в локальной сети, без адресов",
    },
    examples: [
      ["ringchat lan --name bobby", { en: "find people here", ru: "найти людей рядом" }],
      [
        "ringchat lan --name donald --self 127.0.0.2",
        { en: "one of several on this computer", ru: "один из нескольких на этом компьютере" },
      ],
      [
        "ringchat lan --name eddy --room physics",
        { en: "among those of this room only", ru: "только среди людей этой комнаты" },
      ],
      [
        "ringchat lan --name frank --compact-port 7777",
        {
          en: "with guests whose own program speaks the compact frame",
          ru: "с гостями, чья программа шлёт кадры «тип, длина, текст»",
        },
      ],
    ],
    load: async () => (await import("./lan.ts")).lan,
  },
  {
    name: "relay",
    usage: "ringchat relay [HOST] [PORT] [OPTIONS]",
    takes: "[HOST] [PORT]",
    summary: {
      en: "be the chat server that others join, with nobody at it",
      ru: "быть сервером чата, к которому подключаются другие",
    },
    examples: [
      ["ringchat relay", { en: "at 0.0.0.0:8888, or the next free port", ru: "на 0.0.0.0:8888" }],
      [
        "ringchat relay localhost 8888",
        { en: "for this computer alone", ru: "только для этого компьютера" },
      ],
    ],
    load: async () => (await import("./relay.ts")).relay,
  },
  {
    name: "join",
    usage: "ringchat join HOST PORT [--name NAME] [OPTIONS]",
    takes: "HOST PORT",
    summary: {
      en: "chat through a relay, or through any member of any room",
      ru: "разговор через сервер или через любого участника любой комнаты",
    },
    examples: [
      [
        "ringchat join localhost 8888",
        { en: "asks for a nickname, then chats", ru: "спросит имя и начнёт разговор" },
      ],
      [
        "ringchat join 192.168.1.23:6001 --name bobby",
        { en: "into the ring that this peer is in", ru: "в кольцо, где этот пир" },
      ],
    ],
    load: async () => (await import("./join.ts")).join,
  },
  {
    name: "directory",
    usage: "ringchat directory [HOST] [PORT] [OPTIONS]",
    takes: "[HOST] [PORT]",
    summary: {
      en: "be where others can always join a ring, with nobody at it",
      ru: "быть местом, где всегда можно войти в кольцо",
    },
    examples: [
      [
        "ringchat directory",
        { en: "at 0.0.0.0:6001, or the next free port", ru: "на 0.0.0.0:6001" },
      ],
      [
        "ringchat directory 0.0.0.0 7000 --room physics",
        {
          en: "others: ringchat join THIS-COMPUTER 7000",
          ru: "остальные: ringchat join АДРЕС 7000",
        },
      ],
    ],
    load: async () => (await import("./directory.ts")).directory,
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
  {
    name: "send",
    usage: "ringchat send TEXT [--timeout S] [OPTIONS]",
    takes: "TEXT",
    summary: {
      en: "say one thing, and wait until another peer has it on disk",
      ru: "сказать одно и дождаться, пока это запишет другой пир",
    },
    examples: [
      [
        'ringchat send "backup done"',
        { en: "through the peer that runs, or one that runs for it", ru: "через работающий пир" },
      ],
      [
        "ringchat send hello --next 192.168.1.23:6001",
        { en: "the first time, to a neighbour", ru: "в первый раз, соседу" },
      ],
      [
        'ringchat send --timeout 60 -- "-5 degrees" || echo "not there yet"',
        { en: "exit code 5: nobody has it yet", ru: "код 5: ни у кого ещё нет" },
      ],
    ],
    load: async () => (await import("./send.ts")).send,
  },
  {
    name: "status",
    usage: "ringchat status [--state DIR | --name NAME] [OPTIONS]",
    takes: null,
    summary: {
      en: "show the ring, as the running peer sees it",
      ru: "показать кольцо, как его видит работающий пир",
    },
    examples: [
      [
        "ringchat status",
        { en: "of the peer that ran last", ru: "пира, который работал последним" },
      ],
      [
        "ringchat status --name bobby --json",
        { en: "one JSON object, for a script", ru: "объект JSON, для программы" },
      ],
    ],
    load: async () => (await import("./status.ts")).printStatus,
  },
  {
    name: "history",
    usage: "ringchat history [--limit N] [--state DIR | --name NAME] [OPTIONS]",
    takes: null,
    summary: { en: "print what was said", ru: "показать, что было сказано" },
    examples: [
      ["ringchat history", { en: "the last 100 messages", ru: "последние 100 сообщений" }],
      ["ringchat history --limit 5 --json", { en: "for a script", ru: "для программы" }],
    ],
    load: async () => (await import("./history.ts")).printHistory,
  },
  {
    name: "search",
    usage: "ringchat search WORDS [--limit N] [--state DIR | --name NAME] [OPTIONS]",
    takes: "WORDS",
    summary: {
      en: "find messages by words or their beginnings",
      ru: "найти сообщения по словам или их началам",
    },
    examples: [
      ["ringchat search fine", { en: "all that says fine", ru: "где сказано fine" }],
      [
        "ringchat search hello how",
        {
          en: "both words, or longer ones that begin so",
          ru: "оба слова или более длинные с таким началом",
        },
      ],
    ],
    load: async () => (await import("./search.ts")).search,
  },
  {
    name: "export",
    usage: "ringchat export [--format md|jsonl] [--state DIR | --name NAME] [OPTIONS]",
    takes: null,
    summary: {
      en: "write the whole history to stdout, the same on every peer",
      ru: "вывести всю историю, у всех пиров одинаковую",
    },
    examples: [
      ["ringchat export > lobby.md", { en: "to read and to keep", ru: "чтобы читать и хранить" }],
      ["ringchat export --format jsonl", { en: "for programs", ru: "для программ" }],
    ],
    load: async () => (await import("./export.ts")).exportHistory,
  },
  {
    name: "demo",
    usage: "ringchat demo [--peers N] [OPTIONS]",
    takes: null,
    summary: {
      en: "a ring on this computer with a page to break it from, and to watch it heal",
      ru: "кольцо на этом компьютере и страница, чтобы ломать его и смотреть, как оно чинится",
    },
    examples: [
      [
        "ringchat demo",
        { en: "five peers; Ctrl-C ends all", ru: "пять пиров; Ctrl-C завершает всех" },
      ],
      ["ringchat demo --peers 8", { en: "for a larger class", ru: "для класса побольше" }],
      [
        "ringchat demo --retry-ms 300",
        { en: "dead peers are given up sooner", ru: "убитых перестают ждать раньше" },
      ],
    ],
    load: async () => (await import("./demo.ts")).demo,
  },
  {
    name: "doctor",
    usage: "ringchat doctor [--room ROOM] [--self HOST] [--port PORT] [OPTIONS]",
    takes: null,
    summary: {
      en: "find out by trying why nobody is seen, and say what to do",
      ru: "выяснить, почему никого не видно, и что делать",
    },
    examples: [
      ["ringchat doctor", { en: "takes some six seconds", ru: "займёт секунд шесть" }],
      [
        "ringchat doctor --room physics --json",
        { en: "of a room, for a script", ru: "для комнаты, для программы" },
      ],
      [
        'ringchat doctor || echo "not well"',
        {
          en: "exit code 3: a port is in the way; 5: anything else is",
          ru: "код 3: мешает порт; 5: что-то другое",
        },
      ],
    ],
    load: async () => (await import("./doctor.ts")).doctor,
  },
];
