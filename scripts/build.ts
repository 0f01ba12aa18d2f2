/**
 * dist/ringchat for this machine, or with --all for every platform, with SHA256SUMS.
 */
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

import { signedAdHoc } from "./mach_o_signature.ts";

const root = resolve(import.meta.dir, "..");
const dist = join(root, "dist");

/** dist/ringchat of this machine. */
export const binaryPath = join(dist, process.platform === "win32" ? "ringchat.exe" : "ringchat");

/** How every executable of ours is built. */
export const compileFlags = [
  "--compile",
  // Else whoever owns the folder that ringchat is started in could run code or set variables.
  "--no-compile-autoload-bunfig",
  "--no-compile-autoload-dotenv",
  "--minify",
  // A fault report names lines of src; costs 0.2 MB, read only then.
  "--sourcemap=linked",
  // Parsed ahead, it listens after 19 ms, not 40. Without ESM these packages fail at start.
  "--bytecode",
  "--format=esm",
  // Else every node: module that anything imports is loaded at each start, clack's readline too.
  "--splitting",
];

/** Bun's names for platforms, and those of the npm packages that hold Bun for them. */
const platforms = [
  { name: "linux-x64", package: "@oven/bun-linux-x64", exe: "" },
  { name: "linux-arm64", package: "@oven/bun-linux-aarch64", exe: "" },
  { name: "darwin-arm64", package: "@oven/bun-darwin-aarch64", exe: "" },
  { name: "darwin-x64", package: "@oven/bun-darwin-x64", exe: "" },
  { name: "windows-x64", package: "@oven/bun-windows-x64", exe: ".exe" },
] as const;

type Platform = (typeof platforms)[number];

/**
 * Compiles one file to one executable. The old one stays in place until the new one is whole, as
 * someone may be running it. Throws with Bun's output.
 */
export async function compile(
  entry: string,
  outfile: string,
  platform = `${process.platform}-${process.arch}`,
  flags: readonly string[] = [],
) {
  const folder = resolve(outfile, "..");
  await mkdir(folder, { recursive: true });
  // Beside it, so that it can be renamed; source maps, of which the executable has a copy, stay.
  const workplace = await mkdtemp(join(folder, "unfinished-"));
  const unfinished = join(workplace, basename(outfile));
  try {
    // Bun leaves its own temporary file in the current folder when it is killed.
    await run(
      [process.execPath, "build", ...compileFlags, ...flags, entry, `--outfile=${unfinished}`],
      workplace,
    );
    if (platform === "darwin-x64") {
      await Bun.write(unfinished, signedAdHoc(await Bun.file(unfinished).bytes(), "ringchat"));
    }
    await rename(unfinished, outfile);
  } finally {
    await rm(workplace, { recursive: true });
  }
}

export async function buildForThisMachine() {
  await compile(join(root, "src/main.ts"), binaryPath);
}

async function buildForAll() {
  const sums: string[] = [];
  for (const platform of platforms) {
    const outfile = join(dist, `ringchat-${platform.name}${platform.exe}`);
    console.log(`Building ${basename(outfile)} ...`);
    await compile(join(root, "src/main.ts"), outfile, platform.name, [
      `--target=bun-${platform.name}`,
      `--compile-executable-path=${await bunFor(platform)}`,
    ]);
    sums.push(`${await sha256(outfile)}  ${basename(outfile)}`);
  }
  await Bun.write(join(dist, "SHA256SUMS"), `${sums.join("\n")}\n`);
  console.log(`${sums.length} executables and SHA256SUMS are in dist/.`);
}

/** Path of this very version of Bun for another platform, from npm's registry the first time. */
async function bunFor(platform: Platform): Promise<string> {
  const cache = join(root, "node_modules/.cache/ringchat", `bun-${Bun.version}-${platform.name}`);
  const path = join(cache, "package/bin", `bun${platform.exe}`);
  if (!(await Bun.file(path).exists())) {
    console.log(`  fetching ${platform.package}@${Bun.version} (once, some 40 MB) ...`);
    const fetched = `${cache}.${process.pid}.tmp`;
    await mkdir(fetched, { recursive: true });
    await run(["npm", "pack", "--loglevel=error", `${platform.package}@${Bun.version}`], fetched);
    const [archive = ""] = await readdir(fetched);
    await run(["tar", "-xzf", archive], fetched);
    await rename(fetched, cache);
  }
  return path;
}

async function run(command: string[], cwd: string) {
  const child = Bun.spawn(command, { cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr, code] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`${command.join(" ")} failed:\n${stdout}${stderr}`);
}

async function sha256(path: string): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const chunk of Bun.file(path).stream()) hasher.update(chunk);
  return hasher.digest("hex");
}

if (import.meta.main) {
  if (process.argv.includes("--all")) {
    await buildForAll();
  } else {
    await buildForThisMachine();
    const mebibytes = ((await stat(binaryPath)).size / 2 ** 20).toFixed(0);
    console.log(`Built dist/${basename(binaryPath)} (${mebibytes} MiB).`);
  }
}
