import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

// npm may have to fetch; the default is 5 s, and holds for each file anew.
setDefaultTimeout(60_000);

const isWindows = process.platform === "win32";
const npm = isWindows ? null : Bun.which("npm");

/** Whether there is a registry to install from: a machine that was set up may be offline by now. */
const isOnline =
  npm !== null &&
  Bun.spawnSync([npm, "view", "bun", "version", "--fetch-retries=0", "--fetch-timeout=10000"], {
    stdout: "ignore",
    stderr: "ignore",
  }).success;
if (!isOnline) console.error("Skipped: a set-up, as npm's registry does not answer");

/** A checkout as a new machine has it: no node_modules, and no Bun on PATH. */
let machine: string;
/** With a space, as people's folders have them. */
let checkout: string;
const setUp = ["package.json", "package-lock.json", "scripts", "p1.sh", "p2.sh", "p3.sh"];

/** The program itself is not what is tested here. */
const stub = "console.log('argv', JSON.stringify(Bun.argv.slice(2)));";

beforeAll(async () => {
  machine = await mkdtemp(join(tmpdir(), "ringchat-setup-"));
  await mkdir(join(machine, "bin"));
  for (const program of ["node", "npm"]) {
    await symlink(Bun.which(program) ?? program, join(machine, "bin", program));
  }
  checkout = await newCheckout("ring chat");
});

afterAll(() => rm(machine, { recursive: true, force: true }));

async function newCheckout(name: string): Promise<string> {
  const folder = join(machine, name);
  const root = resolve(import.meta.dir, "../..");
  for (const entry of setUp) await cp(join(root, entry), join(folder, entry), { recursive: true });
  await Bun.write(join(folder, "src/main.ts"), stub);
  return folder;
}

function start(command: string[], env: Record<string, string> = {}, cwd = machine) {
  return Bun.spawn(command, {
    cwd,
    env: { ...process.env, PATH: `${join(machine, "bin")}:/usr/bin:/bin`, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function finish(child: ReturnType<typeof start>) {
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, stdout, stderr };
}

async function run(script: string, ...args: string[]) {
  return await finish(start([join(checkout, script), ...args]));
}

function noNetwork() {
  return {
    npm_config_registry: "http://127.0.0.1:1",
    // A proxy would answer something else.
    npm_config_noproxy: "127.0.0.1",
    npm_config_cache: join(machine, "empty-cache"),
  };
}

function peerLines(number: number, name: string, own: number, next: number, more: string[] = []) {
  const argv = [
    "ring",
    "--name",
    name,
    "--self",
    `127.0.0.1:${own}`,
    "--next",
    `localhost:${next}`,
  ];
  argv.push("--state", join(checkout, ".ringchat", name), "--log-level", "debug", ...more);
  const start = `Starting peer ${number} (${own} -> ${next})`;
  return `${start}\n'm' - message, 'q' - quit\nargv ${JSON.stringify(argv)}\n`;
}

const withNpm = test.skipIf(npm === null);
const online = test.skipIf(!isOnline);

online("a set-up that was killed half-way is done again", async () => {
  const killed = start([join(checkout, "p1.sh")]);
  const lock = join(checkout, ".setup/lock");
  const holders = () => (existsSync(lock) ? readFileSync(lock, "utf8").split(" ") : []);
  while (holders().length < 2) await Bun.sleep(10);
  for (const pid of holders()) process.kill(Number(pid), "SIGKILL");
  expect((await finish(killed)).code).not.toBe(0);
  expect(await Bun.file(join(checkout, ".setup/unfinished")).exists()).toBe(true);
});

online("three terminals at once share one set-up, and each says what it does", async () => {
  const runs = await Promise.all([run("p1.sh"), run("p2.sh"), run("p3.sh")]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  const said = runs.map(({ stderr }) => stderr);
  // The one that was killed may not be gone yet, so the first of these may wait for it.
  const waiting = String.raw`Waiting for the set-up that runs in another terminal \(process \d+\) \.\.\.\n`;
  const settingUp = new RegExp(`^(${waiting})?Setting up: .*\nSet up in \\d+ s\\.\n$`);
  expect(said.filter((text) => settingUp.test(text))).toHaveLength(1);
  expect(said.filter((text) => new RegExp(`^${waiting}$`).test(text))).toHaveLength(2);
  expect(runs.map(({ stdout }) => stdout)).toEqual([
    peerLines(1, "bobby", 6001, 6002),
    peerLines(2, "donald", 6002, 6003),
    peerLines(3, "eddy", 6003, 6001),
  ]);
});

online("once set up nothing is said, and options are passed on last", async () => {
  const { stdout, stderr } = await run("p2.sh", "--lang", "ru", "two words");
  expect(stderr).toBe("");
  expect(stdout).toBe(peerLines(2, "donald", 6002, 6003, ["--lang", "ru", "two words"]));
});

online("with --json only the program writes to stdout", async () => {
  const { stdout, stderr } = await run("p3.sh", "--json");
  expect(stdout).toStartWith("argv ");
  expect(stderr).toBe("Starting peer 3 (6003 -> 6001)\n'm' - message, 'q' - quit\n");
});

online("npm start passes its arguments on to the source", async () => {
  const { stdout } = await finish(start(["npm", "start", "-s", "--", "status"], {}, checkout));
  expect(stdout).toBe('argv ["status"]\n');
});

online("where install scripts are not allowed, the real Bun is found", async () => {
  const placeholder = join(checkout, "node_modules/bun/bin/bun.exe");
  const oven = join(checkout, "node_modules/@oven");
  const [platform = ""] = await readdir(oven);
  await rename(placeholder, join(oven, platform, "bin/bun"));
  await Bun.write(placeholder, 'echo "Error: the postinstall script was not run." >&2\nexit 1\n');
  await chmod(placeholder, 0o755);
  const { stdout, stderr } = await run("p1.sh");
  expect(stderr).toBe("");
  expect(stdout).toBe(peerLines(1, "bobby", 6001, 6002));
});

withNpm("without a network and a dist/ringchat, each terminal is told what to do", async () => {
  const offline = await newCheckout("offline");
  const runs = await Promise.all(
    ["p1.sh", "p2.sh"].map((script) => finish(start([join(offline, script)], noNetwork()))),
  );
  for (const { code, stdout, stderr } of runs) {
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toEndWith(
      "Set-up failed: npm's registry can't be reached (ECONNREFUSED). It is needed once: " +
        "connect to the network and try again.\nOr copy a ringchat that was built for this " +
        `machine to ${offline}/dist/ringchat.\n`,
    );
  }
  expect(runs.filter(({ stderr }) => stderr.startsWith("Setting up: "))).toHaveLength(1);
});

withNpm("without a network a dist/ringchat that is there is used", async () => {
  const offline = join(machine, "offline");
  const binary = join(offline, "dist/ringchat");
  await Bun.write(binary, '#!/bin/sh\necho "binary $3"\n');
  await chmod(binary, 0o755);
  const { code, stdout, stderr } = await finish(start([join(offline, "p1.sh")], noNetwork()));
  expect(code).toBe(0);
  expect(stderr).toContain("\nUsing dist/ringchat instead.\n");
  expect(stdout).toBe("Starting peer 1 (6001 -> 6002)\n'm' - message, 'q' - quit\nbinary bobby\n");
});
