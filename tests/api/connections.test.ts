/** Links and keys of members, asked and steered by a program. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { sign, verify } from "node:crypto";

import { loadIdentity } from "../../src/store/identity.ts";
import { TemporaryFolder } from "../e2e/temporary_folder.ts";
import { begin, errorOf, first, pair } from "./peers.ts";

setDefaultTimeout(60_000);

describe("a peer of the library", () => {
  test("is told which links a member has, and its own", async () => {
    const { bobby, donald } = await pair();
    const links = await bobby.getConnections(donald.self);
    expect(links.map(({ peer }) => peer.name)).toEqual(["bobby"]);
    expect((await bobby.getConnections()).map(({ peer }) => peer.id)).toEqual([donald.self.id]);
    expect(await errorOf(() => bobby.getConnections("a".repeat(64)))).toEqual({
      code: "unknown-peer",
      message: "No peer aaaaaaaa is known here. See members() for those that are.",
    });
    expect(await errorOf(() => bobby.getConnections("donald"))).toMatchObject({
      code: "bad-value",
    });
    await Promise.all([bobby.leave(), donald.leave()]);
    expect(await errorOf(() => bobby.getConnections())).toMatchObject({ code: "over" });
  });

  test("gives another hints, which it tries, and links itself with whom it wishes", async () => {
    const { bobby, donald } = await pair();
    const eddy = await begin({ name: "eddy" });
    const joined = first(bobby, "notice", ({ peer }) => peer.name === "eddy");
    await bobby.refreshConnections(donald.self, [eddy.self.address]);
    expect((await joined).kind).toBe("joined");
    const frank = await begin({ name: "frank" });
    const linked = first(bobby, "link", ({ peer }) => peer.name === "frank");
    await bobby.refreshConnections(bobby.self, [frank.self.address]);
    expect((await linked).state).toBe("up");
    const many = Array.from({ length: 17 }, () => frank.self);
    expect(await errorOf(() => bobby.refreshConnections(donald.self, many))).toMatchObject({
      code: "bad-value",
    });
    expect(await errorOf(() => bobby.refreshConnections(bobby.self, ["x"]))).toMatchObject({
      code: "bad-value",
    });
    await Promise.all([bobby, donald, eddy, frank].map((peer) => peer.leave()));
  });

  test("has the public key of a member, which that one proved to have", async () => {
    using folder = new TemporaryFolder();
    await using donald = await begin({ name: "donald", state: folder.path, ephemeral: false });
    await using bobby = await begin({ name: "bobby", next: donald.self.address });
    await first(bobby, "link", ({ state }) => state === "up");
    const { epoch, peer, publicKey } = await bobby.handshake(donald.self.id);
    expect(peer).toEqual(donald.self);
    expect(epoch).toMatch(/^[0-9a-f]{16}$/);
    const signature = sign(null, Buffer.from("said"), loadIdentity(folder.path).privateKey);
    expect(verify(null, Buffer.from("said"), publicKey, signature)).toBe(true);
    expect(await errorOf(() => bobby.handshake("b".repeat(64)))).toMatchObject({
      code: "unknown-peer",
    });
  });

  test("drops its link to another, which is linked again where the room needs it", async () => {
    const { bobby, donald } = await pair();
    const changes: string[] = [];
    const again = first(bobby, "link", ({ state }) => {
      changes.push(state);
      return state === "up" && changes.includes("down");
    });
    await bobby.leave(donald.self);
    await again;
    expect(changes).toEqual(["down", "up"]);
    await Promise.all([bobby.leave(), donald.leave()]);
  });
});
