/**
 * Our own fault, not the network's or the user's: ends the process with what is needed to replay.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`ringchat: broken invariant: ${message}`);
}
