/**
 * Every deadline of the protocol, in milliseconds. What each costs when changed stands beside it.
 */

/** TCP connect. Longer delays the count of tries to a peer whose host drops packets. */
export const dialTimeoutMs = 3_000;
/** From open to authenticated. Longer lets slow openers hold more of the places for strangers. */
export const greetingTimeoutMs = 5_000;
/** Between pings on a link. Shorter costs bytes, longer delays the notice of a dead peer. */
export const heartbeatMs = 1_000;
/** Silence after which a link is dead: three heartbeats may be lost. */
export const silenceMaxMs = 3_500;
/** The configured next is dialled this often when it was given up, or left. */
export const quietDialMs = 2_000;
/** Scouts go out at a random time between these. They alone merge rings that were split. */
export const scoutMinMs = 10_000;
export const scoutMaxMs = 20_000;
/** A link that no overlay wants stays this long, so that what it was opened for gets done. */
export const unneededLinkMs = 6_000;
/** Between digests of all that a peer has. Shorter costs bytes, longer delays repairs. */
export const digestMs = 10_000;
/** Receipts are told this often at most. */
export const receiptMs = 50;
/** From when something was said, after a rest, to the lap that tells who has it. */
export const receiptLapFirstMs = 30;
/** To the next, doubled up to the longest while some lack it. Shorter costs every peer frames. */
export const receiptLapGapMs = 200;
export const receiptLapMaxMs = 1_000;
/** A link that brings nothing of its backlog for so long no longer keeps the others waiting. */
export const backlogStuckMs = 1_500;
/** So long links wait for what another one will say to have: three may wait for each other. */
export const haveLateMs = 300;
/** How often a newcomer hears how far its backlog is. */
export const backlogTellMs = 200;
/**
 * Of every 100 ms so much goes into a long backlog; in the rest the talk of the others has this
 * machine to itself. Longer makes the newcomer complete sooner.
 */
export const backlogTurnMs = 50;
/** Two links between the same two peers, dialled by both: one goes after this. */
export const duplicateLinkMs = 1_500;
/** A hop holds a lap this long before it sends it back. */
export const lapHoldMs = 1_000;
/** A lap that is not home by then is given up. */
export const lapTimeoutMs = 1_500;
/** A lap older than this says nothing about the ring of now. */
export const lapFreshMs = 2_000;
/** Leaving waits this long for a neighbour to have the leave notice on disk. */
export const leaveTimeoutMs = 1_500;
/** Ticks further apart than this mean that this process did not get to run. */
export const stallMs = 1_000;
/** Ticks further apart than this mean that the machine slept: dials go out at once. */
export const sleepGapMs = 5_000;
/** Refutations of one's own go out this often at most. */
export const refuteMs = 1_000;
/** Digests that come oftener on one link are not looked at. */
export const digestMinMs = 5_000;
/** A link that nobody wants ends by then, whatever it still seems to bring. */
export const unneededLinkMaxMs = 60_000;
/** A member that another peer marked down has this long to refute it before it is told as lost. */
export const doubtMs = 2_000;
/** Members of another ring come this close upon each other. */
export const mergeQuietMs = 3_000;
/** Own records of other processes that came back within this time. */
export const cloneWindowMs = 60_000;
/**
 * Of several peers that hear a guest at once each waits so long for each lower id. Longer makes two
 * `joined` of one guest rarer, and its first words later where the lowest do not hear it.
 */
export const guestTurnMs = 200;
/** From when a guest's peer gave it up to when another serves it: it may just be leaving. */
export const guestTakeOverMs = 1_000;
/** One guest is announced this often at most, whoever else claims it. */
export const guestAnnounceMs = 1_000;
/** Where both ends dial, the lower id begins so late, the other after twice that. */
export const mutualDialMs = 300;
/** A hub dials who was linked only after this: clients come by themselves, every 2 s at least. */
export const clientComesMs = 3_000;
/** Who can't be reached but lives is tried again after this, doubled each time up to the most. */
export const unreachedMs = 10_000;
export const unreachedMaxMs = 300_000;
/** Between beacons, give or take a fifth. Shorter costs everyone near a datagram. */
export const beaconMs = 3_000;
/** Between the first ones: datagrams are lost, and who starts at the same time is not up yet. */
export const firstBeaconGapsMs: readonly number[] = [200, 500, 1_000];
/** Who is near answers sooner. Longer lets false beacons hold more of the dials. */
export const nearDialMs = 1_000;
/** Beacons lead to one address this often at most. */
export const nearAgainMs = 5_000;
/** A question to a member is answered by then, or was in vain. */
export const questionMs = 5_000;
/** From one question on a link to the next. */
export const questionGapMs = 1_000;
/** In each of these the other end may ask so much. */
export const questionWindowMs = 10_000;
/** Whoever asked wants the link for so long: three of its questions. */
export const askedLinkMs = 15_000;
/** Between questions on a link that a program wishes for. */
export const wishAskMs = 5_000;
/** Between dials for such a link. */
export const wishDialMs = 5_000;
