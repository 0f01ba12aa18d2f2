/** Whether a folder lies on another machine, where locks and syncs may not mean what they say. */
import { readFileSync, realpathSync } from "node:fs";
import { posix } from "node:path";

/** As the kernel and FUSE name them. */
const NETWORK_TYPES =
  /^(?:nfs\d*|cifs|smb\d*|smbfs|smb3|9p|afs|ceph|coda|ncpfs|glusterfs|lustre|gfs2?|ocfs2|beegfs|orangefs|fuse\.(?:sshfs|s3fs|rclone|davfs2?|gcsfuse|glusterfs|ceph|cephfs|curlftpfs|smbnetfs|nfs\w*|gvfsd-fuse|juicefs|seaweedfs)|davfs|virtiofs|vboxsf|fuse\.vmhgfs-fuse|prl_fs)$/;

/**
 * The type of the network file system that `folder`, which must exist, lies on, such as `nfs4`;
 * undefined when it is local, or when the system has no way to tell.
 */
export function networkFileSystem(folder: string): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const type = fileSystemAt(realpathSync(folder), readFileSync("/proc/self/mountinfo", "utf8"));
    return NETWORK_TYPES.test(type) ? type : undefined;
  } catch {
    return undefined;
  }
}

/** What to tell of it, in English. */
export function networkFolderSentence(folder: string, type: string): string {
  return (
    `The state folder ${folder} lies on a network file system (${type}), which may lose what it ` +
    "said to have stored. Choose a local one: --state DIR"
  );
}

/**
 * The type of the file system that holds `path`; empty when unknown.
 * @param mountinfo as in proc_pid_mountinfo(5): the mount point is field 5, octal escapes in it;
 * the type follows a lone hyphen. Of mounts on one point the last counts.
 */
export function fileSystemAt(path: string, mountinfo: string): string {
  let best = { point: "", type: "" };
  for (const line of mountinfo.split("\n")) {
    const fields = line.split(" ");
    const point = unescapeOctal(fields[4] ?? "");
    const type = fields[fields.indexOf("-") + 1] ?? "";
    if (point !== "" && isWithin(path, point) && point.length >= best.point.length) {
      best = { point, type };
    }
  }
  return best.type;
}

function isWithin(path: string, folder: string): boolean {
  const relative = posix.relative(folder, path);
  return relative !== ".." && !relative.startsWith("../");
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
}
