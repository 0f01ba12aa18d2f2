/** What Windows takes its networks for: in a public one it hides the computer. */
import { win32 } from "node:path";

import * as v from "valibot";

import type { ProfileSeen } from "./seen.ts";

const ASKED =
  "@(Get-NetConnectionProfile | Select-Object Name, InterfaceIndex," +
  " @{ n = 'Category'; e = { [string]$_.NetworkCategory } }) | ConvertTo-Json -Compress";
/** PowerShell takes a second or two to start. */
const timeoutMs = 5_000;

const profile = v.object({
  Name: v.string(),
  InterfaceIndex: v.number(),
  Category: v.string(),
});
/** Of one network it makes an object, not a list. */
const profiles = v.union([
  v.array(profile),
  v.pipe(
    profile,
    v.transform((one) => [one]),
  ),
]);

/** None where it can't be asked. */
export async function windowsProfiles(platform: string): Promise<readonly ProfileSeen[]> {
  if (platform !== "win32") return [];
  try {
    const command = [
      powershellPath(process.env),
      "-NoProfile",
      "-NonInteractive",
      "-Command",
      ASKED,
    ];
    const asked = Bun.spawn(command, { stdio: ["ignore", "pipe", "ignore"], timeout: timeoutMs });
    return readProfiles(await asked.stdout.text());
  } catch {
    return [];
  }
}

/** Windows would look for a bare name in the current folder first, whosever that is. */
export function powershellPath({ SystemRoot = "C:\\Windows" }: NodeJS.ProcessEnv): string {
  return win32.join(SystemRoot, "System32", "WindowsPowerShell", "v1.0", "powershell.exe");
}

/** What PowerShell answered; none when it makes no sense. */
export function readProfiles(text: string): readonly ProfileSeen[] {
  try {
    return v.parse(profiles, JSON.parse(text)).map(({ Category, InterfaceIndex, Name }) => ({
      name: Name,
      index: InterfaceIndex,
      isPublic: Category === "Public",
    }));
  } catch {
    return [];
  }
}
