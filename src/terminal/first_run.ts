import type { Words } from "../chat/words.ts";
import { type Address, joinAddress } from "../lib/ids.ts";
import { validName } from "../lib/visible.ts";
import type { Asker, AskerOptions, Choice } from "./asking.ts";
import { openAsker } from "./asking.ts";

/** How one begins, and what has to be known for it. */
export type FirstRun =
  /** With whoever is on this network. */
  | { readonly way: "find"; readonly name: string }
  /** With whoever is at the address. */
  | { readonly way: "join"; readonly name: string; readonly address: Address }
  | {
      readonly way: "ring";
      readonly name: string;
      readonly self: Address;
      /** null: nobody yet; the peer waits for somebody to dial it. */
      readonly next: Address | null;
    };

export type FirstRunOptions = AskerOptions & {
  readonly suggestedName: string;
  /** This machine's, the likeliest to be reached from outside first. */
  readonly interfaces: readonly { readonly label: string; readonly address: string }[];
  /** Where a ring peer listens, and where one of a LAN does. */
  readonly ports: { readonly ring: number; readonly lan: number };
  /** Why nobody can be joined at the address, in a sentence; null: somebody can. */
  readonly tryAddress: (address: Address) => Promise<string | null>;
};

const OTHER = "other";

/** Asks what it needs for a first chat; null when the person went away. */
export async function askFirstRun(options: FirstRunOptions): Promise<FirstRun | null> {
  const asker = openAsker(options);
  try {
    const name = await askName(asker, options);
    if (name === null) return null;
    const way = await askWay(asker, options.words);
    if (way === null) return null;
    if (way === "ring") return await askRing(asker, options, name);
    if (way === "find") return { way, name };
    const address = await askJoin(asker, options);
    return address === null ? null : { way, name, address };
  } finally {
    await asker.close();
  }
}

/** Whether to make a new identity, since another live peer has this one. */
export async function askNewIdentity(
  options: AskerOptions & { readonly address: Address },
): Promise<boolean> {
  const asker = openAsker(options);
  try {
    return (await asker.confirm(options.words.askNewIdentity(options.address))) ?? false;
  } finally {
    await asker.close();
  }
}

async function askName(asker: Asker, options: FirstRunOptions): Promise<string | null> {
  const { suggestedName, words } = options;
  const answer = await asker.text({
    message: words.askName,
    suggested: suggestedName,
    fault: (typed) => {
      const name = validName(typed);
      return name.ok ? null : words.nameFault[name.reason];
    },
  });
  if (answer === null) return null;
  const name = validName(answer);
  return name.ok ? name.name : null;
}

async function askWay(asker: Asker, words: Words): Promise<FirstRun["way"] | null> {
  const ways = ["find", "join", "ring"] as const;
  const answer = await asker.choose({
    message: words.askWay,
    choices: ways.map((way) => ({ value: way, ...words.ways[way] })),
    suggested: "find",
  });
  return ways.find((way) => way === answer) ?? null;
}

/** Asks until somebody is there. */
async function askJoin(asker: Asker, options: FirstRunOptions): Promise<Address | null> {
  const { ports, tryAddress, words } = options;
  for (let suggested = ""; ;) {
    const answer = await asker.text({
      message: words.askJoin,
      suggested,
      placeholder: joinAddress("192.168.1.23", ports.lan),
      fault: (typed) => (addressFrom(typed, ports.lan) === null ? words.addressFault : null),
    });
    const address = answer === null ? null : addressFrom(answer, ports.lan);
    if (address === null) return null;
    asker.tell(words.trying(address));
    const fault = await tryAddress(address);
    if (fault === null) return address;
    asker.tell(fault);
    suggested = address;
  }
}

async function askRing(
  asker: Asker,
  options: FirstRunOptions,
  name: string,
): Promise<FirstRun | null> {
  const self = await askSelf(asker, options);
  if (self === null) return null;
  const next = await askNext(asker, options, self);
  return next === null ? null : { way: "ring", name, self, next: next === "" ? null : next };
}

async function askSelf(asker: Asker, options: FirstRunOptions): Promise<Address | null> {
  const { ports, words } = options;
  const choices = selfChoices(options);
  const answer = await asker.choose({
    message: words.askSelf,
    choices,
    suggested: choices[0]?.value ?? OTHER,
  });
  if (answer !== OTHER) return answer;
  const typed = await asker.text({
    message: words.askSelf,
    suggested: "",
    placeholder: joinAddress("192.168.1.23", ports.ring),
    fault: (text) => (addressFrom(text, ports.ring) === null ? words.addressFault : null),
  });
  return typed === null ? null : addressFrom(typed, ports.ring);
}

function selfChoices({ interfaces, ports, words }: FirstRunOptions): Choice[] {
  const choices: Choice[] = interfaces.map(({ address, label }) => {
    const value = joinAddress(address, ports.ring);
    return { value, label: value, hint: label };
  });
  const everywhere = joinAddress("0.0.0.0", ports.ring);
  choices.push({ value: everywhere, label: everywhere, hint: words.everyAddress });
  return [...choices, { value: OTHER, label: words.otherAddress, hint: "" }];
}

/** The empty string is nobody. */
async function askNext(
  asker: Asker,
  { ports, words }: FirstRunOptions,
  self: Address,
): Promise<Address | "" | null> {
  const answer = await asker.text({
    message: words.askNext,
    suggested: "",
    placeholder: words.nobodyYet,
    fault: (typed) => nextFault(typed, ports.ring, self, words),
  });
  return answer === null || answer === "" ? answer : addressFrom(answer, ports.ring);
}

function nextFault(typed: string, port: number, self: Address, words: Words): string | null {
  if (typed === "") return null;
  const next = addressFrom(typed, port);
  if (next === null) return words.addressFault;
  return next === self ? words.sameAddress : null;
}

/** The address that was meant; without a port it has the usual one. */
function addressFrom(typed: string, defaultPort: number): Address | null {
  const parts = /^(?:\[([\da-f:.%]+)\]|([^\s:[\]/@]+))(?::(\d{1,5}))?$/i.exec(typed.trim());
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3] ?? defaultPort);
  if (host === undefined || port < 1 || port > 65_535) return null;
  return joinAddress(host, port);
}
