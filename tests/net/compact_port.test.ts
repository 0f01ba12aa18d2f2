import { expect, test } from "bun:test";
import { createSocket } from "node:dgram";

import { openCompactPort } from "../../src/net/compact_port.ts";
import type { Outlet } from "../../src/net/interfaces.ts";
import { guestName } from "../../src/peer/names.ts";
import { encodeCompact } from "../../src/wire/compact_frame.ts";
import { Arrivals } from "../e2e/arrivals.ts";
import { freePort } from "../e2e/free_ports.ts";

const far: Outlet = { host: "192.0.2.1", netmask: "255.255.255.0", broadcast: "192.0.2.255" };
const near: Outlet = { host: "127.0.0.1", netmask: "255.0.0.0", broadcast: "127.255.255.255" };

// Other systems have only 127.0.0.1 until somebody adds more.
test.skipIf(process.platform !== "linux")(
  "a datagram from a network that this machine is not in leads to no dial",
  async () => {
    const port = freePort();
    const told = new Arrivals<string>();
    let asked = 0;
    const opened = openCompactPort({
      name: "ann",
      port,
      self: "127.0.0.1",
      // First for what is said at the start, then for what comes from without.
      networks: () => (asked++ < 2 ? [far] : [near]),
      admitName: guestName,
      deaf: (reason) => told.push(`deaf: ${reason}`),
      diagnostics: () => {},
      guests: {
        guestHere: (address, name) => told.push(`${name} at ${address}`),
        guestSays: () => {},
        guestGone: () => {},
      },
    });
    const guest = Bun.listen({ hostname: "127.0.0.9", port, socket: { data: () => {} } });
    const socket = createSocket("udp4");
    try {
      await new Promise<void>((bound) => {
        socket.bind(0, "127.0.0.9", bound);
      });
      for (const text of ["far", "near"]) {
        socket.send(encodeCompact({ type: "name", text }), port, "127.0.0.1");
      }
      await told.when(() => told.items.length > 0, { what: "that somebody is here" });
      expect(told.items).toEqual(["near at 127.0.0.9"]);
    } finally {
      opened.close();
      socket.close();
      guest.stop(true);
    }
  },
);
