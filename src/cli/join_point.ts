/** What one joins at an address: a member's hello tells the kind of its room. */
import type { JoinFault } from "../chat/words.ts";
import type { Address } from "../lib/ids.ts";
import { resolveAddress } from "../net/addresses.ts";
import { type Answer, askHello } from "../net/first_hello.ts";
import type { RoomKind } from "../wire/frame.ts";
import { isRoomName } from "./option_schemas.ts";

export type JoinPoint = { readonly kind: RoomKind; readonly room: string };

export type Tried =
  | { readonly ok: true; readonly point: JoinPoint }
  | { readonly ok: false; readonly fault: JoinFault };

/** Resolves within 5 s. */
export async function tryJoin(address: Address): Promise<Tried> {
  const found = await resolveAddress(address);
  if (!found.ok) return { ok: false, fault: "unknown-host" };
  const answer = await askHello(found.address);
  if (answer.said !== "hello") return { ok: false, fault: FAULTS[answer.said] };
  const { kind, room } = answer.hello;
  // It will be shown and remembered: no ringchat is in a room of such a name.
  if (!isRoomName(room)) return { ok: false, fault: "not-ringchat" };
  return { ok: true, point: { kind, room } };
}

const FAULTS: Readonly<Record<Exclude<Answer["said"], "hello">, JoinFault>> = {
  "no-answer": "nobody",
  nothing: "not-ringchat",
  noise: "not-ringchat",
  error: "refused",
  "other-version": "other-version",
};
