import { readdirSync } from "node:fs";
import { join } from "node:path";

import { deadlineMs } from "./arrivals.ts";
import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const lookAgainMs = 100;

/** `ringchat demo --json` at a quick pace, of which all processes and files can be found. */
export class RunningDemo implements AsyncDisposable {
  readonly program: Program;
  /** Opens its page, once. */
  readonly link: string;
  readonly #folder: TemporaryFolder;

  private constructor(program: Program, link: string, folder: TemporaryFolder) {
    this.program = program;
    this.link = link;
    this.#folder = folder;
  }

  static async start(peers: number): Promise<RunningDemo> {
    const folder = new TemporaryFolder();
    const words = ["demo", "--json", "--peers", `${peers}`, "--retry-ms", "100"];
    const env = { TMPDIR: folder.path };
    const program = new Program([await builtBinary(), ...words], { env });
    const isWeb = (line: string): boolean => JSON.parse(line).event === "web";
    const { url } = JSON.parse(await program.out.first(isWeb, { what: "the link of the page" }));
    return new RunningDemo(program, url, folder);
  }

  /** Resolves once these have the same history to the byte, and the text is in it. */
  async equalHistories(names: readonly string[], text: string): Promise<void> {
    const [folder = "none"] = readdirSync(this.#folder.path);
    await eventually("all histories are equal", async () => {
      const exports = await Promise.all(
        names.map((name) => command(["export", "--state", join(this.#folder.path, folder, name)])),
      );
      const [first = ""] = exports.map(({ out }) => out);
      return first.includes(text) && exports.every(({ out }) => out === first);
    });
  }

  get isCleanedUp(): boolean {
    return readdirSync(this.#folder.path).length === 0;
  }

  /** Command lines of the peers that run beside the demo's own, each with its process id. */
  get others(): string[] {
    const { stdout } = Bun.spawnSync(["ps", "-Ao", "pid=,args="]);
    const lines = stdout.toString().split("\n");
    return lines.filter((line) => line.includes(this.#folder.path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    for (const line of this.others) process.kill(Number.parseInt(line, 10), "SIGKILL");
    this.#folder[Symbol.dispose]();
  }
}

/** Resolves once it is so. */
export async function eventually(
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const untilMs = Date.now() + deadlineMs;
  while (!(await isSo())) {
    if (Date.now() > untilMs) throw new Error(`in vain: ${what}`);
    await Bun.sleep(lookAgainMs);
  }
}
