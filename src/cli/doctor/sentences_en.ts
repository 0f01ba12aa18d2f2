import { visibleName } from "../../lib/visible.ts";
import { firewallAdvice, whoListens } from "./platform_advice.ts";
import { because, isPlain, list, named, one, type Sentences } from "./sentence.ts";

export const english: Sentences = {
  "tcp-free": ({ port }) => [`TCP port ${port} is free to listen at.`],
  "udp-free": ({ port }) => [`UDP port ${port} is open for beacons.`],
  "tcp-ours": ({ name, port }) => [`At TCP port ${port} listens a ringchat, ${visibleName(name)}.`],
  "tcp-taken": ({ by, port }, platform) => [
    `TCP port ${port} is taken by ${program(by)}.`,
    `Without --port ringchat takes the next free one; or end that program. ${whoListens("tcp", port, platform)} tells more.`,
  ],
  "udp-taken": ({ by, port }, platform) => [
    `UDP port ${port} is taken by ${program(by)}, which keeps it for itself: nobody can be heard.`,
    `End that program; ${whoListens("udp", port, platform)} tells more. Or join somebody by address.`,
  ],
  "tcp-refused": ({ port, reason }) => [
    `Nobody can listen at TCP port ${port}: ${reason}.`,
    "Give an address of this computer with --self, and a port over 1023 with --port.",
  ],
  "udp-refused": ({ port, reason }) => [
    `Nobody can listen at UDP port ${port}: ${reason}.`,
    "Allow ringchat to use the network.",
  ],
  "broadcast-works": ({ hosts }) => [
    `Beacons go out, and are heard again here, from ${named(hosts)}.`,
  ],
  "broadcast-unknown": () => ["Whether beacons go out could not be heard."],
  "no-network": () => [
    "This computer is in no network with a broadcast address.",
    "Plug in a cable or join a Wi-Fi. On one computer alone: --self 127.0.0.1, 127.0.0.2 and so on.",
  ],
  "no-broadcast": ({ hosts, reason }) => [
    `No beacon gets out of this computer from ${named(hosts)}${because(reason)}.`,
    "A VPN or a firewall may forbid broadcasts: switch it off, try another network, or join somebody by address.",
  ],
  heard: ({ others }) => [`Heard in this room: ${list(others)}.`],
  "nobody-heard": () => [
    "Nobody else is heard.",
    "Run ringchat doctor on the other computer at the same time. If both hear nobody, the network keeps them apart, as guest Wi-Fi does, or they are in two networks.",
  ],
  "other-room": ({ other, room }) => [
    `Nobody is heard in this room, but ${one(other)} is in room ${room}.`,
    isPlain(room) ? `Go there: --room ${room}` : "Go there with --room and that name.",
  ],
  "other-kind": ({ kind, other }) => [
    `Nobody is heard who does as you, but ${one(other)} is in this room as ${kind === "ring" ? "a ring" : "a mesh"}.`,
    kind === "ring" ? "Go there: ringchat ring --discover" : "Go there: ringchat lan",
  ],
  "other-version": ({ hosts }) => [
    `Another version of ringchat runs at ${named(hosts)}; the two can't talk.`,
    "Take the same version on all computers: ringchat --version",
  ],
  dialled: ({ hosts }) => [`You can be dialled: ${named(hosts)} did.`],
  "not-dialled": ({ others, port }, platform) => [
    `Nobody dials you, though ${list(others)} should: something eats incoming connections, most likely the firewall of this computer.`,
    `${firewallAdvice("en", platform, port)} One direction is enough: if the other side lets you in, you meet.`,
  ],
  "incoming-untried": ({ port }) => [
    `Whether TCP port ${port} can be dialled could not be tried: a ringchat uses it.`,
    "End that one and call the doctor again.",
  ],
  "incoming-unknown": () => ["Whether you can be dialled is not known: nobody is there to try."],
  reached: ({ others }) => [`You can dial ${list(others)}.`],
  unreachable: ({ others }) => [
    `Heard, but not to be reached: ${list(others)}.`,
    "The firewall there has to let ringchat in. One direction is enough: if you can be dialled, you meet.",
  ],
  "kept-apart": ({ others }) => [
    `${list(others)} can be heard, but no connection passes either way: this network keeps its computers apart (client isolation, as in guest Wi-Fi), or both firewalls are shut.`,
    "Try another network, a cable or a phone's hotspot, or ask whoever runs it to end the isolation.",
  ],
  silent: ({ others }) => [
    `Nobody is heard, and who was here before does not answer: ${list(others)}.`,
    "They are away, or this network keeps its computers apart (client isolation, as in guest Wi-Fi): try another network, a cable or a phone's hotspot.",
  ],
  "not-running": ({ others }) => [
    `No ringchat runs where it ran before: ${list(others)}. The way there is open.`,
    "Start it there.",
  ],
  "private-network": ({ names }) => [`Windows takes ${named(names)} for a private network.`],
  "public-network": ({ index, names }) => [
    `Windows takes ${named(names)} for a public network and hides this computer there.`,
    `If you trust it, as administrator: Set-NetConnectionProfile -InterfaceIndex ${index} -NetworkCategory Private`,
  ],
};

function program(by: string | null): string {
  return by ?? "another program";
}
