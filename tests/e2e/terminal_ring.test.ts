/** The compiled program in a pseudo-terminal, with a neighbour in another process. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { builtBinary } from "./binary.ts";
import { freePort } from "./free_ports.ts";
import { expectToEndInTime } from "./in_time.ts";
import { isKind } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { TemporaryFolder } from "./temporary_folder.ts";
import { TerminalScreen } from "./terminal_screen.ts";

setDefaultTimeout(60_000);

const family = "👨‍👩‍👧";
const page = Array.from({ length: 20 }, (_, index) => `line ${index + 1} of the page`).join("\n");

/** bobby at a terminal, donald as a script, one link between them. */
class Neighbours implements AsyncDisposable {
  readonly #home: TemporaryFolder;
  readonly screen: TerminalScreen;
  readonly donald: JsonPeer;

  private constructor(home: TemporaryFolder, screen: TerminalScreen, donald: JsonPeer) {
    this.#home = home;
    this.screen = screen;
    this.donald = donald;
  }

  /** Resolves once bobby is asked for a command. */
  static async meet(env: Readonly<Record<string, string>> = {}): Promise<Neighbours> {
    const donald = await JsonPeer.start({ name: "donald" });
    const home = new TemporaryFolder();
    const words = [
      "ring",
      "--name=bobby",
      "--self=127.0.0.1:0",
      "--log-level=debug",
      "--retry-ms=100",
    ];
    const screen = new TerminalScreen(
      [await builtBinary(), ...words, "--next", await donald.address()],
      { cwd: home.path, env: { HOME: home.path, ...env } },
    );
    const neighbours = new Neighbours(home, screen, donald);
    await screen.until("command:");
    await donald.link("up", "previous");
    return neighbours;
  }

  async asked(): Promise<void> {
    this.screen.type("m\r");
    await this.screen.until("Type your message:");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.screen, this.donald].map((one) => one[Symbol.asyncDispose]()));
    this.#home[Symbol.dispose]();
  }
}

describe.concurrent("at a terminal", () => {
  test("a draft stays as it was while ten messages arrive", async () => {
    await using both = await Neighbours.meet();
    const { donald, screen } = both;
    await both.asked();
    screen.type(`Привет, ${family} all\x1b[D\x1b[D\x1b[D`);
    await screen.until("all");
    for (let n = 1; n <= 10; n++) donald.say(`message ${n}`);
    await screen.until("   donald: message 10");
    expect(screen.lines().at(-1)).toBe(`◆  Type your message: Привет, ${family} all`);
    expect(screen.cursor().after).toBe("all");
    expect(screen.text().match(/donald: message \d+/g)).toHaveLength(10);
    screen.type("to \r");
    await donald.message(`Привет, ${family} to all`);
  });

  test("a pasted page of 20 lines is one message", async () => {
    await using both = await Neighbours.meet();
    const { donald, screen } = both;
    await both.asked();
    screen.paste(page);
    await screen.until("line 20 of the page");
    expect(donald.messages).toEqual([]);
    screen.type("\r");
    await donald.message(page);
    screen.type("m that was all\r");
    await donald.message("that was all");
    expect(donald.messages.map(({ text }) => text)).toEqual([page, "that was all"]);
  });

  test.each([
    ["NO_COLOR", { NO_COLOR: "1" }],
    ["TERM=dumb", { TERM: "dumb" }],
  ])("with %s there is no escape sequence from the first line to the last", async (_, env) => {
    await using both = await Neighbours.meet(env);
    const { donald, screen } = both;
    donald.say("plain words");
    await screen.until("   donald: plain words");
    screen.type("m me too\r");
    await donald.message("me too");
    screen.type("?\rr\r");
    await screen.until("Ring of 2 in lobby, closed");
    await screen.until(/ 1\. bobby .* link to donald: up\n +2\. donald .* link to bobby: up\n/);
    screen.type("q\r");
    expect(await screen.exited()).toBe(0);
    expect(screen.output).not.toContain("\x1b");
  });

  test("r draws the ring on the columns that there are, and the gap in it with its tries", async () => {
    await using both = await Neighbours.meet({ RINGCHAT_RETRIES: "600" });
    const { donald, screen } = both;
    /** The rows of the last picture, once it has `part` in it. */
    const drawing = async (part: string): Promise<string[]> => {
      const rows = (): string[] => {
        const lines = screen
          .lines()
          .map((each) => each.replaceAll(/127\.0\.0\.1:\d+/g, "ADDRESS"))
          .map((each) => each.replaceAll(/since (?:[-\d]{10} )?\d\d:\d\d/g, "since TIME"));
        const last = lines.slice(lines.findLastIndex((each) => each.startsWith("  ╭")));
        return last.slice(0, 1 + last.findIndex((each) => each.startsWith("  ╰")));
      };
      await screen.until(() => rows().join("\n").includes(part));
      return rows();
    };
    /** The signal of a new size may come after what is typed later: asks until it has come. */
    const narrow = async (): Promise<string[]> => {
      const pictures = (): number => screen.text().split("╰").length;
      for (;;) {
        const before = pictures();
        screen.type("r\r");
        await screen.until(() => pictures() > before);
        const rows = await drawing("╯");
        if (rows[0]!.length < 30) return rows;
      }
    };
    screen.type("r\r");
    expect(await drawing("─◀─")).toEqual([
      "  ╭─────────────▶──────────────╮",
      "  ● bobby (you)                ○ donald",
      expect.stringMatching(/^ {2}│ ADDRESS +│ ADDRESS$/),
      expect.stringMatching(/^ {2}│ since TIME +│ since TIME$/),
      "  ╰─────────────◀──────────────╯",
    ]);
    donald.program.signal("SIGKILL");
    await screen.until(/probably lost[^]*retry 1 of 600/);
    screen.type("r\r");
    expect((await drawing("╳ missing"))[0]).toMatch(/^ {2}╭─+ {2}╳ retry \d+ of 600 {2}─+╮$/);
    screen.resize(30, 24);
    expect(await narrow()).toEqual([
      "  ╭──▶──╮",
      "  │     ● bobby (you)",
      "  │     │ ADDRESS",
      "  │     │ since TIME",
      expect.stringMatching(/^ {2}│ {7}╳ retry \d+ of 600$/),
      "  │     ○ donald",
      "  │     │ ADDRESS",
      "  │     │ since TIME",
      "  │       ╳ missing",
      "  ╰──◀──╯",
    ]);
  });

  test("what is no command is not sent, and is ready to be", async () => {
    await using both = await Neighbours.meet();
    const { donald, screen } = both;
    screen.type("hello all\r");
    await screen.until("Not sent. To send it: m hello all");
    expect(donald.messages).toEqual([]);
    screen.type("\r");
    await donald.message("hello all");
    screen.type("ь привет\r");
    await donald.message("привет");
    screen.type("й\r");
    expect(await screen.exited()).toBe(0);
    await donald.notice("left", "bobby");
  });

  const endings = [
    ["Ctrl-C", "\x03", 130],
    ["Ctrl-D", "\x04", 0],
  ] as const;
  const prompts = [
    ["at the command prompt", ""],
    ["with a message half written", "m\rhalf a mess"],
    ["in message mode", "mm\rone\r"],
  ] as const;

  for (const [key, bytes, code] of endings) {
    test.each(prompts)(`${key} %s leaves in order`, async (_, typed) => {
      await using both = await Neighbours.meet();
      const { donald, screen } = both;
      screen.type(typed);
      if (typed !== "") await screen.until("Type your message:");
      await expectToEndInTime(async () => {
        screen.type(bytes);
        expect(await screen.exited()).toBe(code);
      });
      await donald.notice("left", "bobby");
      expect(screen.lines().at(-1)).toEndWith("INF ~ Server is shutting down");
      expect(screen.restored).toBe(true);
    });

    test(`${key} does not wait for a next that is frozen`, async () => {
      await using both = await Neighbours.meet();
      const { donald, screen } = both;
      donald.program.signal("SIGSTOP");
      screen.type("m into the void\r");
      await expectToEndInTime(async () => {
        screen.type(bytes);
        expect(await screen.exited()).toBe(code);
      });
      expect(screen.restored).toBe(true);
    });

    test(`${key} ends the wait for a next that never came`, async () => {
      using home = new TemporaryFolder();
      const words = ["ring", "--ephemeral", "--name=bobby", "--self=127.0.0.1:0"];
      await using screen = new TerminalScreen(
        [await builtBinary(), ...words, "--next", `127.0.0.1:${freePort()}`],
        { cwd: home.path, env: { HOME: home.path } },
      );
      await screen.until("you can type now");
      screen.type(bytes);
      expect(await screen.exited()).toBe(code);
      expect(screen.restored).toBe(true);
    });
  }

  test("a neighbour that is killed is lost, and one can go on", async () => {
    await using both = await Neighbours.meet();
    const { donald, screen } = both;
    await both.asked();
    screen.type("half");
    await screen.until("half");
    donald.program.signal("SIGKILL");
    await screen.until(/ {3}_: User donald is lost: no answer to \d+ tries/);
    screen.type(" and whole\r");
    await screen.until(/command: ?$/);
    expect(donald.events.items.filter(isKind("message"))).toEqual([]);
  });
});
