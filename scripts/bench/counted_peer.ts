/**
 * Stands once in the text of each message of the bench, just before the character that tells its
 * author, and in nothing else that a peer prints. So the bench counts what a peer has by looking
 * for one byte: parsing each line, of each peer, would cost more than some peers do.
 */
const marker = 0x40;
export const markerText = String.fromCharCode(marker);

const endsWithinMs = 5_000;

/** The character for each author, by its place in the ring. */
export const authorCharacters = "0123456789abcdefghijklmnopqrstuvwxyz";

const authorOf = new Int8Array(256).fill(-1);
for (const [index, character] of [...authorCharacters].entries()) {
  authorOf[character.charCodeAt(0)] = index;
}

export type Start = { readonly command: readonly string[]; readonly cwd: string };

/** One process of a ring: first asked line by line, then only counted. */
export class CountedPeer {
  /** Messages that it has shown, by author. */
  readonly counts = new Uint32Array(authorCharacters.length);
  readonly listening: Promise<void>;
  /** Milliseconds from its start to its `listening`. */
  startMs = NaN;
  readonly #child: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #counted: () => void;
  #isCounting = false;
  /** A chunk ended on the marker: its author comes with the next. */
  #isMarked = false;
  #text = "";
  #lineCame: (line: string) => void = () => {};

  /** @param counted told after each chunk in which messages were */
  constructor({ command, cwd }: Start, counted: () => void) {
    this.#counted = counted;
    this.#child = Bun.spawn([...command], {
      cwd,
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    this.listening = this.#listening(performance.now());
    void this.#read();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Commands, each with its newline. */
  write(lines: string): void {
    void this.#child.stdin.write(lines);
    void this.#child.stdin.flush();
  }

  /** What it answers to `ring`; only before `count`. */
  async askRing(): Promise<{ closed?: unknown; peers?: unknown }> {
    const answer = this.#line('"event":"ring"');
    this.write('{"do":"ring"}\n');
    return JSON.parse(await answer);
  }

  /** From now on messages are counted, and lines no longer looked at. */
  count(): void {
    this.#isCounting = true;
  }

  /** Leaves in order, as a profiler writes its file only then; is killed when it hangs. */
  async end(): Promise<void> {
    void this.#child.stdin.end();
    const late = setTimeout(() => this.#child.kill("SIGKILL"), endsWithinMs);
    await this.#child.exited;
    clearTimeout(late);
  }

  async #listening(startedMs: number): Promise<void> {
    await this.#line('"event":"listening"');
    this.startMs = performance.now() - startedMs;
  }

  #line(part: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const late = setTimeout(() => reject(new Error(`no ${part} of ${this.pid}`)), 20_000);
    this.#lineCame = (line) => {
      if (!line.includes(part)) return;
      clearTimeout(late);
      resolve(line);
    };
    return promise;
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stdout) {
      if (this.#isCounting) this.#count(chunk);
      else this.#readText(decoder.decode(chunk, { stream: true }));
    }
  }

  #readText(text: string): void {
    const lines = (this.#text + text).split("\n");
    this.#text = lines.pop() ?? "";
    for (const line of lines) this.#lineCame(line);
  }

  #count(chunk: Uint8Array): void {
    let at = this.#isMarked ? 0 : chunk.indexOf(marker) + 1;
    if (at === 0 && !this.#isMarked) return;
    while (at < chunk.length) {
      const author = authorOf[chunk[at] ?? 0] ?? -1;
      if (author >= 0) this.counts[author] = (this.counts[author] ?? 0) + 1;
      const next = chunk.indexOf(marker, at);
      if (next < 0) break;
      at = next + 1;
    }
    this.#isMarked = chunk.at(-1) === marker;
    this.#counted();
  }
}
