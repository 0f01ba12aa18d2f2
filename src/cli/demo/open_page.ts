type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The words that open a page in the browser of whoever sits here; null where there is no display.
 * The token in the link is used up by the page before anybody could read it off a list of
 * processes, and stands for nothing but a demo.
 */
export function openingWords(
  link: string,
  platform: string,
  env: Environment,
): readonly string[] | null {
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", link];
  const isFar = (env["SSH_CONNECTION"] ?? "") !== "";
  if (platform === "darwin") return isFar ? null : ["open", link];
  const hasDisplay = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((name = "") => name !== "");
  return hasDisplay ? ["xdg-open", link] : null;
}

/** Whether something that opens it was found and started. */
export function openPage(link: string, platform: string, env: Environment): boolean {
  const words = openingWords(link, platform, env);
  if (words === null) return false;
  try {
    const opener = Bun.spawn([...words], { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
    opener.unref();
    return true;
  } catch {
    // No such program: the link is printed all the same.
    return false;
  }
}
