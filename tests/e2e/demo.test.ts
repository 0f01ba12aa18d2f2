/** `ringchat demo`, driven through the WebSocket of its page as the page drives it. */
import { expect, setDefaultTimeout, test } from "bun:test";

import type { DemoAct, DemoPeerState, ToPage } from "../../src/web/page_protocol.ts";
import { PageClient } from "../web/page_client.ts";
import { builtBinary } from "./binary.ts";
import { Program } from "./program.ts";
import { eventually, RunningDemo } from "./running_demo.ts";

setDefaultTimeout(120_000);

/** The buttons, and what is seen after each was pressed. */
class Buttons implements Disposable {
  readonly page: PageClient;
  /** What was told of before the last act is not waited for. */
  #from = 0;

  constructor(page: PageClient) {
    this.page = page;
  }

  act(demo: DemoAct): void {
    this.#from = this.page.told.items.length;
    this.page.ask({ ask: "demo", demo });
  }

  say(text: string): void {
    this.page.ask({ ask: "say", text, ref: text });
  }

  async told(what: string, isIt: (told: ToPage) => boolean): Promise<void> {
    await this.page.told.first(isIt, { what, from: this.#from });
  }

  lost(name: string): Promise<void> {
    return this.told(`${name} is lost`, (told) => {
      if (told.tell !== "shown" || told.shown.show !== "notice") return false;
      return told.shown.kind === "lost" && told.shown.peer.name === name;
    });
  }

  state(name: string, state: DemoPeerState): Promise<void> {
    return this.told(`${name} is ${state}`, (told) => {
      if (told.tell !== "demo") return false;
      return told.demo.peers.some((peer) => peer.name === name && peer.state === state);
    });
  }

  /** A lap came home through exactly these. */
  closed(...names: readonly string[]): Promise<void> {
    return this.told(`a closed ring of ${names.join()}`, (told) => {
      if (told.tell !== "status" || !told.status.closed) return false;
      return told.status.peers.map(({ name }) => name).join() === names.join();
    });
  }

  [Symbol.dispose](): void {
    this.page[Symbol.dispose]();
  }
}

const five = ["ada", "bobby", "cora", "donald", "eddy"];

test("a ring of five heals around two that are killed, and has them back; a cut link is gone round", async () => {
  await using demo = await RunningDemo.start(5);
  using buttons = new Buttons(await PageClient.openBy(demo.link));
  const greeting = await buttons.page.next("greeting");
  expect(greeting.demo?.peers.map(({ name, isServing }) => [name, isServing])).toEqual(
    five.map((name) => [name, name === "ada"]),
  );
  await buttons.closed(...five);

  buttons.act({ act: "kill", name: "bobby" });
  buttons.act({ act: "kill", name: "cora" });
  await Promise.all([buttons.lost("bobby"), buttons.lost("cora")]);
  await buttons.closed("ada", "donald", "eddy");
  expect(demo.others).toHaveLength(2);

  buttons.act({ act: "start", name: "bobby" });
  buttons.act({ act: "start", name: "cora" });
  await buttons.closed(...five);

  buttons.act({ act: "cut", between: ["ada", "bobby"] });
  await buttons.told("the link to bobby is down", (told) => {
    if (told.tell !== "shown" || told.shown.show !== "link") return false;
    return told.shown.state === "down" && told.shown.peer.name === "bobby";
  });
  buttons.say("the long way round");
  buttons.act({ act: "chatter", on: false });
  await demo.equalHistories(five, "the long way round");

  buttons.act({ act: "mend", between: ["ada", "bobby"] });
  await buttons.closed(...five);
  buttons.say("whole again");
  await demo.equalHistories(five, "whole again");

  demo.program.signal("SIGINT");
  expect(await demo.program.ended()).toBe(130);
  expect(demo.others).toEqual([]);
  expect(demo.isCleanedUp).toBeTrue();
});

test("a demo that is killed leaves no peer behind, not even one that is frozen", async () => {
  await using demo = await RunningDemo.start(3);
  using buttons = new Buttons(await PageClient.openBy(demo.link));
  await buttons.closed("ada", "bobby", "cora");
  buttons.act({ act: "freeze", name: "cora" });
  await buttons.state("cora", "frozen");
  buttons.act({ act: "thaw", name: "cora" });
  await buttons.state("cora", "running");
  buttons.act({ act: "freeze", name: "cora" });
  await buttons.state("cora", "frozen");
  expect(demo.others).toHaveLength(2);
  demo.program.signal("SIGKILL");
  await eventually("nobody runs", () => demo.others.length === 0);
});

test("without --json it says what it is, in words, and where its page is", async () => {
  const words = [await builtBinary(), "demo", "--peers", "2", "--lang", "ru"];
  await using program = new Program(words);
  const isLink = (line: string): boolean => /^ {2}http:\/\/127\.0\.0\.1:\d+\/#/.test(line);
  const link = await program.out.first(isLink, { what: "the link" });
  expect(program.text).toContain("Кольцо из 2 пиров на этом компьютере: ada, bobby.");
  using page = await PageClient.openBy(link.trim());
  expect((await page.next("greeting")).language).toBe("ru");
  program.signal("SIGTERM");
  expect(await program.ended()).toBe(143);
});
