/**
 * Every size limit of the protocol in one place. Each says what raising it costs; a change here is
 * a change of PROTOCOL.md.
 */

/** One line on the wire, newline left out. Every unauthenticated link may hold this much memory. */
export const lineBytesMax = 64 * 1024;

/** One encoded entry. It must fit in a line with room for what later parts add to it. */
export const entryBytesMax = 32 * 1024;

/**
 * One message as UTF-8. JSON escapes can make it six times as long: an entry's limit counts too.
 */
export const textBytesMax = 16 * 1024;

/** Entries in a run: one signature, one journal row, and what one bad line costs to send again. */
export const runEntriesMax = 256;

/** A run on the wire, header and entries. Every authenticated link may hold this much memory. */
export const runBytesMax = 256 * 1024;

/** Nested arrays and objects in one line. The deepest frame needs four. */
export const depthMax = 6;

/** Feeds an entry may depend on. A mean of 1, at most 10 seen in simulations of 16 busy peers. */
export const dependenciesMax = 64;

/**
 * How far a Lamport clock taken from a voided feed may lead the causes that we know. More entries
 * than that no feed has; without a limit one run would drive the room's clock to 2^53, where nobody
 * could say anything any more. With it that takes two million runs.
 */
export const voidedLeadMax = 2 ** 32;

/** Records in the member table; the tour is linear in it and every newcomer receives it whole. */
export const membersMax = 1024;

/** Records in one `members` frame and feeds in one `have`, so that each fits in a line. */
export const recordsPerFrameMax = 40;
export const feedsPerFrameMax = 256;

/** Links in one `links` frame, and addresses in one `hints`: each hint may cost a dial. */
export const linksPerFrameMax = 512;
export const hintsPerFrameMax = 16;

/** Hops of a lap: as many as the frame's line holds with room to spare. */
export const hopsMax = 256;

/** UTF-16 units of a peer's name and of a room's. */
export const nameLengthMax = 64;

/** One datagram, unfragmented on any network. Each that comes in is parsed, whoever sent it. */
export const beaconBytesMax = 1024;
