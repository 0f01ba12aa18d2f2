import type { RingLink } from "./ring_links.ts";
import type { Words } from "./words.ts";

export const english: Words = {
  waiting: (next) => `Waiting for ${next}; you can type now`,
  gaveUp: (next, tries, configured) =>
    `Clt gave up on ${next} after ${triesOf(tries)}. Still listening` +
    (configured ? ", and joining it as soon as it appears; you can type now" : ""),
  nextLost: (remote) => `Connection to next peer ${remote} probably lost`,
  guestOf: (guest, peer) => `${guest} (guest of ${peer})`,
  joined: (name) => `User ${name} has joined`,
  back: (name) => `User ${name} is back`,
  lost: (name, tries) =>
    `User ${name} is lost: ` +
    (tries === null ? "does not answer" : `no answer to ${triesOf(tries)}`),
  healed: (next, sentAgain) =>
    `The gap is closed: your next is ${next} now` +
    (sentAgain === 0 ? "" : `, and was sent again what it lacked: ${entriesOf(sentAgain)}`),
  merged: (name) => `Two rings have become one: ${name} was in the other`,
  companionLeft: (name) => `${name} has left`,
  companionLost: (name) => `${name} does not answer any more`,
  serverLost: "Connection to the chat server lost; what you say waits until it is back",
  clientLeft: (number, name) => `Client ${number} has left: ${name}`,
  clientLost: (number, name) => `Client ${number} is lost: ${name}`,
  clientAway: (number, name, reason) => `Client ${number} disconnected: ${name} (${reason})`,
  relayStopped: "Chat server stopped",
  ring: (room, peers, shape, lap) => {
    if (peers === 1) return `Nobody else is in the ring of ${room} yet`;
    const state = shape === "unknown" ? "perhaps open" : shape;
    return `Ring of ${peers} in ${room}, ${state}${lap === null ? "" : `, last lap ${lap} ms`}`;
  },
  mesh: (room, here, missing) => {
    if (here === 1) return `Room ${room}, nobody else is here yet`;
    const links = missing === 0 ? "all linked" : `${missing} not linked`;
    return `Room ${room}, ${here} here, ${links}`;
  },
  meshLink: (link) => (link.state === "down" ? "down" : linkWords(link)),
  hub: "relay",
  nobodyFound: "If somebody should be: ringchat doctor finds out what is in the way",
  throughOthers: "Who is not linked has the messages from the others",
  you: "you",
  since: (time) => `since ${time}`,
  more: (members) => `and ${members} more`,
  moreGuests: (guests) => `and ${guests} more guests`,
  among: {
    missing: "a link among them is missing",
    unknown: "their links are not known from here",
  },
  heldLap: (ms, slowest) => `held the lap ${ms} ms${slowest ? ", slowest" : ""}`,
  clockOff: (minutes, ahead) => `its clock is ${minutes} min ${ahead ? "ahead" : "behind"}`,
  lapReached: (name) => `The last lap got as far as ${name}`,
  lapLost: "The last lap did not come home",
  linkTo: (name, link) => `link to ${name}: ${linkWords(link)}`,
  gap: linkWords,
  otherWay: "Messages find their way round one gap",
  dotted: "Dotted: not known from here",
  refusedByUs: (remote, _code, reason) => `Refused ${remote}: ${reason}`,
  refusedByThem: (remote, _code, reason) => `Refused by ${remote}: ${reason}`,
  rejected: {
    "too-long": "Not sent: a message has at most 16 KiB. Send it in parts",
    empty: "Not sent: there is nothing to read in it",
    leaving: "Not sent: you are leaving",
    "not-text": "Not sent: it holds half characters that no one could read. Paste it again",
  },
  identityInUse: (address) =>
    `A peer with this identity already runs at ${address}. ` +
    "End that one, or start this one with another --state",

  forked: (name) =>
    `${name} said two different things at once, as its key proves. What it said is void`,
  storeFailed: (reason) =>
    `The disk takes nothing more, so this peer ends (${reason}). ` +
    "Free some space, or see to the disk, and start again: what is on it is kept",
  otherVersion: (version) =>
    `Somebody is near, but speaks version ${version} of the protocol, and this program version 1. ` +
    "The older program of the two is to be updated",
  elsewhere: (name, room, kind) =>
    `Somebody is near, but in another room: ${name} in ${room} (${KINDS[kind]}). ` +
    "To go there: the same command and the same --room as theirs",
  deaf: (port, reason) =>
    `Nobody near is heard at UDP port ${port} (${reason}); who hears you still finds you. ` +
    "What is wrong here: ringchat doctor",
  mute: (reason) =>
    `Nobody near hears that you are here (${reason}); you still hear them. ` +
    "What is wrong here: ringchat doctor",
  lookingAround: (address, room) =>
    `Looking for people nearby, in room ${room}; they reach you at ${address}`,

  saidAt: (when) => `said at ${when}`,
  joinedFrom: (name, address) => `User ${name} has joined from ${address}`,
  historyEmpty: {
    start: "Nothing has been said since this start. h all shows what was said before",
    all: "Nothing has been said here yet",
  },
  history: (since, newest) => {
    if (newest !== null) return `History, the newest ${newest} messages; h all shows all`;
    return since === "start" ? "History since this start; h all shows all" : "History";
  },

  backlogBegins: (entries) => `Catching up: ${entries} entries of history are on their way`,
  backlogProgress: (percent, left) => `Catching up ${percent}%, ${left} to come`,
  backlogEnds: (messages, newest) =>
    `Caught up: ${messages} messages were said before; h all shows them. The newest ${newest}:`,

  kept: (messages) =>
    messages === 1
      ? "Kept: it goes out when somebody appears"
      : `${messages} messages kept: they go out when somebody appears`,
  onItsWay: (messages, seenBy, of) => {
    const what = messages === 1 ? "" : `${messages} messages: `;
    const how = seenBy === 1 ? "saved here" : "taken by a neighbour";
    return capitalised(`${what}${how}, on disk at ${seenBy} of ${of}`);
  },
  onDiskAt: (seenBy, of) => `On disk at ${seenBy} of ${of}`,
  onDisk: (messages, of) =>
    messages === 1 ? `On disk at ${of} of ${of}` : `${messages} messages on disk at ${of} of ${of}`,

  hint: "'m hello' says hello, '?' lists the commands",
  help: {
    say: "send a message; alone, it asks for one",
    messageMode: "send every line until an empty one",
    ring: "show who is here, where and since when, and each link",
    history: "show what happened since this start",
    historyAll: "show everything that ever happened",
    page: "show a link that opens the page in a browser, once",
    leave: "leave",
    help: "show this help",
  },
  notSent: (draft) => `Not sent. To send it: ${draft}`,
  tellNeighbour: (address) => `Tell your neighbour: ${address}`,
  page: (link) => `Page: ${link}`,
  noPage: "There is no page. Start with --web, and a link to it is shown",

  askName: "Your name",
  nameFault: {
    empty: "A name has at least one character",
    long: "A name has at most 32 characters",
    start: "A name begins with a letter, a number or an emoji",
    hidden: "A name has only characters that can be seen",
    reserved: "That name is the program's own; take another",
    punctuation: "A name has no ':' and no '·' in it",
  },
  askWay: "How do you begin?",
  ways: {
    find: { label: "Find people here", hint: "everyone on this network, no address needed" },
    join: { label: "Join an address", hint: "somebody told you theirs" },
    ring: { label: "Make a ring", hint: "each names the next" },
  },
  askJoin: "The address of somebody who is there, HOST:PORT",
  trying: (address) => `Trying ${address} ...`,
  cannotJoin: {
    nobody: (address) =>
      `Nobody answers at ${address}. Does ringchat run there, and does its firewall let you in?`,
    "other-version": (address) =>
      `Another version of ringchat runs at ${address}. Both need the same one`,
    "not-ringchat": (address) => `What answers at ${address} is not ringchat`,
    refused: (address) =>
      `${address} takes nobody now: too many are at its door. Try again in a moment`,
    "unknown-host": (address) => `No computer of that name is known: ${address}`,
  },
  askSelf: "Your address, where your neighbour will reach you",
  otherAddress: "another address",
  everyAddress: "all of this machine's addresses",
  askNext: "Your neighbour's address, HOST:PORT (empty: nobody yet)",
  nobodyYet: "nobody yet",
  addressFault: "An address is HOST:PORT, such as 192.168.1.23:6001 or [::1]:6001",
  sameAddress: "That is your own address; your neighbour has another",
  askNewIdentity: (address) =>
    `A peer with this identity already runs at ${address}. Make a new identity for this one?`,
  yes: "Yes",
  no: "No",
};

function triesOf(tries: number): string {
  return tries === 1 ? "1 try" : `${tries} tries`;
}

function entriesOf(entries: number): string {
  return entries === 1 ? "1 entry" : `${entries} entries`;
}

function linkWords(link: RingLink): string {
  if (link.state === "retry") return `retry ${link.attempt} of ${link.of}`;
  return LINKS[link.state];
}

const KINDS = { ring: "a ring", mesh: "a mesh, for lan", star: "a star, to join" } as const;

const LINKS = { up: "up", down: "missing", unknown: "not known from here" } as const;

function capitalised(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
