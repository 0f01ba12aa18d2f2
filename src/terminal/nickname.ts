/** The document's question for a nickname, before there is a room. */
import { validName } from "../lib/visible.ts";
import { type AskerOptions, openAsker } from "./asking.ts";

const QUESTION = "👉 Enter your nickname:";

/** A name as it may be used; null when the person went away. */
export async function askNickname(options: AskerOptions): Promise<string | null> {
  const asker = openAsker(options);
  try {
    const answer = await asker.line(QUESTION, (typed) => {
      const name = validName(typed);
      return name.ok ? null : options.words.nameFault[name.reason];
    });
    if (answer === null) return null;
    const name = validName(answer);
    return name.ok ? name.name : null;
  } finally {
    await asker.close();
  }
}
