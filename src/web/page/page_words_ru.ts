import type { PageWords } from "./page_words.ts";

export const russian: PageWords = {
  skip: "К полю сообщения",
  talk: "Сообщения",
  chat: "Чат",
  ring: "Кольцо",
  people: "Люди",
  log: "События",
  views: "Части страницы",
  write: "Сообщение",
  writeHint: "Сообщение: Enter — отправить, Shift-Enter — новая строка",
  send: "Отправить",
  search: "Искать в истории",
  closeSearch: "Назад к сообщениям",
  logLevel: "Уровень",
  logFilter: "Отбор событий",

  connection: {
    connecting: "Подключаюсь",
    open: "На связи",
    silent: "Ваш узел молчит",
    lost: "Связь потеряна, пробую снова",
    "no-session": "Нет связи",
  },
  noSession:
    "Странице нельзя говорить с узлом: ссылка открывает её один раз. " +
    "Откройте новую: её напечатает w в терминале",
  stopped: "Ваш узел завершил работу. Запустите его снова и откройте ссылку, которую он напечатает",
  self: (name, address) => `${name}, ${address}`,

  today: "Сегодня",
  yesterday: "Вчера",
  saidBefore: "сказано до вас",
  showAll: "Показать целиком",
  beginning: "Здесь начинается разговор",
  loadingOlder: "Загружаю более ранние сообщения",
  furthest: "Дальше страница не листает. Раннее найдёт поиск, всё целиком даст ringchat export",
  newBelow: (messages) => `Новых сообщений: ${messages}`,
  toNewest: "К последним",
  seenBy: (seenBy, of) => `${seenBy} из ${of}`,

  offline: "Связи нет: написанное останется здесь, пока его нельзя отправить",
  unconfirmed: "Связь оборвалась до подтверждения: проверьте, не отправлено ли это уже",

  gone: { left: (time) => `вышел в ${time}`, lost: (time) => `связь потеряна в ${time}` },
  here: "здесь",

  noLines: "Такого уровня ничего нет",
  unreadable: (fault) => `Страница не смогла прочесть, что сказал узел: ${fault}`,

  searching: "Ищу",
  nothingFound: "Ничего не найдено",
  found: (messages, more) => `${more ? "Последние из найденных" : "Найдено"}: ${messages}`,

  notify: { on: "Не уведомлять", off: "Уведомлять о сообщениях" },
};
