/** From what was seen to what is wrong. Pure. */
import { splitAddress } from "../../lib/ids.ts";
import { isLoopback } from "../../net/interfaces.ts";
import type { Beacon } from "../../wire/beacon.ts";
import type { RoomKind } from "../../wire/frame.ts";
import { EXIT, type ExitCode } from "../exit_codes.ts";
import { type Finding, MEANING, type Other } from "./finding.ts";
import type { Asked, PortSeen, Seen } from "./seen.ts";

const roomsMax = 4;

export function findingsOf(seen: Seen): Finding[] {
  const tcp = portFinding("tcp", seen.tcp);
  // Nothing else could be tried.
  if (tcp.what === "tcp-refused") return [tcp];
  const others = othersIn(seen);
  return [
    tcp,
    portFinding("udp", seen.udp),
    broadcastFinding(seen),
    ...peopleFindings(seen, others),
    // Without a network nobody is refused, silent or kept apart.
    ...(seen.ways.length === 0 ? [] : linkFindings(seen.tcp, others)),
    ...profileFindings(seen),
  ];
}

/** A peer on this machine proves nothing of the network; within it that is all there is. */
export function isAnother(host: string, self: string | null, ownHosts: readonly string[]): boolean {
  if (self !== null && isLoopback(self)) return true;
  return !isLoopback(host) && !ownHosts.includes(host);
}

type Others = ReturnType<typeof othersIn>;

/** Everyone but ourselves. */
function othersIn({ asked, beacons, callers, kind, ownHosts, room, self }: Seen) {
  const isElsewhere = (host: string): boolean => isAnother(host, self, ownHosts);
  const isOurs = (other: { kind: RoomKind; room: string }): boolean =>
    other.room === room && other.kind === kind;
  const away = beacons.filter(({ host }) => isElsewhere(host));
  const all = away.flatMap(({ heard }) => (heard.heard === "beacon" ? [heard.beacon] : []));
  const heard = all.filter(isOurs);
  const questions = asked.filter(({ address }) => isElsewhere(splitAddress(address).host));
  const members = questions.filter(({ answer }) => answer.said === "hello" && isOurs(answer.hello));
  return {
    /** Of the room and kind that is looked for. */
    heard,
    foreign: all.filter((beacon) => !isOurs(beacon)),
    otherVersions: [
      ...away.filter((one) => one.heard.heard === "other-version").map(({ host }) => host),
      ...questions
        .filter(({ answer }) => answer.said === "other-version")
        .map(({ address }) => splitAddress(address).host),
    ],
    callers: callers.filter(isElsewhere),
    reached: questions.filter(({ answer }) => answer.said !== "no-answer"),
    unreached: questions.filter(({ answer }) => answer.said === "no-answer"),
    /** Who should have dialled, having heard our beacon. Not every ring listens for them. */
    expected: kind === "mesh" ? [...heard, ...members] : heard,
  };
}

function portFinding(which: "tcp" | "udp", seen: PortSeen): Finding {
  const { port } = seen;
  switch (seen.is) {
    case "free":
      return { what: `${which}-free`, port };
    case "ours":
      return { what: "tcp-ours", port, name: seen.name };
    case "taken":
      return { what: `${which}-taken`, port, by: seen.by };
    case "refused":
      return { what: `${which}-refused`, port, reason: seen.reason };
  }
}

function broadcastFinding({ udp, ways }: Seen): Finding {
  if (ways.length === 0) return { what: "no-network" };
  const working = ways.filter(({ beacon }) => beacon === "returned");
  if (working.length > 0)
    return { what: "broadcast-works", hosts: working.map(({ host }) => host) };
  const reasons = ways.flatMap(({ beacon }) =>
    typeof beacon === "object" ? [beacon.refused] : [],
  );
  // Where nothing can be heard, one's own is not heard either.
  if (reasons.length === 0 && udp.is !== "free") return { what: "broadcast-unknown" };
  return { what: "no-broadcast", hosts: ways.map(({ host }) => host), reason: reasons[0] ?? "" };
}

function peopleFindings({ room, udp }: Seen, others: Others): Finding[] {
  const { foreign, heard, otherVersions } = others;
  const findings: Finding[] = [];
  if (heard.length > 0) findings.push({ what: "heard", others: distinct(heard) });
  // Who is heard beside ours is just another conversation.
  else for (const beacon of firstOfEach(foreign)) findings.push(foreignFinding(beacon, room));
  if (otherVersions.length > 0) {
    findings.push({ what: "other-version", hosts: [...new Set(otherVersions)] });
  }
  if (findings.length === 0 && udp.is === "free") findings.push({ what: "nobody-heard" });
  return findings;
}

function foreignFinding(beacon: Beacon, room: string): Finding {
  const other = { name: beacon.name, address: beacon.address };
  if (beacon.room === room) return { what: "other-kind", kind: beacon.kind, other };
  return { what: "other-room", room: beacon.room, other };
}

/** Of a crowd of rooms the first few; one peer of each room and kind is enough to name it. */
function firstOfEach(beacons: readonly Beacon[]): Beacon[] {
  const first = new Map<string, Beacon>();
  for (const beacon of beacons) {
    const key = `${beacon.kind} ${beacon.room}`;
    if (!first.has(key)) first.set(key, beacon);
  }
  return [...first.values()].slice(0, roomsMax);
}

function linkFindings(tcp: PortSeen, others: Others): Finding[] {
  const { callers, expected, heard, reached, unreached } = others;
  const isDialled = callers.length > 0;
  if (!isDialled && reached.length === 0 && unreached.length > 0) {
    return [apartFinding(unreached, heard.length > 0), { what: "incoming-unknown" }];
  }
  const findings: Finding[] = [];
  if (isDialled) findings.push({ what: "dialled", hosts: [...new Set(callers)] });
  else findings.push(undialledFinding(tcp, expected));
  if (reached.length > 0) findings.push({ what: "reached", others: distinct(reached) });
  // One direction is enough.
  const closed = unreached.filter(({ address }) => {
    const isHeard = heard.some((beacon) => beacon.address === address);
    return isHeard && !callers.includes(splitAddress(address).host);
  });
  if (closed.length > 0) findings.push({ what: "unreachable", others: distinct(closed) });
  return findings;
}

function undialledFinding({ is, port }: PortSeen, expected: readonly Other[]): Finding {
  if (expected.length === 0) return { what: "incoming-unknown" };
  if (is === "ours") return { what: "incoming-untried", port };
  return { what: "not-dialled", port, others: distinct(expected) };
}

/** Nobody answered, and nobody dialled. */
function apartFinding(unreached: readonly Asked[], areHeard: boolean): Finding {
  const others = distinct(unreached);
  if (areHeard) return { what: "kept-apart", others };
  const refusing = unreached.filter(
    ({ answer }) => answer.said === "no-answer" && answer.isRefused,
  );
  if (refusing.length > 0) return { what: "not-running", others: distinct(refusing) };
  return { what: "silent", others };
}

function profileFindings({ profiles }: Seen): Finding[] {
  const open = profiles.filter(({ isPublic }) => isPublic);
  const names = (open.length > 0 ? open : profiles).map(({ name }) => name);
  if (open[0] !== undefined) return [{ what: "public-network", names, index: open[0].index }];
  return names.length === 0 ? [] : [{ what: "private-network", names }];
}

function distinct(others: readonly Other[]): Other[] {
  const found = new Map(others.map(({ address, name }) => [address, { address, name }]));
  return [...found.values()];
}

/** A taken port is what its exit code says; for the rest: nothing said now would be delivered. */
export function exitCodeFor(findings: readonly Finding[]): ExitCode {
  const troubles = findings
    .map(({ what }) => MEANING[what])
    .filter(([, state]) => state === "trouble");
  if (troubles.length === 0) return EXIT.done;
  return troubles.some(([check]) => check === "tcp-port" || check === "udp-port")
    ? EXIT.cannotListen
    : EXIT.undelivered;
}
