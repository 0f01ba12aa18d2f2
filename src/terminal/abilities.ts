/** What the two ends of the program can do, and the person wants. */
export type Abilities = {
  /** A person at a terminal, on both ends. */
  readonly interactive: boolean;
  /** Escape sequences are welcome. */
  readonly colour: boolean;
};

/**
 * @param env NO_COLOR (no-color.org: any value but the empty one) and TERM=dumb want no escapes
 * @param noColour the value of --no-color
 */
export function abilitiesOf(
  input: { readonly isTTY?: boolean },
  output: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  noColour: boolean,
): Abilities {
  const unwanted = noColour || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  const terminal = output.isTTY === true;
  return { interactive: terminal && input.isTTY === true, colour: terminal && !unwanted };
}
