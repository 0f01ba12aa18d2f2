/** Freezes a child, says its process id, and waits to be killed. */
import { ChildPeer } from "../../../src/cli/demo/child_peer.ts";

const listening = '{"event":"listening","at":"127.0.0.1:1"}';
const command = ["/bin/sh", "-c", `echo $$ >&2; echo '${listening}'; exec cat >/dev/null`];

const child = new ChildPeer(
  { command, env: {} },
  {
    onListening: () => {
      child.freeze();
      console.log(child.state);
    },
    onEnd: () => {},
  },
);
child.start();
