/**
 * A process that writes a journal until it is killed. Arguments: the folder, and how many runs to
 * say before it only waits. Prints the number of stored runs after each commit.
 */
import { writeSync } from "node:fs";

import { lockFolder } from "../../src/store/folder_lock.ts";
import { openJournal } from "../../src/store/journal.ts";
import { batchOf, ROOM, SampleFeed } from "./sample_runs.ts";

const [folder = "", runs = ""] = process.argv.slice(2);
const lock = lockFolder(folder);
if (!lock.ok) {
  writeSync(1, `${lock.reason}\n`);
  process.exit(4);
}
const journal = openJournal({ folder, room: ROOM });
const feed = new SampleFeed("aa", process.pid.toString(16).padStart(16, "0"));
if (runs === "2") {
  journal.commit(batchOf({ runs: [feed.say(["one"]), feed.say(["two"])] }));
} else {
  for (let i = 0; i < Number(runs); i += 3) {
    const batch = ["a", "b", "c"].map((each) => feed.say([each.repeat(3_000)]));
    journal.commit(batchOf({ runs: batch }));
    writeSync(1, `${i + 3}\n`);
  }
}
writeSync(1, "done\n");
setInterval(() => {}, 1_000);
