/** The library's face: a peer of a room for another program of Bun. docs/API.md is its manual. */
export { RingchatError, type RingchatErrorCode } from "./api/ringchat_error.ts";
export type {
  Handshake,
  PeerRef,
  Receipt,
  RingchatPeer,
  RoomEvent,
  SentMessage,
} from "./api/ringchat_peer.ts";
export { start } from "./api/start.ts";
export type { StartOptions } from "./api/start_options.ts";
export type { HistoryMessage } from "./peer/history.ts";
export type {
  GuestView,
  LinkOf,
  PeerView,
  PresentGuest,
  PresentView,
  RingView,
} from "./peer/shown.ts";
