/** Puts the parts of the page together: what comes is taken here, and each part draws its own. */
import { linesFor } from "../../chat/lines.ts";
import type { RoomStatus } from "../../chat/room_status.ts";
import { visibleText } from "../../lib/visible.ts";
import type { Greeting, Logged, ToPage } from "../page_protocol.ts";
import { BacklogBar } from "./backlog_bar.ts";
import { Composer } from "./composer.ts";
import { Connection } from "./connection.ts";
import { DemoPanel } from "./demo_panel.ts";
import { Departures } from "./departures.ts";
import { Drafts } from "./drafts.ts";
import { byId } from "./element.ts";
import { EventLog } from "./event_log.ts";
import { Header } from "./header.ts";
import { readIncoming } from "./incoming.ts";
import { label } from "./labels.ts";
import { LogView } from "./log_view.ts";
import { MembersView } from "./members_view.ts";
import { Notifications } from "./notifications.ts";
import { Outbox } from "./outbox.ts";
import { contextFor, type PageContext } from "./page_context.ts";
import { browserLanguage, pageWordsFor } from "./page_speech.ts";
import type { ConnectionState, PageWords } from "./page_words.ts";
import { Receipts } from "./receipts.ts";
import { RingView } from "./ring_view.ts";
import { SearchView } from "./search_view.ts";
import { type Message, type Notice, Talk } from "./talk.ts";
import { TalkView } from "./talk_view.ts";
import { Unread } from "./unread.ts";
import { Views } from "./views.ts";

const OLDER_LIMIT = 100;

const OLDER_REF = "older";

export class Page {
  readonly #talk = new Talk();
  readonly #receipts = new Receipts();
  readonly #departures = new Departures();
  readonly #log = new EventLog();
  readonly #unread = new Unread();
  readonly #outbox = new Outbox(Date.now().toString(36));

  #context: PageContext | null = null;
  #self = "";
  #isAskingOlder = false;
  #state: ConnectionState = "connecting";

  readonly #contextNow = (): PageContext | null => this.#context;
  readonly #connection = new Connection({
    onState: (state) => this.#connectionBecame(state),
    onMessage: (message) => this.#take(message),
  });
  readonly #header = new Header();
  readonly #backlog = new BacklogBar();
  readonly #members = new MembersView(this.#departures, this.#contextNow);
  readonly #logView = new LogView(this.#log);
  readonly #ring = byId("ring", RingView);
  readonly #demo = byId("demo", DemoPanel);
  readonly #notifications = new Notifications(this.#contextNow);
  readonly #talkView = new TalkView({
    talk: this.#talk,
    receipts: this.#receipts,
    context: this.#contextNow,
    onOlder: () => this.#askOlder(),
  });
  readonly #views = new Views(() => this.#talkView.changed());
  readonly #composer = new Composer({
    outbox: this.#outbox,
    words: () => ({ room: this.#context?.words ?? null, page: this.#words }),
    send: (text, ref) => this.#connection.send({ ask: "say", text, ref }),
  });
  readonly #search = new SearchView({
    context: this.#contextNow,
    self: () => this.#self,
    send: (asked) => this.#connection.send(asked),
    onOpened: () => this.#views.show("talk"),
    onClosed: () => this.#talkView.changed(),
  });

  start(): void {
    // First, as the peer answers while the rest is made ready.
    this.#connection.start();
    this.#speak(pageWordsFor(browserLanguage()), browserLanguage());
    // No link: its fragment would stand in the address, where a token is looked for.
    byId("skip", HTMLButtonElement).addEventListener("click", () => {
      this.#views.show("talk");
      this.#composer.focus();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      this.#unread.seen();
      this.#header.count(0);
    });
    this.#demo.onAct = (demo) => this.#connection.send({ ask: "demo", demo });
    this.#composer.focus();
  }

  get #words(): PageWords {
    return this.#context?.pageWords ?? pageWordsFor(browserLanguage());
  }

  #speak(words: PageWords, language: string): void {
    document.documentElement.lang = language;
    label(document, words);
    this.#header.tell(this.#state, words);
    this.#notifications.label();
  }

  #connectionBecame(state: ConnectionState): void {
    this.#state = state;
    this.#isAskingOlder = false;
    this.#header.tell(state, this.#words);
  }

  /** Whatever is wrong with one thing that came, the page goes on with the next. */
  #take(message: unknown): void {
    const { faults, told } = readIncoming(message);
    for (const fault of faults) this.#complain(fault);
    for (const each of told) {
      try {
        this.#took(each);
      } catch (error) {
        this.#complain(`${each.tell}: ${String(error)}`);
      }
    }
  }

  #complain(fault: string): void {
    const head = this.#words.unreadable(visibleText(fault));
    this.#log.add(Date.now(), { level: "error", head, body: [] });
    this.#logView.changed();
  }

  #took(told: ToPage): void {
    switch (told.tell) {
      case "greeting":
        return this.#greeted(told);
      case "shown":
        return this.#shown(told);
      case "status":
        return this.#statusCame(told.status);
      case "entries":
        return this.#entriesCame(told);
      case "demo":
        this.#demo.demo = told.demo;
        return;
      case "trouble":
        if (told.ref === OLDER_REF) this.#isAskingOlder = false;
        if (!this.#search.take(told)) this.#complain(told.reason);
    }
  }

  #greeted(greeting: Greeting): void {
    const { history, log, older, receipts, room, self } = greeting;
    const before = this.#context;
    const context = contextFor(greeting);
    this.#context = context;
    this.#self = self.id;
    this.#header.greet(greeting, context.pageWords);
    this.#header.count(this.#unread.count);
    this.#speak(context.pageWords, context.language);
    this.#demo.language = context.language;
    this.#demo.demo = greeting.demo;
    this.#talk.greet(history, older, self.id);
    for (const receipt of receipts) this.#receipts.take(receipt);
    if (before?.language === context.language) this.#talkView.changed();
    else this.#talkView.redraw();
    this.#log.clear();
    for (const logged of log) this.#logOf(logged, context);
    this.#logView.redraw();
    this.#composer.restore(new Drafts(room, self.id));
    const { from, to } = this.#talk.span;
    const messages = Array.from({ length: to - from }, (_, index) => this.#talk.at(from + index));
    const said = messages.map((item) => item?.shown).filter((shown) => shown?.show === "message");
    this.#composer.settle(said);
  }

  #logOf({ atMs, shown }: Logged, context: PageContext): void {
    if (shown.show === "notice") this.#departures.take(shown);
    for (const line of linesFor(shown, context)) this.#log.add(atMs, line);
  }

  #shown(logged: Logged): void {
    const context = this.#context;
    if (context === null) return;
    this.#logOf(logged, context);
    this.#logView.changed();
    const { shown } = logged;
    switch (shown.show) {
      case "message":
        return this.#messageCame(shown);
      case "notice":
        return this.#noticeCame(shown);
      case "receipt":
        this.#receipts.take(shown);
        return this.#talkView.receiptChanged(shown.id);
      case "rejected":
        return this.#composer.rejected(shown.ref ?? "", context.words.rejected[shown.code]);
      case "backlog":
        return this.#backlog.show(shown, context);
      case "stopped":
        return this.#header.stopped(context.pageWords);
      default:
    }
  }

  #messageCame(message: Message): void {
    if (message.ref !== undefined) this.#composer.accepted(message.ref);
    if (!this.#talk.take(message)) return;
    if (message.own) this.#talkView.toNewest();
    else this.#talkView.countNew();
    this.#talkView.changed();
    if (!message.backlog) this.#ring.travel({ id: message.id, authorId: message.author.id });
    if (this.#unread.take(message, document.hidden)) {
      this.#header.count(this.#unread.count);
      this.#notifications.show(message);
    }
  }

  #noticeCame(notice: Notice): void {
    this.#talk.take(notice);
    this.#talkView.changed();
    this.#members.changed();
    this.#ring.notice(notice);
  }

  #statusCame(status: RoomStatus): void {
    this.#members.status = status;
    if (this.#context !== null) this.#ring.show(status, this.#context);
  }

  #askOlder(): void {
    const place = this.#talk.oldestPlace;
    if (this.#isAskingOlder || place === null) return;
    const asked = { ask: "older", ...place, limit: OLDER_LIMIT, ref: OLDER_REF } as const;
    this.#isAskingOlder = this.#connection.send(asked);
  }

  #entriesCame(answer: Extract<ToPage, { tell: "entries" }>): void {
    if (this.#search.take(answer) || answer.ref !== OLDER_REF) return;
    this.#isAskingOlder = false;
    this.#talk.prepend(answer.entries, answer.more, this.#self);
    this.#talkView.changed();
  }
}
