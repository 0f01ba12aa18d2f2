/** The compiled program in pseudo-terminals whose owners were told no address. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { TemporaryFolder } from "./temporary_folder.ts";
import { TerminalScreen } from "./terminal_screen.ts";

setDefaultTimeout(60_000);

const names = ["ann", "Наташа", "漢字"];

/** ann and two more in a room of their own, each at a terminal. */
class Nearby implements AsyncDisposable {
  readonly room = `test ${randomUUID()}`;
  readonly #home = new TemporaryFolder();
  readonly screens: TerminalScreen[] = [];

  /** Resolves once ann has read that the others are there, and been asked for a command. */
  static async meet(env: Readonly<Record<string, string>> = {}): Promise<Nearby> {
    const nearby = new Nearby();
    for (const name of names) nearby.screens.push(await nearby.#start(name, env));
    for (const name of names.slice(1)) {
      await nearby.ann.until(new RegExp(`_: User ${name} has joined from 127\\.0\\.0\\.1:\\d+\n`));
    }
    return nearby;
  }

  async #start(name: string, env: Readonly<Record<string, string>>): Promise<TerminalScreen> {
    const words = ["lan", "--name", name, "--self", "127.0.0.1", "--port", "0"];
    const place = ["--room", this.room, "--state", this.stateOf(name), "--retry-ms", "100"];
    const home = this.#home.path;
    return new TerminalScreen([await builtBinary(), ...words, ...place], {
      cwd: home,
      env: { HOME: home, ...env },
    });
  }

  stateOf(name: string): string {
    return join(this.#home.path, name);
  }

  get ann(): TerminalScreen {
    const [ann] = this.screens;
    if (ann === undefined) throw new Error("ann has not started");
    return ann;
  }

  /** Types r as often as it takes until the list has `part` in it; resolves with its rows. */
  async list(part: RegExp): Promise<string[]> {
    const { ann } = this;
    for (;;) {
      const seen = ann.text().length;
      ann.type("r\r");
      await ann.until(() => /INF ~ Room [^]*command: ?$/.test(ann.text().slice(seen)));
      const rows = ann
        .text()
        .slice(seen)
        .split("\n")
        .map((row) => row.replace(/^.* INF ~ /, ""));
      const list = rows.slice(
        rows.findIndex((row) => row.startsWith("Room ")),
        -1,
      );
      if (part.test(list.join("\n"))) return list;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.screens.map((screen) => screen[Symbol.asyncDispose]()));
    this.#home[Symbol.dispose]();
  }
}

const withoutPlaces = (row: string): string =>
  row
    .replace(/127\.0\.0\.1:\d+ */, "ADDRESS  ")
    .replace(/since (?:[-\d]{10} )?\d\d:\d\d */, "since TIME  ")
    .trimEnd();

describe.concurrent("of people nearby", () => {
  test("r lists everybody, whatever their names, under each other", async () => {
    await using nearby = await Nearby.meet();
    const [head, ...rows] = await nearby.list(/3 here, all linked/);
    expect(head).toBe(`Room ${nearby.room}, 3 here, all linked`);
    expect(rows.map(withoutPlaces)).toEqual([
      "  ann (you)  ADDRESS  since TIME",
      "  Наташа     ADDRESS  since TIME  up",
      "  漢字       ADDRESS  since TIME  up",
    ]);
    const columns = rows.map((row) => Bun.stringWidth(row.slice(0, row.indexOf("since"))));
    expect(new Set(columns).size).toBe(1);
  });

  test("one that is killed is dialled, and then lost: nothing is said of a ring", async () => {
    await using nearby = await Nearby.meet({ RINGCHAT_RETRIES: "30" });
    await nearby.list(/3 here, all linked/);
    nearby.screens[2]!.signal("SIGKILL");
    const rows = await nearby.list(/漢字 .* retry \d+ of 30/);
    expect(rows[0]).toEndWith(", 3 here, 1 not linked");
    expect(rows.at(-1)).toBe("  Who is not linked has the messages from the others");
    await nearby.ann.until(/_: User 漢字 is lost/);
    expect(await nearby.list(/2 here, all linked/)).toHaveLength(3);
    nearby.ann.type("h\r");
    await nearby.ann.until(/ {2}_: User 漢字 is lost[^]*command: ?$/);
    expect(nearby.ann.text()).not.toMatch(/\bring\b|\bgap\b|next|prev/);
  });

  test("status tells a pipe and a script the same", async () => {
    await using nearby = await Nearby.meet();
    await nearby.list(/3 here, all linked/);
    const words = ["status", "--state", nearby.stateOf("ann")];
    const { out } = await command(words);
    expect(out.split("\n").map(withoutPlaces)).toEqual([
      `Room ${nearby.room}, 3 here, all linked`,
      "  ann (you)  ADDRESS  since TIME",
      "  Наташа     ADDRESS  since TIME  up",
      "  漢字       ADDRESS  since TIME  up",
      "",
    ]);
    const status = JSON.parse((await command([...words, "--json"])).out);
    const up = { state: "up" };
    const mesh = { kind: "mesh", room: nearby.room, closed: true, links: [up, up], waiting: 0 };
    expect(status).toMatchObject({ event: "status", ...mesh });
    for (const { since, address } of status.peers) {
      expect(Math.abs(Date.now() - Date.parse(since))).toBeLessThan(60_000);
      expect(address).toStartWith("127.0.0.1:");
    }
  });
});
