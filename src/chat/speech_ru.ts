import type { RingLink } from "./ring_links.ts";
import type { Words } from "./words.ts";

export const russian: Words = {
  waiting: (next) => `Жду ${next}; писать можно уже сейчас`,
  gaveUp: (next, tries, configured) =>
    `${next} не отвечает, попыток: ${tries}. Принимаю соединения` +
    (configured ? " и подключусь, как только он появится; писать можно уже сейчас" : ""),
  nextLost: (remote) => `Связь со следующим узлом ${remote}, похоже, потеряна`,
  guestOf: (guest, peer) => `${guest} (гость у ${peer})`,
  joined: (name) => `${name} теперь в чате`,
  back: (name) => `${name} снова на связи`,
  lost: (name, tries) =>
    `Связь с ${name} потеряна: не отвечает${tries === null ? "" : `, попыток: ${tries}`}`,
  healed: (next, sentAgain) =>
    `Разрыв закрыт: следующий узел теперь ${next}` +
    (sentAgain === 0 ? "" : `, ему ещё раз отправлены недостающие записи: ${sentAgain}`),
  merged: (name) => `Два кольца стали одним: в другом — ${name}`,
  companionLeft: (name) => `${name} — участник вышел`,
  companionLost: (name) => `${name} больше не отвечает`,
  serverLost: "Связь с сервером чата потеряна; написанное подождёт, пока он вернётся",
  clientLeft: (number, name) => `Клиент ${number} вышел: ${name}`,
  clientLost: (number, name) => `Клиент ${number} потерян: ${name}`,
  clientAway: (number, name, reason) => `Клиент ${number} отключился: ${name} (${reason})`,
  relayStopped: "Сервер чата остановлен",
  ring: (room, peers, shape, lap) => {
    if (peers === 1) return `В кольце ${room} пока больше никого нет`;
    const time = lap === null ? "" : `, последний круг ${lap} мс`;
    return `Кольцо ${room} ${SHAPES[shape]}, узлов: ${peers}${time}`;
  },
  mesh: (room, here, missing) => {
    if (here === 1) return `Комната ${room}, пока больше никого нет`;
    const links = missing === 0 ? "все на связи" : `без связи: ${missing}`;
    return `Комната ${room}, участников: ${here}, ${links}`;
  },
  meshLink: (link) => (link.state === "up" ? "на связи" : gapWords(link)),
  hub: "ретранслятор",
  nobodyFound: "Если кто-то должен быть: ringchat doctor выяснит, что мешает",
  throughOthers: "Кто без связи, получит сообщения от остальных",
  you: "вы",
  since: (time) => `с ${time}`,
  more: (members) => `и ещё ${members}`,
  moreGuests: (guests) => `и ещё гостей: ${guests}`,
  among: { missing: "среди них разрыв", unknown: "их связи отсюда не видны" },
  heldLap: (ms, slowest) => `держал круг ${ms} мс${slowest ? ", дольше всех" : ""}`,
  clockOff: (minutes, ahead) => `часы ${ahead ? "спешат" : "отстают"} на ${minutes} мин`,
  lapReached: (name) => `Последний круг дошёл только до ${name}`,
  lapLost: "Последний круг не вернулся",
  linkTo: (name, link) => `связь с ${name}: ${linkWords(link)}`,
  gap: gapWords,
  otherWay: "Один разрыв сообщения обходят",
  dotted: "Пунктир: отсюда не видно",
  refusedByUs: (remote, code, reason) => `Отказано ${remote}: ${REFUSALS[code]} (${reason})`,
  refusedByThem: (remote, code, reason) => `${remote} отказал: ${REFUSALS[code]} (${reason})`,
  rejected: {
    "too-long": "Не отправлено: в сообщении больше 16 КиБ. Отправьте его по частям",
    empty: "Не отправлено: в сообщении нечего читать",
    leaving: "Не отправлено: вы уже уходите",
    "not-text": "Не отправлено: в нём половинки символов. Вставьте текст ещё раз",
  },
  identityInUse: (address) =>
    `Узел с этим ключом уже работает по адресу ${address}. ` +
    "Завершите его или запустите этот с другим --state",

  forked: (name) =>
    `${name} сказал сразу две разные вещи: это доказывает его ключ. Сказанное им не в счёт`,
  storeFailed: (reason) =>
    `Диск больше ничего не принимает, узел завершает работу (${reason}). ` +
    "Освободите место или проверьте диск и запустите снова: сохранённое не пропадёт",
  otherVersion: (version) =>
    `Рядом кто-то есть, но там версия протокола ${version}, а здесь 1. ` +
    "Обновите ту программу, что старше",
  elsewhere: (name, room, kind) =>
    `Рядом кто-то есть, но в другой комнате: ${name} в ${room} (${KINDS[kind]}). ` +
    "Чтобы попасть туда: та же команда и тот же --room, что у них",
  deaf: (port, reason) =>
    `На UDP-порту ${port} никого не слышно (${reason}); кто слышит вас, всё равно вас найдёт. ` +
    "Что не так: ringchat doctor",
  mute: (reason) =>
    `Никто рядом не слышит, что вы здесь (${reason}); вы их по-прежнему слышите. ` +
    "Что не так: ringchat doctor",
  lookingAround: (address, room) => `Ищу людей рядом, комната ${room}; ваш адрес ${address}`,

  saidAt: (when) => `сказано ${when}`,
  joinedFrom: (name, address) => `${name} теперь в чате, адрес ${address}`,
  historyEmpty: {
    start: "С этого запуска ничего не сказано. Что было раньше, покажет h all",
    all: "Здесь ещё ничего не сказано",
  },
  history: (since, newest) => {
    if (newest !== null) return `История, последние сообщения: ${newest}; всё покажет h all`;
    return since === "start" ? "История с этого запуска; всё покажет h all" : "История";
  },

  backlogBegins: (entries) => `Догоняю историю, записей в пути: ${entries}`,
  backlogProgress: (percent, left) => `Догоняю историю: ${percent}%, осталось ${left}`,
  backlogEnds: (messages, newest) =>
    `История получена, сообщений: ${messages}; все покажет h all. Последние ${newest}:`,

  kept: (messages) =>
    messages === 1
      ? "Сохранено: уйдёт само, как только кто-нибудь появится"
      : `Сохранено сообщений: ${messages}. Уйдут сами, как только кто-нибудь появится`,
  onItsWay: (messages, seenBy, of) => {
    const what = messages === 1 ? "" : `, сообщений: ${messages}`;
    const how = seenBy === 1 ? "Сохранено здесь" : "Принято соседом";
    return `${how}, на диске у ${seenBy} из ${of}${what}`;
  },
  onDiskAt: (seenBy, of) => `На диске у ${seenBy} из ${of}`,
  onDisk: (messages, of) =>
    `На диске у ${of} из ${of}${messages === 1 ? "" : `, сообщений: ${messages}`}`,

  hint: "'m привет' скажет «привет», '?' — список команд",
  help: {
    say: "отправить сообщение; без текста — спросит его",
    messageMode: "отправлять каждую строку, пока не встретится пустая",
    ring: "показать, кто здесь, где, с каких пор, и каждую связь",
    history: "показать, что было с этого запуска",
    historyAll: "показать всё, что когда-либо было",
    page: "показать ссылку, которая один раз откроет страницу в браузере",
    leave: "выйти",
    help: "показать эту справку",
  },
  notSent: (draft) => `Не отправлено. Чтобы отправить: ${draft}`,
  tellNeighbour: (address) => `Сообщите соседу: ${address}`,
  page: (link) => `Страница: ${link}`,
  noPage: "Страницы нет. Начните с --web, и будет ссылка на неё",

  askName: "Ваше имя",
  nameFault: {
    empty: "В имени должен быть хотя бы один символ",
    long: "В имени не больше 32 символов",
    start: "Имя начинается с буквы, цифры или эмодзи",
    hidden: "В имени могут быть только видимые символы",
    reserved: "Это имя занято самой программой, выберите другое",
    punctuation: "В имени не может быть ':' и '·'",
  },
  askWay: "С чего начать?",
  ways: {
    find: { label: "Найти людей рядом", hint: "все в этой сети, адрес не нужен" },
    join: { label: "Присоединиться по адресу", hint: "вам его сообщили" },
    ring: { label: "Создать кольцо", hint: "каждый называет следующего" },
  },
  askJoin: "Адрес того, кто уже там, ХОСТ:ПОРТ",
  trying: (address) => `Пробую ${address} ...`,
  cannotJoin: {
    nobody: (address) =>
      `По адресу ${address} никто не отвечает. Запущен ли там ringchat, пускает ли брандмауэр?`,
    "other-version": (address) => `По адресу ${address} другая версия ringchat. Нужна одна и та же`,
    "not-ringchat": (address) => `По адресу ${address} отвечает не ringchat`,
    refused: (address) =>
      `${address} сейчас никого не принимает: слишком многие подключаются. Попробуйте чуть позже`,
    "unknown-host": (address) => `Компьютер с таким именем неизвестен: ${address}`,
  },
  askSelf: "Ваш адрес, по которому к вам подключится сосед",
  otherAddress: "другой адрес",
  everyAddress: "все адреса этой машины",
  askNext: "Адрес соседа, ХОСТ:ПОРТ (пусто — пока никого)",
  nobodyYet: "пока никого",
  addressFault: "Адрес — это ХОСТ:ПОРТ, например 192.168.1.23:6001 или [::1]:6001",
  sameAddress: "Это ваш собственный адрес, у соседа — другой",
  askNewIdentity: (address) =>
    `Узел с этим ключом уже работает по адресу ${address}. Сделать для этого новый ключ?`,
  yes: "Да",
  no: "Нет",
};

const SHAPES = { closed: "замкнуто", open: "разомкнуто", unknown: "возможно, разомкнуто" } as const;

function linkWords(link: RingLink): string {
  if (link.state === "retry") return `попытка ${link.attempt} из ${link.of}`;
  return LINKS[link.state];
}

function gapWords(link: RingLink): string {
  return link.state === "down" ? "нет связи" : linkWords(link);
}

const KINDS = { ring: "кольцо", mesh: "сеть lan", star: "звезда, для join" } as const;

const LINKS = { up: "есть", down: "нет", unknown: "отсюда не видно" } as const;

const REFUSALS = {
  frame: "это не строка протокола",
  protocol: "нарушено правило протокола",
  version: "другая версия протокола",
  kind: "комната другого вида",
  room: "другая комната",
  name: "недопустимое имя",
  auth: "ключ не подтверждён",
  self: "это мы сами",
  identity: "такой ключ уже в чате",
  busy: "слишком много соединений",
  slow: "слишком медленно",
} as const;
