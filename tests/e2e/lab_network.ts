import { spawnSync } from "node:child_process";

/** The addresses are the network's own: nobody outside of it sees them. */
const subnet = "10.77.0";

const switches = ["left", "right"] as const;

let made = 0;

/** Waits until its input ends, however this process ends, and takes the namespaces away. */
const janitor = 'cat > /dev/null; for space; do ip netns del "$space" 2> /dev/null; done';

/**
 * Computers on two switches with a cable between them, all in network namespaces that go with it.
 * A cable that is pulled takes with it what is under way, and tells nobody.
 */
export class LabNetwork implements AsyncDisposable {
  readonly size: number;
  readonly #name = `ringchat-${process.pid}-${++made}`;
  readonly #janitor: Bun.Subprocess<"pipe", "ignore", "ignore">;

  private constructor(size: number) {
    this.size = size;
    const computers = Array.from({ length: size }, (_, computer) => this.#computer(computer));
    const command = ["sh", "-c", janitor, "sh", this.#wires, ...computers];
    // In a group of its own, which nobody's Ctrl-C reaches.
    this.#janitor = Bun.spawn(command, {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
  }

  /** The first half of the computers is on the left switch, the others on the right. */
  static async of(size: number): Promise<LabNetwork> {
    await using stack = new AsyncDisposableStack();
    const network = stack.use(new LabNetwork(size));
    network.#build();
    stack.move();
    return network;
  }

  /** Whether this process may make one. */
  static async isPossible(): Promise<boolean> {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
    try {
      await using network = await LabNetwork.of(1);
      return network.size === 1;
    } catch {
      return false;
    }
  }

  /** Who sends to it sends to all computers. */
  get broadcast(): string {
    return `${subnet}.255`;
  }

  /** Addresses that no computer has yet. */
  freeHosts(count: number): string[] {
    return Array.from({ length: count }, (_, i) => `${subnet}.${100 + i}`);
  }

  address(computer: number): string {
    return `${subnet}.${computer + 1}:6001`;
  }

  /** The computer has this address as well. */
  addHost(computer: number, host: string): void {
    ip("-n", this.#computer(computer), "addr", "add", `${host}/24`, "brd", "+", "dev", "eth0");
  }

  /** Its lease of the first address ends. */
  dropHost(computer: number): void {
    const host = `${subnet}.${computer + 1}/24`;
    ip("-n", this.#computer(computer), "addr", "del", host, "dev", "eth0");
  }

  /** The computer may send nothing to all at once; what others send so arrives. */
  forbidBroadcast(computer: number): void {
    const rule = (...words: readonly string[]): void => {
      ip("-n", this.#computer(computer), "rule", ...words);
    };
    // The first rule of all finds every own broadcast address: this one goes before it.
    rule("add", "pref", "20", "lookup", "local");
    rule("add", "pref", "10", "iif", "lo", "to", this.broadcast, "prohibit");
    rule("del", "pref", "0");
  }

  /** Another lease: the computer has this address instead of all that it had. */
  readdress(computer: number, host: string): void {
    const space = this.#computer(computer);
    ip("-n", space, "addr", "flush", "dev", "eth0");
    ip("-n", space, "addr", "add", `${host}/24`, "brd", "+", "dev", "eth0");
  }

  /** What stands before a command so that it runs on this computer. */
  on(computer: number): readonly string[] {
    return ["ip", "netns", "exec", this.#computer(computer)];
  }

  pull(computer: number): void {
    this.#plug(computer, "down");
  }

  plug(computer: number): void {
    this.#plug(computer, "up");
  }

  /** What answers a call over TCP is swallowed, as by a firewall that lets nobody in. */
  dropIncoming(computer: number, port: number): void {
    const answers = ["ipproto", "tcp", "sport", `${port}`];
    ip("-n", this.#computer(computer), "rule", "add", "pref", "1", ...answers, "blackhole");
  }

  /** No TCP passes, either way. */
  dropConnections(computer: number): void {
    const space = this.#computer(computer);
    ip("-n", space, "rule", "add", "pref", "1", "ipproto", "tcp", "blackhole");
  }

  /** What is sent to everyone reaches nobody, and whoever sends it is not told. */
  swallowBroadcast(computer: number): void {
    const route = ["broadcast", `${subnet}.255`, "dev", "eth0", "table", "local"];
    ip("-n", this.#computer(computer), "route", "del", ...route);
  }

  /** The computer itself sees that it has no network. */
  unplug(computer: number): void {
    ip("-n", this.#computer(computer), "addr", "flush", "dev", "eth0");
  }

  /** Pulls the cable between the switches. */
  split(): void {
    ip("-n", this.#wires, "link", "set", "between", "down");
  }

  join(): void {
    ip("-n", this.#wires, "link", "set", "between", "up");
  }

  /** Processes that still run there keep the namespace, but not its name. */
  async [Symbol.asyncDispose](): Promise<void> {
    void this.#janitor.stdin.end();
    await this.#janitor.exited;
  }

  /** The namespace of the switches. */
  get #wires(): string {
    return `${this.#name}-wires`;
  }

  #computer(computer: number): string {
    return `${this.#name}-c${computer}`;
  }

  #build(): void {
    ip("netns", "add", this.#wires);
    for (const name of switches) {
      ip("-n", this.#wires, "link", "add", name, "type", "bridge");
      ip("-n", this.#wires, "link", "set", name, "up");
    }
    ip("-n", this.#wires, "link", "add", "between", "type", "veth", "peer", "name", "behind");
    this.#connect("between", "left");
    this.#connect("behind", "right");
    for (let computer = 0; computer < this.size; computer++) this.#addComputer(computer);
  }

  #addComputer(computer: number): void {
    const space = this.#computer(computer);
    const port = `c${computer}`;
    ip("netns", "add", space);
    const cable = ["link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space];
    ip("-n", this.#wires, ...cable);
    this.#connect(port, computer < this.size / 2 ? "left" : "right");
    ip("-n", space, "addr", "add", `${subnet}.${computer + 1}/24`, "brd", "+", "dev", "eth0");
    for (const name of ["lo", "eth0"]) ip("-n", space, "link", "set", name, "up");
  }

  #connect(port: string, to: (typeof switches)[number]): void {
    ip("-n", this.#wires, "link", "set", port, "master", to, "up");
  }

  #plug(computer: number, state: "up" | "down"): void {
    ip("-n", this.#wires, "link", "set", `c${computer}`, state);
  }
}

function ip(...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync("ip", words, { encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`ip ${words.join(" ")}: ${stderr}`);
}
