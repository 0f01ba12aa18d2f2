/** Whether there is a person to ask: a terminal on both ends. */
export function atTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** https://no-color.org: any value but the empty one says no. */
export function wantsColour(
  noColor: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return !noColor && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}
