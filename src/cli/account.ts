import { userInfo } from "node:os";

import { validName } from "../lib/visible.ts";

/** The name of the account, for whoever gives none; what is no name for a peer is `peer`. */
export function accountName(): string {
  try {
    const { username } = userInfo();
    const valid = validName(username);
    // What Bun says where no variable tells: nobody is called so.
    return valid.ok && username !== "unknown" ? valid.name : "peer";
  } catch {
    return "peer"; // an account without an entry, as in some containers
  }
}
