import { join } from "node:path";

import { Program } from "./program.ts";

/** Where there is no Python the stand-in cannot run, and its tests say so. */
export const python = Bun.which("python3");

/** A peer of the classic dialect, in another language, that knows nothing of ringchat. */
export class ClassicPeer implements AsyncDisposable {
  readonly name: string;
  readonly program: Program;

  constructor(name: string, port: number, next: number) {
    const script = join(import.meta.dir, "classic_peer.py");
    this.name = name;
    this.program = new Program([python ?? "python3", script, name, `${port}`, `${next}`]);
  }

  say(text: string): void {
    this.program.write(`${text}\n`);
  }

  /** It says that it leaves, and ends. */
  leave(): void {
    this.program.endInput();
  }

  /** Resolves once it has printed this line. */
  reads(line: string): Promise<string> {
    return this.program.out.first((one) => one === line, { what: `"${line}" at ${this.name}` });
  }

  /** All that was said by others, as it read it. */
  get read(): string[] {
    return this.program.out.items.filter((line) => line.includes(": "));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
  }
}
