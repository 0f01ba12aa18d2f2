import { readFileSync } from "node:fs";

import { Arrivals, deadlineMs } from "./arrivals.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

export type ProgramOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
};

/** Every process that a test has started and that still runs, so that none outlives the tests. */
const running = new Set<Program>();
process.on("exit", () => {
  for (const program of running) program.kill();
});

/**
 * One process with pipes, in a process group and a home folder of its own, which both go with it.
 * It inherits no variable but PATH, so that nobody's settings change what a test sees.
 */
export class Program implements AsyncDisposable {
  readonly out = new Arrivals<string>();
  readonly err = new Arrivals<string>();
  /** 128 and its number when a signal ended the process, as shells have it. */
  readonly exited: Promise<number>;
  readonly home = new TemporaryFolder();
  readonly #child: Bun.Subprocess<"pipe", "pipe", "pipe">;

  constructor(command: readonly string[], options: ProgramOptions = {}) {
    const { PATH } = process.env;
    this.#child = Bun.spawn([...command], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      cwd: options.cwd ?? this.home.path,
      env: { PATH, HOME: this.home.path, TZ: "UTC", LANG: "C.UTF-8", ...options.env },
      detached: true,
    });
    running.add(this);
    const read = Promise.all([
      readLines(this.#child.stdout, this.out),
      readLines(this.#child.stderr, this.err),
    ]);
    this.exited = this.#child.exited.then(async (code) => {
      running.delete(this);
      await read;
      return code;
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Everything on stdout, as one text. */
  get text(): string {
    return this.out.items.map((line) => `${line}\n`).join("");
  }

  /** To a process that has ended it does nothing: how it ended is what a test looks at. */
  write(text: string | Uint8Array): void {
    try {
      const gone = () => {};
      Promise.resolve(this.#child.stdin.write(text)).catch(gone);
      Promise.resolve(this.#child.stdin.flush()).catch(gone);
    } catch {
      return;
    }
  }

  endInput(): void {
    void this.#child.stdin.end();
  }

  /** Memory that it holds now. Where there is a /proc, there need be no ps. */
  get residentBytes(): number {
    if (process.platform === "linux") {
      const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
      return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
    }
    const ps = Bun.spawnSync(["ps", "-o", "rss=", "-p", String(this.pid)]);
    return Number(ps.stdout.toString()) * 1024;
  }

  /** Processor time that it has taken, on Linux: what its threads did, and the system for them. */
  get cpuMs(): number {
    const [, fields = ""] = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(/.*\) /s);
    const [user = 0, system = 0] = fields.split(" ").slice(11, 13).map(Number);
    return (user + system) * 10; // ticks of 10 ms
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the whole process group at once. */
  kill(): void {
    try {
      process.kill(-this.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  /** Resolves with the exit code; rejects when it does not end in time. */
  async ended(withinMs = deadlineMs): Promise<number> {
    const late = Bun.sleep(withinMs).then(() => null);
    const code = await Promise.race([this.exited, late]);
    if (code !== null) return code;
    throw new Error(`process ${this.pid} still runs after ${withinMs} ms:\n${this.text}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.exited;
    this.home[Symbol.dispose]();
  }
}

async function readLines(stream: ReadableStream<Uint8Array>, into: Arrivals<string>) {
  let rest = "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) into.push(line);
  }
  if (rest !== "") into.push(rest);
  into.end();
}
