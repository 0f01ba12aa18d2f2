import { userInfo } from "node:os";

import { validName } from "../lib/visible.ts";

/** The name of the account, for whoever gives none; what is no name for a peer is `peer`. */
export function accountName(): string {
  try {
    const valid = validName(userInfo().username);
    return valid.ok ? valid.name : "peer";
  } catch {
    return "peer"; // an account without an entry, as in some containers
  }
}
