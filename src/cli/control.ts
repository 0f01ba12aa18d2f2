/** Answers whoever asks the running peer of a state folder, in the lines of --json. */
import { errorEvent } from "../chat/json_lines.ts";
import { jsonLine } from "../lib/json_line.ts";
import { listenLocal, type LocalConnection, type LocalEvents } from "../net/local_socket.ts";
import { AnswerRoom } from "./answer_room.ts";
import { takeControlPlace } from "./control_place.ts";
import { JsonScript } from "./json_script.ts";
import { OutputQueue } from "./output_queue.ts";
import type { PeerRoom } from "./peer_room.ts";

/** Conversations at a time. They are this account's own: more is a mistake of some script. */
const CONVERSATIONS_MAX = 32;
/** What may wait for a slow reader: a long history. Then the conversation ends. */
const ANSWER_CHARACTERS_MAX = 64 << 20;

/** Throws when it can't listen. */
export function openControl(folder: string, room: PeerRoom): { close(): void } {
  const place = takeControlPlace(folder);
  const open = new Set<LocalConnection>();
  try {
    const listener = listenLocal(place.path, (connection) => converse(connection, room, open));
    const close = (): void => {
      listener.stop();
      for (const connection of open) connection.hangUp();
      place.clear();
    };
    return { close };
  } catch (error) {
    place.clear();
    throw error;
  }
}

function converse(
  connection: LocalConnection,
  peerRoom: PeerRoom,
  open: Set<LocalConnection>,
): LocalEvents {
  if (open.size >= CONVERSATIONS_MAX) {
    const reason = "Too many ask this peer at once. Close some of the connections";
    void connection.write(`${jsonLine(errorEvent("busy", reason))}\n`);
    setTimeout(() => connection.hangUp(), 100).unref();
    return { data: () => {}, closed: () => {} };
  }
  open.add(connection);
  const room = new AnswerRoom(peerRoom);
  const end = (): void => {
    open.delete(connection);
    connection.hangUp();
  };
  const sink = { write: (text: string) => connection.write(text).then(() => 0), flush: () => 0 };
  const output = new OutputQueue(sink, ANSWER_CHARACTERS_MAX, () => room.leave());
  const script = new JsonScript({ room, output, strict: true });
  room.subscribe((shown) => {
    script.tell(shown);
    if (shown.show === "stopped") void output.drained().then(end);
  });
  return {
    data: (bytes) => script.take(bytes),
    closed: () => {
      room.leave();
      end();
    },
  };
}
