import type { PageWords } from "./page_words.ts";

export const english: PageWords = {
  skip: "Skip to the message box",
  talk: "Messages",
  chat: "Chat",
  ring: "Ring",
  people: "People",
  log: "Events",
  views: "Parts of the page",
  write: "Write a message",
  writeHint: "Message: Enter sends, Shift-Enter makes a new line",
  send: "Send",
  search: "Search the history",
  closeSearch: "Back to the messages",
  logLevel: "Level",
  logFilter: "Filter the events",

  connection: {
    connecting: "Connecting",
    open: "Connected",
    silent: "Your peer is silent",
    lost: "Connection lost, trying again",
    "no-session": "Not connected",
  },
  noSession:
    "This page may not speak with its peer: a link opens it once. " +
    "Open a new one: w at the terminal prints it",
  stopped: "Your peer has ended. Start it again, and open the link that it prints",
  self: (name, address) => `${name} at ${address}`,

  today: "Today",
  yesterday: "Yesterday",
  saidBefore: "said before you came",
  showAll: "Show all of it",
  beginning: "The conversation begins here",
  loadingOlder: "Loading older messages",
  furthest:
    "The page goes back no further. Search finds older messages, and ringchat export has all",
  newBelow: (messages) => (messages === 1 ? "1 new message" : `${messages} new messages`),
  toNewest: "To the newest",
  seenBy: (seenBy, of) => `${seenBy} of ${of}`,

  offline: "Not connected: what you write stays here until it can be sent",
  unconfirmed: "The connection broke before this was confirmed: look whether it is there already",

  gone: { left: (time) => `left at ${time}`, lost: (time) => `lost at ${time}` },
  here: "here",

  noLines: "Nothing of this level",
  unreadable: (fault) => `The page could not read what its peer said: ${fault}`,

  searching: "Searching",
  nothingFound: "Nothing was found",
  found: (messages, more) => {
    if (more) return `The newest ${messages} that were found`;
    return messages === 1 ? "1 message was found" : `${messages} messages were found`;
  },

  notify: { on: "Stop notifying me", off: "Notify me of messages" },
};
