import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { Program } from "./program.ts";

export type PipedPeerOptions = {
  readonly name: string;
  readonly self: string;
  readonly next?: string;
  /** Further options; the last of several counts. */
  readonly extra?: readonly string[];
};

/** The compiled program as a person would use it through a pipe. */
export class PipedPeer implements AsyncDisposable {
  readonly name: string;
  readonly program: Program;

  private constructor(binary: string, { name, self, next, extra = [] }: PipedPeerOptions) {
    const following = next === undefined ? [] : ["--next", next];
    const ring = ["ring", "--name", name, "--self", self, ...following, "--retry-ms", "100"];
    this.program = new Program([binary, ...ring, "--state", "state", ...extra]);
    this.name = name;
  }

  /** Resolves once it listens. */
  static async start(options: PipedPeerOptions): Promise<PipedPeer> {
    const peer = new PipedPeer(await builtBinary(), options);
    await peer.line("Server listening at");
    return peer;
  }

  type(line: string): void {
    this.program.write(`${line}\n`);
  }

  /** The first line that holds this text, without its time. */
  async line(text: string, withinMs?: number): Promise<string> {
    const line = await this.program.out.first((one) => one.includes(text), {
      what: `"${text}" at ${this.name}`,
      ...(withinMs !== undefined && { withinMs }),
    });
    return withoutTime(line);
  }

  /** All lines, without their times. */
  get lines(): string[] {
    return this.program.out.items.map(withoutTime);
  }

  /** Ends the peer in order, which writes what is pending: its whole log, one record a line. */
  async log(): Promise<string> {
    this.program.endInput();
    await this.program.ended();
    return await Bun.file(join(this.program.home.path, "state/ringchat.log")).text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
  }
}

function withoutTime(line: string): string {
  return line.replace(/^\d\d:\d\d:\d\d\.\d{6} /, "");
}
