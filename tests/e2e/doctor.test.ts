/** What keeps people apart is planted, and `ringchat doctor` has to name it. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import * as v from "valibot";

import { builtBinary } from "./binary.ts";
import { command, type Finished } from "./command.ts";
import { freePort } from "./free_ports.ts";
import { LabNetwork } from "./lab_network.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(120_000);

const finding = v.strictObject({
  event: v.literal("finding"),
  check: v.string(),
  state: v.picklist(["ok", "trouble", "unknown"]),
  what: v.string(),
  message: v.string(),
  advice: v.nullable(v.string()),
});

type Finding = v.InferOutput<typeof finding>;

type Findings = { readonly code: number; readonly all: readonly Finding[] };

function inTrouble({ all }: Findings): string[] {
  return all.filter(({ state }) => state === "trouble").map(({ what }) => what);
}

/** Two computers on one network; the doctor is called to the first. What runs there goes, too. */
class Lab implements AsyncDisposable {
  readonly network: LabNetwork;
  readonly #stack: AsyncDisposableStack;

  private constructor(network: LabNetwork, stack: AsyncDisposableStack) {
    this.network = network;
    this.#stack = stack;
  }

  static async open(): Promise<Lab> {
    await using stack = new AsyncDisposableStack();
    const network = stack.use(await LabNetwork.of(2));
    return new Lab(network, stack.move());
  }

  async doctor(...words: readonly string[]): Promise<Findings> {
    const program = await this.ringchat(0, "doctor", ...words);
    const code = await program.ended();
    return { code, all: program.out.items.map((line) => v.parse(finding, JSON.parse(line))) };
  }

  async ringchat(computer: number, ...words: readonly string[]): Promise<Program> {
    const ringchat = [...this.network.on(computer), await builtBinary()];
    return this.#stack.use(new Program([...ringchat, ...words, "--json"]));
  }

  /** A peer called ann on the second computer, once it listens. */
  async ann(...words: readonly string[]): Promise<Program> {
    const ann = await this.ringchat(1, ...words, "--name", "ann");
    await ann.out.first((line) => line.includes('"listening"'), { what: "ann" });
    return ann;
  }

  async other(computer: number, script: string): Promise<Program> {
    return this.#stack.use(await otherProgram(this.network.on(computer), script));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** A program of another kind, once it is up. */
async function otherProgram(before: readonly string[], script: string): Promise<Program> {
  const program = new Program([...before, process.execPath, "-e", `${script} console.log("up")`]);
  await program.out.first((line) => line === "up", { what: "the other program" });
  return program;
}

const listens = (port: number): string =>
  `Bun.listen({ hostname: "0.0.0.0", port: ${port}, socket: { data() {} } });`;
const keepsUdp = 'await Bun.udpSocket({ hostname: "0.0.0.0", port: 6010 });';
/** Says a beacon of another version, again and again. */
const saysOtherVersion = `
  const socket = await Bun.udpSocket({ hostname: "0.0.0.0" });
  socket.setBroadcast(true);
  const beacon = '{"type":"beacon","version":2}';
  setInterval(() => socket.send(beacon, 6010, "10.77.0.255"), 500);`;

/** Says it is a peer of the room, from a network that the first computer is not in. */
const saysFromElsewhere = `
  Bun.spawnSync(["ip", "addr", "add", "192.168.99.1/24", "dev", "eth0"]);
  const socket = await Bun.udpSocket({ hostname: "192.168.99.1" });
  socket.setBroadcast(true);
  const at = { address: "192.168.99.1:6010", name: "eve", peer: "e".repeat(64) };
  const beacon = { type: "beacon", version: 1, kind: "mesh", room: "lobby", ...at };
  setInterval(() => socket.send(JSON.stringify(beacon), 6010, "10.77.0.255"), 500);`;

describe.concurrent("on this computer", () => {
  test("a port that another program has is named, with the program, in words", async () => {
    const port = freePort();
    await using other = await otherProgram([], listens(port));
    const words = ["doctor", "--self", "127.0.0.1", "--port", `${port}`];
    const check = async (language: string, sentence: RegExp): Promise<void> => {
      const { code, out }: Finished = await command([...words, "--lang", language]);
      expect(out).toMatch(sentence);
      expect(code).toBe(3);
    };
    const by = process.platform === "linux" ? `bun.* \\(PID ${other.pid}\\)` : "another program";
    await Promise.all([
      check("en", new RegExp(`^trouble +TCP port ${port} is taken by ${by}`, "m")),
      check("ru", new RegExp(`^плохо +Порт TCP ${port} занят: `, "m")),
    ]);
  });

  test("an address that is not this computer's is a port that can't be listened at", async () => {
    const { code, out } = await command(["doctor", "--self", "203.0.113.7", "--json"]);
    expect(code).toBe(3);
    expect(out).toContain('"what":"tcp-refused"');
  });
});

const title = "on one network (needs root and ip: makes network namespaces)";

describe.concurrent.skipIf(!(await LabNetwork.isPossible()))(title, () => {
  test("nothing is wrong where a neighbour is seen, who never takes the doctor for a peer", async () => {
    await using lab = await Lab.open();
    const ann = await lab.ann("lan");
    const found = await lab.doctor();
    expect(found.all.map(({ what }) => what)).toEqual([
      "tcp-free",
      "udp-free",
      "broadcast-works",
      "heard",
      "dialled",
      "reached",
    ]);
    expect(found.code).toBe(0);
    ann.write('{"do":"quit"}\n');
    expect(await ann.ended()).toBe(0);
    expect(ann.text).not.toMatch(/"(?:link|notice|error|retry)"/);
  });

  test("a ringchat of one's own at the port is no trouble", async () => {
    await using lab = await Lab.open();
    const bert = await lab.ringchat(0, "lan", "--name", "bert");
    await bert.out.first((line) => line.includes('"listening"'), { what: "the peer" });
    await lab.ann("lan");
    const found = await lab.doctor();
    expect(found.all[0]).toMatchObject({
      what: "tcp-ours",
      message: expect.stringMatching("bert"),
    });
    expect(found.code).toBe(0);
  });

  test("a port of beacons that another program keeps for itself is named", async () => {
    await using lab = await Lab.open();
    const other = await lab.other(0, keepsUdp);
    const found = await lab.doctor();
    expect(found.code).toBe(3);
    expect(inTrouble(found)).toEqual(["udp-taken"]);
    expect(found.all[1]?.message).toContain(`(PID ${other.pid})`);
  });

  test("a computer without a network, or whose beacons go nowhere, is told so", async () => {
    await using lab = await Lab.open();
    lab.network.swallowBroadcast(0);
    const mute = await lab.doctor();
    expect([mute.code, inTrouble(mute)]).toEqual([5, ["no-broadcast"]]);
    lab.network.unplug(0);
    const alone = await lab.doctor();
    expect([alone.code, inTrouble(alone)]).toEqual([5, ["no-network"]]);
  });

  test("a firewall that eats incoming connections is named", async () => {
    await using lab = await Lab.open();
    await lab.ann("lan");
    lab.network.dropIncoming(0, 6010);
    const found = await lab.doctor();
    expect([found.code, inTrouble(found)]).toEqual([5, ["not-dialled"]]);
    expect(found.all.map(({ what }) => what)).toContain("reached");
  });

  test("a network that lets beacons through and no connection is named", async () => {
    await using lab = await Lab.open();
    await lab.ann("lan");
    lab.network.dropConnections(0);
    const found = await lab.doctor();
    expect([found.code, inTrouble(found)]).toEqual([5, ["kept-apart"]]);
  });

  test("who was here before and does not answer any more is named", async () => {
    await using lab = await Lab.open();
    await lab.ann("lan");
    using state = new TemporaryFolder();
    const bert = await lab.ringchat(0, "lan", "--name", "bert", "--state", state.path);
    await bert.out.first((line) => line.includes('"joined"'), { what: "the neighbour" });
    bert.write('{"do":"say","text":"hello"}\n');
    await bert.out.first((line) => line.includes('"seenBy":2'), { what: "the receipt" });
    bert.write('{"do":"quit"}\n');
    await bert.ended();
    lab.network.pull(1);
    const found = await lab.doctor("--state", state.path);
    expect([found.code, inTrouble(found)]).toEqual([5, ["silent"]]);
    expect(found.all.find(({ what }) => what === "silent")?.message).toContain(
      "ann (10.77.0.2:6010)",
    );
  });

  test("another room is named, and so is a ring where a mesh is looked for", async () => {
    await using lab = await Lab.open();
    const attic = await lab.ann("lan", "--room", "attic");
    await lab.ann("ring", "--discover");
    const found = await lab.doctor();
    expect([found.code, inTrouble(found).sort()]).toEqual([5, ["other-kind", "other-room"]]);
    const room = found.all.find(({ what }) => what === "other-room");
    expect(room).toMatchObject({ advice: "Go there: --room attic" });
    expect((await lab.doctor("--room", "attic")).code).toBe(0);
    expect(attic.text).not.toContain('"link"');
  });

  test("another version of the protocol is named", async () => {
    await using lab = await Lab.open();
    await lab.other(1, saysOtherVersion);
    const found = await lab.doctor();
    expect([found.code, inTrouble(found)]).toEqual([5, ["other-version"]]);
    expect(found.all.find(({ what }) => what === "other-version")?.message).toContain("10.77.0.2");
  });

  test("a beacon from a network that this computer is not in has nobody dialled", async () => {
    await using lab = await Lab.open();
    await lab.other(1, saysFromElsewhere);
    const found = await lab.doctor();
    expect([found.code, inTrouble(found)]).toEqual([0, []]);
    expect(found.all.map(({ what }) => what)).toContain("nobody-heard");
  });

  test("two doctors that look at once see each other", async () => {
    await using lab = await Lab.open();
    const ann = await lab.ringchat(1, "doctor", "--name", "ann");
    const found = await lab.doctor();
    expect([found.code, inTrouble(found)]).toEqual([0, []]);
    expect(found.all.map(({ what }) => what)).toContain("dialled");
    expect(await ann.ended()).toBe(0);
  });
});
