/** Who is here as a person reads it, in every kind of room: the answer to `r`. */
import type { RingView } from "../peer/shown.ts";
import type { MemberContext } from "./member_list.ts";
import { meshLines } from "./mesh_lines.ts";
import { ringLines } from "./ring_lines.ts";
import type { Canvas } from "./ring_picture.ts";

/** @param canvas null where nothing can be drawn, nor a row be too wide */
export function hereLines(
  room: RingView,
  context: MemberContext,
  canvas: Canvas | null,
): { readonly head: string; readonly body: readonly string[] } {
  context.names.meet(room.peers);
  return room.kind === "ring" ? ringLines(room, context, canvas) : meshLines(room, context, canvas);
}
