import { builtBinary } from "../e2e/binary.ts";
import { freePorts } from "../e2e/free_ports.ts";
import { JsonPeer } from "../e2e/json_peer.ts";
import { TemporaryFolder } from "../e2e/temporary_folder.ts";
import { TerminalScreen } from "../e2e/terminal_screen.ts";
import type { Look } from "./open_page.ts";
import { RoomPage } from "./room_page.ts";

/** Slow enough to see the tries, quick enough to wait for their end. */
const retryMs = 300;

/** bobby, whose page is open, eddy after him, and donald at a terminal: a ring of three. */
export class PageRing implements AsyncDisposable {
  readonly bobby: JsonPeer;
  readonly eddy: JsonPeer;
  readonly donald: TerminalScreen;
  readonly room: RoomPage;
  /** Gone with the last of them. */
  readonly #all: AsyncDisposableStack;

  private constructor(
    all: AsyncDisposableStack,
    bobby: JsonPeer,
    eddy: JsonPeer,
    donald: TerminalScreen,
    room: RoomPage,
  ) {
    this.#all = all;
    this.bobby = bobby;
    this.eddy = eddy;
    this.donald = donald;
    this.room = room;
  }

  /** Resolves once a lap went round, and the page is open. */
  static async closed(look?: Look): Promise<PageRing> {
    await using stack = new AsyncDisposableStack();
    const [first, second, third] = freePorts(3).map((port) => `127.0.0.1:${port}`);
    const extra = [`--retry-ms=${retryMs}`];
    const bobby = stack.use(
      await JsonPeer.start({
        name: "bobby",
        self: first!,
        next: second!,
        extra: [...extra, "--web"],
      }),
    );
    const eddy = stack.use(
      await JsonPeer.start({ name: "eddy", self: second!, next: third!, extra }),
    );
    const home = stack.use(new TemporaryFolder());
    const words = ["ring", "--name=donald", `--self=${third}`, `--next=${first}`, ...extra];
    const donald = stack.use(
      new TerminalScreen([await builtBinary(), ...words], {
        cwd: home.path,
        env: { HOME: home.path },
      }),
    );
    const room = stack.use(await RoomPage.of(bobby, look));
    await bobby.closedRing(["bobby", "eddy", "donald"]);
    return new PageRing(stack.move(), bobby, eddy, donald, room);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#all.disposeAsync();
  }
}
