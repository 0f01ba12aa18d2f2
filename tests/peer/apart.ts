import type { Frame, Run } from "../../src/wire/frame.ts";
import { Identity, room } from "./identity.ts";
import type { Node, NodeOptions } from "./node.ts";
import { memberOptions } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

export const asFrame = (run: Run): Frame => ({ type: "run", run });
export const mallory = (): Identity => new Identity("9", "mallory");

/** Bobby and donald, who do not reach each other until they meet; strangers reach both. */
export class Apart {
  readonly world = new World();
  readonly bobby: Node;
  readonly donald: Node;

  constructor() {
    this.world.unreachable.add(memberOptions(0, 2).address).add(memberOptions(1, 2).address);
    this.bobby = this.world.node(memberOptions(0, 2));
    this.donald = this.world.node(memberOptions(1, 2));
  }

  /** A member in good standing that has nothing and wants everything. */
  joins(node: Node, identity: Identity): Stranger {
    const address = this.world.newAddress("10.7.7.7");
    this.world.listen(address, node);
    return new Stranger(identity).dialsAddress(this.world, address).greets().has([]);
  }

  /** Mallory joins and brings these runs. */
  tell(node: Node, ...runs: readonly Run[]): Stranger {
    return this.joins(node, mallory()).send(...runs.map(asFrame));
  }

  meet(): void {
    this.world.unreachable.clear();
    this.world.run(4_000);
  }

  /** The process is killed and starts anew on what its disk holds. */
  restart(node: Node, change: Partial<NodeOptions> = {}): Node {
    this.world.kill(node);
    const { identity, store } = node;
    const [digit = "", start] = [identity.id.slice(0, 1), parseInt(identity.epoch.slice(8), 16)];
    const again = new Identity(digit, identity.name, start + 1);
    const index = Number(digit) - 1;
    return this.world.node({ ...memberOptions(index, 2), identity: again, store, room, ...change });
  }
}
