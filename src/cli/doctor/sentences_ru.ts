import { visibleName } from "../../lib/visible.ts";
import { firewallAdvice, whoListens } from "./platform_advice.ts";
import { because, isPlain, list, named, one, type Sentences } from "./sentence.ts";

export const russian: Sentences = {
  "tcp-free": ({ port }) => [`Порт TCP ${port} свободен.`],
  "udp-free": ({ port }) => [`Порт UDP ${port} открыт для маячков.`],
  "tcp-ours": ({ name, port }) => [`Порт TCP ${port} занят ringchat: ${visibleName(name)}.`],
  "tcp-taken": ({ by, port }, platform) => [
    `Порт TCP ${port} занят: ${program(by)}.`,
    `Без --port ringchat займёт следующий свободный; или завершите ту программу. Подробнее: ${whoListens("tcp", port, platform)}`,
  ],
  "udp-taken": ({ by, port }, platform) => [
    `Порт UDP ${port} занят: ${program(by)}. Поэтому никого не слышно.`,
    `Завершите ту программу (подробнее: ${whoListens("udp", port, platform)}) или присоединитесь к кому-нибудь по адресу.`,
  ],
  "tcp-refused": ({ port, reason }) => [
    `Порт TCP ${port} слушать нельзя: ${reason}.`,
    "Укажите адрес этого компьютера в --self и порт больше 1023 в --port.",
  ],
  "udp-refused": ({ port, reason }) => [
    `Порт UDP ${port} слушать нельзя: ${reason}.`,
    "Разрешите ringchat пользоваться сетью.",
  ],
  "broadcast-works": ({ hosts }) => [`Маячки уходят и слышны здесь же: ${named(hosts)}.`],
  "broadcast-unknown": () => ["Уходят ли маячки, услышать не удалось."],
  "no-network": () => [
    "Этот компьютер не подключён ни к одной сети с широковещательным адресом.",
    "Подключите кабель или Wi-Fi. На одном компьютере: --self 127.0.0.1, 127.0.0.2 и так далее.",
  ],
  "no-broadcast": ({ hosts, reason }) => [
    `Маячки не уходят с этого компьютера (${named(hosts)})${because(reason)}.`,
    "Рассылку может запрещать VPN или брандмауэр: отключите его, попробуйте другую сеть или присоединитесь к кому-нибудь по адресу.",
  ],
  heard: ({ others }) => [`В этой комнате слышны: ${list(others)}.`],
  "nobody-heard": () => [
    "Больше никого не слышно.",
    "Запустите ringchat doctor одновременно и на другом компьютере. Если не слышно с обеих сторон, сеть не пускает компьютеры друг к другу, как гостевой Wi-Fi, или сети разные.",
  ],
  "other-room": ({ other, room }) => [
    `В этой комнате никого не слышно, но ${one(other)} — в комнате ${room}.`,
    isPlain(room)
      ? `Чтобы попасть туда: --room ${room}`
      : "Чтобы попасть туда, укажите это имя в --room.",
  ],
  "other-kind": ({ kind, other }) => [
    `Таких же, как вы, не слышно, но ${one(other)} в этой комнате — ${kind === "ring" ? "кольцом" : "сетью"}.`,
    kind === "ring"
      ? "Чтобы попасть туда: ringchat ring --discover"
      : "Чтобы попасть туда: ringchat lan",
  ],
  "other-version": ({ hosts }) => [
    `Другая версия ringchat: ${named(hosts)}. Версии не понимают друг друга.`,
    "Возьмите на всех компьютерах одну версию: ringchat --version",
  ],
  dialled: ({ hosts }) => [`К вам можно подключиться: это сделали ${named(hosts)}.`],
  "not-dialled": ({ others, port }, platform) => [
    `К вам никто не подключается, хотя должны: ${list(others)}. Что-то не пропускает входящие соединения, скорее всего брандмауэр этого компьютера.`,
    `${firewallAdvice("ru", platform, port)} Хватит и одного направления: если пустит другая сторона, вы встретитесь.`,
  ],
  "incoming-untried": ({ port }) => [
    `Можно ли подключиться к порту TCP ${port}, проверить нельзя: он занят ringchat.`,
    "Завершите его и запустите проверку снова.",
  ],
  "incoming-unknown": () => ["Можно ли к вам подключиться, неизвестно: попробовать некому."],
  reached: ({ others }) => [`Вы можете подключиться: ${list(others)}.`],
  unreachable: ({ others }) => [
    `Слышны, но подключиться нельзя: ${list(others)}.`,
    "Там брандмауэр должен пропустить ringchat. Хватит и одного направления: если можно подключиться к вам, вы встретитесь.",
  ],
  "kept-apart": ({ others }) => [
    `Слышны, но соединения не проходят ни туда, ни обратно: ${list(others)}. Сеть не пускает компьютеры друг к другу (изоляция клиентов, как в гостевом Wi-Fi), или закрыты оба брандмауэра.`,
    "Попробуйте другую сеть, кабель или точку доступа с телефона, или попросите отключить изоляцию.",
  ],
  silent: ({ others }) => [
    `Никого не слышно, и прежние собеседники не отвечают: ${list(others)}.`,
    "Их нет, или сеть не пускает компьютеры друг к другу (изоляция клиентов, как в гостевом Wi-Fi): попробуйте другую сеть, кабель или точку доступа с телефона.",
  ],
  "not-running": ({ others }) => [
    `Там, где ringchat работал раньше, он не запущен: ${list(others)}. Путь туда открыт.`,
    "Запустите его там.",
  ],
  "private-network": ({ names }) => [`Windows считает сеть ${named(names)} частной.`],
  "public-network": ({ index, names }) => [
    `Windows считает сеть ${named(names)} общедоступной и скрывает в ней этот компьютер.`,
    `Если вы ей доверяете, от имени администратора: Set-NetConnectionProfile -InterfaceIndex ${index} -NetworkCategory Private`,
  ],
};

function program(by: string | null): string {
  return by ?? "другой программой";
}
