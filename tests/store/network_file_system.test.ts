import { describe, expect, test } from "bun:test";

import {
  fileSystemAt,
  networkFileSystem,
  networkFolderSentence,
} from "../../src/store/network_file_system.ts";
import { tempFolder } from "./temp_folder.ts";

const MOUNTS = String.raw`22 27 0:20 / /proc rw,nosuid shared:5 - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
41 27 0:36 / /home rw,relatime shared:2 master:1 - nfs4 server:/home rw,vers=4.2
42 41 254:1 / /home/local rw - xfs /dev/vdb rw
43 27 0:40 / /mnt/my\040share rw - cifs //server/share rw
44 27 0:41 / /mnt/box rw - fuse.sshfs me@box: rw
45 27 0:42 / /data rw - ext4 /dev/vdc rw
46 27 0:43 / /data rw - 9p host rw
`;

describe("fileSystemAt", () => {
  test.each([
    ["/home/bobby/.local/state", "nfs4"],
    ["/home", "nfs4"],
    ["/homes/bobby", "ext4"],
    ["/home/local/state", "xfs"],
    ["/mnt/my share/state", "cifs"],
    ["/mnt/box", "fuse.sshfs"],
    ["/data/state", "9p"],
    ["/var/lib", "ext4"],
    ["/home/..dots", "nfs4"],
  ])("%s lies on %s", (path, type) => {
    expect(fileSystemAt(path, MOUNTS)).toBe(type);
  });

  test("knows nothing of what is not in the table", () => {
    expect(fileSystemAt("/home", "")).toBe("");
    expect(fileSystemAt("/home", "no such table\n")).toBe("");
  });
});

test("networkFileSystem says nothing of a folder that is not there", () => {
  using folder = tempFolder();
  expect(networkFileSystem(`${folder.path}/missing`)).toBeUndefined();
});

test("networkFolderSentence names the folder and its file system", () => {
  expect(networkFolderSentence("/home/bobby", "nfs4")).toContain("/home/bobby");
  expect(networkFolderSentence("/home/bobby", "nfs4")).toContain("nfs4");
});
