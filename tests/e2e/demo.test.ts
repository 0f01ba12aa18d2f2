/** `ringchat demo`, driven through the WebSocket of its page as the page drives it. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import type { Demo, DemoAct, DemoPeerState, ToPage } from "../../src/web/page_protocol.ts";
import { PageClient } from "../web/page_client.ts";
import { deadlineMs } from "./arrivals.ts";
import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(120_000);

const lookAgainMs = 100;

/** A demo with its page open, in which all of its processes and files can be found. */
class RunningDemo implements AsyncDisposable {
  readonly program: Program;
  readonly #folder: TemporaryFolder;
  readonly #page: PageClient;
  /** What was told of before is not waited for. */
  #from = 0;

  private constructor(program: Program, folder: TemporaryFolder, page: PageClient) {
    this.program = program;
    this.#folder = folder;
    this.#page = page;
  }

  static async start(peers: number): Promise<RunningDemo> {
    const folder = new TemporaryFolder();
    const words = ["demo", "--json", "--peers", `${peers}`, "--retry-ms", "100"];
    const env = { TMPDIR: folder.path };
    const program = new Program([await builtBinary(), ...words], { env });
    const isWeb = (line: string): line is string => JSON.parse(line).event === "web";
    const web = JSON.parse(await program.out.first(isWeb, { what: "the link of the page" }));
    return new RunningDemo(program, folder, await PageClient.openBy(web.url));
  }

  async greeted(): Promise<Demo | null> {
    return (await this.#page.next("greeting")).demo;
  }

  act(demo: DemoAct): void {
    this.#from = this.#page.told.items.length;
    this.#page.ask({ ask: "demo", demo });
  }

  say(text: string): void {
    this.#page.ask({ ask: "say", text, ref: text });
  }

  /** Resolves once that was told since the last act. */
  async told(what: string, isIt: (told: ToPage) => boolean): Promise<void> {
    const is = (told: ToPage): told is ToPage => isIt(told);
    await this.#page.told.first(is, { what, from: this.#from });
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

  get stateFolder(): string {
    const [name = "none"] = readdirSync(this.#folder.path);
    return join(this.#folder.path, name);
  }

  get isCleanedUp(): boolean {
    return readdirSync(this.#folder.path).length === 0;
  }

  /** The peers that still run, each by its command line. */
  get others(): string[] {
    const { stdout } = Bun.spawnSync(["ps", "-Ao", "pid=,args="]);
    return stdout
      .toString()
      .split("\n")
      .filter((line) => line.includes(this.#folder.path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#page[Symbol.dispose]();
    await this.program[Symbol.asyncDispose]();
    for (const line of this.others) process.kill(Number.parseInt(line, 10), "SIGKILL");
    this.#folder[Symbol.dispose]();
  }
}

/** Resolves once it is so. */
async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const untilMs = Date.now() + deadlineMs;
  while (!(await isSo())) {
    if (Date.now() > untilMs) throw new Error(`in vain: ${what}`);
    await Bun.sleep(lookAgainMs);
  }
}

const five = ["ada", "bobby", "cora", "donald", "eddy"];

async function expectEqualHistories(demo: RunningDemo, text: string): Promise<void> {
  await eventually("all histories are equal", async () => {
    const exports = await Promise.all(
      five.map((name) => command(["export", "--state", join(demo.stateFolder, name)])),
    );
    const [first = ""] = exports.map(({ out }) => out);
    return first.includes(text) && exports.every(({ out }) => out === first);
  });
}

test("a ring of five heals around two that are killed, and has them back; a cut link is gone round", async () => {
  await using demo = await RunningDemo.start(5);
  const greeted = await demo.greeted();
  expect(greeted?.peers.map(({ name, isServing }) => [name, isServing])).toEqual(
    five.map((name) => [name, name === "ada"]),
  );
  await demo.closed(...five);

  demo.act({ act: "kill", name: "bobby" });
  demo.act({ act: "kill", name: "cora" });
  await Promise.all([demo.lost("bobby"), demo.lost("cora")]);
  await demo.closed("ada", "donald", "eddy");
  expect(demo.others).toHaveLength(2);

  demo.act({ act: "start", name: "bobby" });
  demo.act({ act: "start", name: "cora" });
  await demo.closed(...five);

  demo.act({ act: "cut", between: ["ada", "bobby"] });
  await demo.told("the link to bobby is down", (told) => {
    if (told.tell !== "shown" || told.shown.show !== "link") return false;
    return told.shown.state === "down" && told.shown.peer.name === "bobby";
  });
  demo.say("the long way round");
  demo.act({ act: "chatter", on: false });
  await expectEqualHistories(demo, "the long way round");

  demo.act({ act: "mend", between: ["ada", "bobby"] });
  await demo.closed(...five);
  demo.say("whole again");
  await expectEqualHistories(demo, "whole again");

  demo.program.signal("SIGINT");
  expect(await demo.program.ended()).toBe(130);
  expect(demo.others).toEqual([]);
  expect(demo.isCleanedUp).toBeTrue();
});

test("a demo that is killed leaves no peer behind, not even one that is frozen", async () => {
  await using demo = await RunningDemo.start(3);
  await demo.closed("ada", "bobby", "cora");
  demo.act({ act: "freeze", name: "cora" });
  await demo.state("cora", "frozen");
  demo.act({ act: "thaw", name: "cora" });
  await demo.state("cora", "running");
  demo.act({ act: "freeze", name: "cora" });
  await demo.state("cora", "frozen");
  expect(demo.others).toHaveLength(2);
  demo.program.signal("SIGKILL");
  await eventually("nobody runs", () => demo.others.length === 0);
});
