import { join } from "node:path";

import * as v from "valibot";

import type { Arrivals } from "./arrivals.ts";
import { Program } from "./program.ts";

const event = v.strictObject({ event: v.string(), host: v.string(), text: v.string() });
type StrangerEvent = v.InferOutput<typeof event>;

/** Where there is no Python the stand-in cannot run, and its tests say so. */
export const python = Bun.which("python3");

/** A program in another language that speaks the compact frame and knows nothing of ringchat. */
export class CompactStranger implements AsyncDisposable {
  readonly host: string;
  readonly name: string;
  readonly program: Program;
  readonly events: Arrivals<StrangerEvent>;

  private constructor(host: string, port: number, name: string) {
    const script = join(import.meta.dir, "compact_stranger.py");
    this.host = host;
    this.name = name;
    this.program = new Program([python ?? "python3", script, host, String(port), name]);
    this.events = this.program.out.mapped((line) => v.parse(event, JSON.parse(line)));
  }

  /** Resolves once it has broadcast its name. */
  static async start(host: string, port: number, name: string): Promise<CompactStranger> {
    const stranger = new CompactStranger(host, port, name);
    await stranger.first("ready", host);
    return stranger;
  }

  do(command: string): void {
    this.program.write(`${command}\n`);
  }

  /** It ends, as when its user closes it. */
  end(): void {
    this.program.endInput();
  }

  /** What it was sent, and by whom, in the order in which it came. */
  get messages(): { host: string; text: string }[] {
    return this.events.items.flatMap(({ event, host, text }) =>
      event === "message" ? [{ host, text }] : [],
    );
  }

  first(kind: string, host: string, text?: string): Promise<StrangerEvent> {
    const what = `${kind} ${text ?? ""} from ${host} at ${this.host}`;
    return this.events.first(
      (one) => one.event === kind && one.host === host && (text ?? one.text) === one.text,
      { what },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
  }
}
