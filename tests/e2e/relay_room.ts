/** A relay as a program, and people who join it, each at a terminal. */
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { freePort } from "./free_ports.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";
import { TerminalScreen } from "./terminal_screen.ts";

/** What the prompt of somebody at a relay asks, at the bottom of the screen. */
export const QUESTION = "👉 Your message:";

export class RelayRoom implements AsyncDisposable {
  readonly port = freePort();
  readonly #binary: string;
  readonly #home = new TemporaryFolder();
  readonly #screens: TerminalScreen[] = [];
  readonly #relays: Program[] = [];

  private constructor(binary: string) {
    this.#binary = binary;
  }

  /** Resolves once its relay listens. */
  static async open(): Promise<RelayRoom> {
    await using stack = new AsyncDisposableStack();
    const room = stack.use(new RelayRoom(await builtBinary()));
    await room.begin();
    stack.move();
    return room;
  }

  /** The relay starts, with what it had if it ran before. Resolves once it listens. */
  async begin(): Promise<void> {
    const place = ["localhost", `${this.port}`, "--state", join(this.#home.path, "relay")];
    this.#relays.push(new Program([this.#binary, "relay", ...place, "--retry-ms", "100"]));
    await this.logs("Waiting for");
  }

  /** The one that started last. */
  get relay(): Program {
    const relay = this.#relays.at(-1);
    if (relay === undefined) throw new Error("no relay has started");
    return relay;
  }

  /** Resolves once the relay has written such a line. */
  async logs(text: string): Promise<void> {
    await this.relay.out.first((line) => line.includes(text), { what: text });
  }

  /** Somebody joins at a terminal, and has not said yet who they are. */
  arrive(extra: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    const home = this.#home.path;
    const words = ["join", "localhost", `${this.port}`, "--retry-ms", "100", ...extra];
    const screen = new TerminalScreen([this.#binary, ...words], {
      cwd: home,
      env: { HOME: home, ...env },
    });
    this.#screens.push(screen);
    return screen;
  }

  /** Somebody joins and has said who they are. */
  async enter(name: string): Promise<TerminalScreen> {
    const screen = this.arrive();
    await screen.until("Enter your nickname:");
    screen.type(`${name}\r`);
    await screen.until(QUESTION);
    await this.logs(`nickname: ${name}`);
    return screen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [...this.#screens, ...this.#relays].map((each) => each[Symbol.asyncDispose]()),
    );
    this.#home[Symbol.dispose]();
  }
}
