/** What happened and what to do about it, in the reader's language. */
import { wordsFor } from "../chat/speech.ts";
import { visibleText } from "../lib/visible.ts";
import type { LockHolder } from "../store/folder_lock.ts";
import type { StateProblem } from "../store/state_error.ts";
import type { Failure } from "./failure.ts";
import type { Language } from "./language.ts";

/** The failure in words, without a newline, safe to show. */
export function failureSentence(failure: Failure, language: Language): string {
  return visibleText(language === "ru" ? russian(failure) : english(failure));
}

function english(failure: Failure): string {
  switch (failure.why) {
    case "unknown-command":
      return `There is no command ${quoted(failure.word)}. ${guess("Did you mean", failure.nearest)}All of them: ringchat --help`;
    case "unknown-option":
      return `There is no option ${failure.word} here. ${guess("Did you mean", failure.nearest)}All of them: ${helpOf(failure.command)}`;
    case "stray-word":
      return `The word ${quoted(failure.word)} belongs to no option. What goes where: ${helpOf(failure.command)}`;
    case "missing-value":
      return `${failure.option} needs a value: ${failure.expects}.`;
    case "bad-value":
      return `${failure.source} is ${quoted(failure.value)}, but must be ${failure.expects}.`;
    case "config-unreadable":
      return `The config file ${failure.path} can't be read: ${failure.reason}. Correct or remove it.`;
    case "config-field":
      return `The config file ${failure.path} has a field ${quoted(failure.field)} that ringchat does not know. ${guess("Did you mean", failure.nearest)}Correct or remove it.`;
    case "unknown-host":
      return `${failure.source} names a host that can't be found: ${failure.value} (${failure.reason}). Check the spelling, or give its IP address.`;
    case "no-terminal":
      return "There is no terminal to ask at. Say it all at once, as in: ringchat lan --name bobby";
    case "cannot-listen":
      return `Cannot listen at ${failure.address}: ${failure.reason}. Choose another address or port: ${failure.chosenBy}`;
    case "no-loopback":
      return `This computer has no address ${failure.host} yet. Add it: sudo ifconfig lo0 alias ${failure.host}`;
    case "state":
      return `The state folder can't be used: ${STATE_ENGLISH[failure.problem](failure.path)} Or choose another: --state DIR`;
    case "log-off":
      return `The log is off, the chat goes on: ${STATE_ENGLISH[failure.problem](failure.path)}`;
    case "missing-words":
      return `${helpOf(failure.command).replace(" --help", "")} needs ${failure.takes}. How: ${helpOf(failure.command)}`;
    case "folder-in-use":
      return `Another ringchat${holderEnglish(failure.holder)} runs on the state folder ${failure.path}. End that one, or choose another folder: --state DIR`;
    case "network-folder":
      return `The state folder ${failure.path} lies on a network file system (${failure.type}), which may lose what it said to have stored. Choose a local one: --state DIR`;
    case "kept-aside":
      return `The history is empty from here on; the old one is kept as ${failure.path}`;
    case "no-peer-runs":
      return failure.isFrozen
        ? `The peer that runs on ${failure.path} does not answer. See what it does, or end it.`
        : `No peer runs on ${failure.path} now. Start one: ${failure.start} --state ${failure.path}`;
    case "history-damaged":
      return `The history in ${failure.path} is damaged: ${failure.runs} of its parts can't be read and were left out. ${failure.start} --fresh starts an empty one, which gets from the others what they have.`;
    case "no-next":
      return "Nobody is known who could take the message. Name somebody: --next HOST:PORT";
    case "next-and-discover":
      return "Either the next peer is named (--next, a variable or the config file), or --discover finds the ring: not both.";
    case "not-said":
      return `${failure.reason}.`;
    case "undelivered":
      return undeliveredEnglish(failure);
    case "no-peer-yet":
      return `No peer has run ${failure.path === null ? "here" : `on ${failure.path}`} yet. Start one: ringchat ring --name YOU`;
    case "cannot-join":
      return wordsFor("en").cannotJoin[failure.fault](failure.address);
    case "identity-in-use":
      return `Another running peer has this identity, at ${failure.address}: was the state folder copied? End that one, or take a new identity: --new-identity`;
    case "fault":
      return `ringchat failed, and it is its own fault: ${failure.message}. ${failure.logPath === null ? "" : `The log says more: ${failure.logPath}. `}Please report it.`;
  }
}

const STATE_ENGLISH: Readonly<Record<StateProblem, (path: string) => string>> = {
  link: (path) => `${path} is a symbolic link, which could lead anywhere. Remove the link.`,
  "not-a-folder": (path) => `a part of ${path} is not a folder. Move that file away.`,
  "not-a-file": (path) => `${path} is not a file. Move it away.`,
  denied: (path) => `no permission for ${path}. Make it yours.`,
  "read-only": (path) => `${path} is on a read-only file system. Mount it writable.`,
  "no-space": (path) => `there is no space left for ${path}. Free some.`,
  corrupt: (path) =>
    `${path} is damaged. Restore it, or start with a new identity, which keeps the damaged file aside: --new-identity.`,
  "no-home": () => "there is no home folder. Set HOME.",
  "journal-damaged": (path) =>
    `the history in ${path} is damaged. Save what can be read with ringchat export, then start with an empty one, which keeps the damaged file aside: --fresh.`,
  "not-a-journal": (path) =>
    `${path} is no history of ringchat. Move it away, or let it be put aside: --fresh.`,
  "journal-newer": (path) =>
    `${path} was written by a newer ringchat. Use that one, or put the history aside: --fresh.`,
  "other-room": (path) =>
    `the history in ${path} belongs to another room. Give that room with --room, or put the history aside: --fresh.`,
  "in-use": (path) => `another process has ${path} open. End it first.`,
  failing: (path) =>
    `the disk under ${path} answers with errors. Look at what the system says of it, and copy the folder to another.`,
  unknown: (path) => `${path} can't be read or written. See that it is a folder of yours.`,
};

function russian(failure: Failure): string {
  switch (failure.why) {
    case "unknown-command":
      return `Нет команды ${quoted(failure.word)}. ${guess("Возможно,", failure.nearest)}Все команды: ringchat --help`;
    case "unknown-option":
      return `Здесь нет параметра ${failure.word}. ${guess("Возможно,", failure.nearest)}Все параметры: ${helpOf(failure.command)}`;
    case "stray-word":
      return `Слово ${quoted(failure.word)} не относится ни к одному параметру. Что где пишется: ${helpOf(failure.command)}`;
    case "missing-value":
      return `После ${failure.option} нужно значение: ${failure.expects}.`;
    case "bad-value":
      return `${failure.source}: вместо ${quoted(failure.value)} нужно ${failure.expects}.`;
    case "config-unreadable":
      return `Не читается файл настроек ${failure.path}: ${failure.reason}. Исправьте или удалите его.`;
    case "config-field":
      return `В файле настроек ${failure.path} неизвестное поле ${quoted(failure.field)}. ${guess("Возможно,", failure.nearest)}Исправьте или удалите его.`;
    case "unknown-host":
      return `${failure.source}: узел ${failure.value} не найден (${failure.reason}). Проверьте написание или укажите IP-адрес.`;
    case "no-terminal":
      return "Спросить не у кого: это не терминал. Укажите всё сразу, например: ringchat lan --name bobby";
    case "cannot-listen":
      return `Нельзя слушать ${failure.address}: ${failure.reason}. Выберите другой адрес или порт: ${failure.chosenBy}`;
    case "no-loopback":
      return `На этом компьютере ещё нет адреса ${failure.host}. Добавьте его: sudo ifconfig lo0 alias ${failure.host}`;
    case "state":
      return `Папка состояния не годится: ${STATE_RUSSIAN[failure.problem](failure.path)} Или выберите другую: --state DIR`;
    case "log-off":
      return `Журнал выключен, разговор продолжается: ${STATE_RUSSIAN[failure.problem](failure.path)}`;
    case "missing-words":
      return `${helpOf(failure.command).replace(" --help", "")}: нужно указать ${failure.takes}. Как: ${helpOf(failure.command)}`;
    case "folder-in-use":
      return `С папкой состояния ${failure.path} уже работает другой ringchat${holderRussian(failure.holder)}. Завершите его или выберите другую папку: --state DIR`;
    case "network-folder":
      return `Папка состояния ${failure.path} — на сетевом диске (${failure.type}), где записанное может пропасть. Выберите местную: --state DIR`;
    case "kept-aside":
      return `История начата заново; прежняя осталась в ${failure.path}`;
    case "no-peer-runs":
      return failure.isFrozen
        ? `Пир, работающий с ${failure.path}, не отвечает. Посмотрите, чем он занят, или завершите его.`
        : `С папкой ${failure.path} сейчас никто не работает. Запустите: ${failure.start} --state ${failure.path}`;
    case "history-damaged":
      return `История в ${failure.path} повреждена: не прочитано и пропущено частей: ${failure.runs}. ${failure.start} --fresh начнёт пустую и получит от других то, что есть у них.`;
    case "no-next":
      return "Неизвестно, кому передать сообщение. Укажите кого-нибудь: --next HOST:PORT";
    case "next-and-discover":
      return "Или следующий пир назван (--next, переменная или файл настроек), или --discover находит кольцо: что-то одно.";
    case "not-said":
      return `Не отправлено: ${failure.reason}.`;
    case "undelivered":
      return undeliveredRussian(failure);
    case "no-peer-yet":
      return `${failure.path === null ? "Здесь" : `В ${failure.path}`} ещё не работал ни один пир. Запустите: ringchat ring --name ИМЯ`;
    case "cannot-join":
      return wordsFor("ru").cannotJoin[failure.fault](failure.address);
    case "identity-in-use":
      return `С этим ключом уже работает другой пир, ${failure.address}: папка состояния скопирована? Завершите его или возьмите новый ключ: --new-identity`;
    case "fault":
      return `ringchat сломался по своей вине: ${failure.message}. ${failure.logPath === null ? "" : `Подробности в журнале: ${failure.logPath}. `}Пожалуйста, сообщите об этом.`;
  }
}

const STATE_RUSSIAN: Readonly<Record<StateProblem, (path: string) => string>> = {
  link: (path) => `${path} — символическая ссылка, она может вести куда угодно. Удалите её.`,
  "not-a-folder": (path) => `часть пути ${path} — не папка. Уберите этот файл.`,
  "not-a-file": (path) => `${path} — не файл. Уберите его.`,
  denied: (path) => `нет прав на ${path}. Сделайте её своей.`,
  "read-only": (path) => `${path} — на диске только для чтения.`,
  "no-space": (path) => `нет места для ${path}. Освободите его.`,
  corrupt: (path) =>
    `файл ${path} повреждён. Восстановите его или начните с новым ключом, а повреждённый останется рядом: --new-identity.`,
  "no-home": () => "нет домашней папки. Задайте HOME.",
  "journal-damaged": (path) =>
    `история в ${path} повреждена. Сохраните то, что читается: ringchat export, затем начните с пустой, а повреждённый файл останется рядом: --fresh.`,
  "not-a-journal": (path) =>
    `${path} — не история ringchat. Уберите этот файл или отложите его: --fresh.`,
  "journal-newer": (path) =>
    `${path} записан более новым ringchat. Возьмите его или отложите историю: --fresh.`,
  "other-room": (path) =>
    `история в ${path} — из другой комнаты. Укажите её: --room, или отложите историю: --fresh.`,
  "in-use": (path) => `${path} занят другим процессом. Сначала завершите его.`,
  failing: (path) =>
    `диск под ${path} отвечает ошибками. Посмотрите, что о нём пишет система, и скопируйте папку на другой.`,
  unknown: (path) => `${path} не читается или не пишется. Проверьте, что это ваша папка.`,
};

type Undelivered = Extract<Failure, { why: "undelivered" }>;

function undeliveredEnglish({ isKept, peerRuns, seconds, start }: Undelivered): string {
  if (!isKept) return "The peer ended before it had taken the message. Send it again.";
  const when = peerRuns ? "as soon as one appears" : `when a peer runs here again: ${start}`;
  return `No other peer has the message on disk after ${seconds} s. It is kept, and goes out by itself ${when}`;
}

function undeliveredRussian({ isKept, peerRuns, seconds, start }: Undelivered): string {
  if (!isKept) return "Пир завершился, не приняв сообщения. Отправьте его ещё раз.";
  const when = peerRuns
    ? "как только кто-нибудь появится"
    : `когда здесь снова заработает пир: ${start}`;
  return `За ${seconds} с сообщение не записал ни один другой пир. Оно сохранено и уйдёт само, ${when}`;
}

function holderEnglish(holder: LockHolder | null): string {
  return holder === null ? "" : ` (process ${holder.pid}, since ${holder.since})`;
}

function holderRussian(holder: LockHolder | null): string {
  return holder === null ? "" : ` (процесс ${holder.pid}, с ${holder.since})`;
}

function quoted(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 60)}…"` : `"${text}"`;
}

function guess(opening: string, nearest: string | null): string {
  return nearest === null ? "" : `${opening} ${nearest}? `;
}

function helpOf(command: string): string {
  return command === "" ? "ringchat --help" : `ringchat ${command} --help`;
}
