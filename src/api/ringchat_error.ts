import { type Failure, failureOf } from "../cli/failure.ts";
import { failureSentence } from "../cli/failure_sentences.ts";

/**
 * `over`: the peer has left or ended; `too-slow`: events were not taken in time; `unknown-peer`,
 * `unreached`, `mute`: a member that was asked something is unknown, does not answer, or runs a
 * version that can't be asked. The rest are why a peer can't start, or a text can't be said
 * (`not-said`). docs/API.md says what to do about each.
 */
export type RingchatErrorCode =
  Failure["why"] | "over" | "too-slow" | "unknown-peer" | "unreached" | "mute";

/** The only error that the library throws, unless it is its own fault. */
export class RingchatError extends Error {
  override readonly name = "RingchatError";
  readonly code: RingchatErrorCode;

  /** @param message a sentence that says what to do */
  constructor(code: RingchatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why a peer can't start, in terms of what `start` takes; null for an error of our own. */
export function startError(error: unknown): RingchatError | null {
  const failure = failureOf(error);
  if (failure === null) return null;
  const sentence = failureSentence(failure, "en");
  return new RingchatError(failure.why, inTermsOfOptions(sentence), { cause: error });
}

/** Who calls a function gives options, no flags: `--retry-ms MS` is `retryMs` there. */
function inTermsOfOptions(sentence: string): string {
  return sentence.replaceAll(
    /--([a-z]+(?:-[a-z]+)*)(?: [A-Z]+(?::[A-Z]+)?\b)?/g,
    (_flag, name: string) => {
      const option = name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
      return `the option \`${option}\``;
    },
  );
}

export function overError(): RingchatError {
  return new RingchatError("over", "This peer has left the room. Start another one.");
}
