import type { Words } from "../chat/words.ts";
import { type Address, joinAddress } from "../lib/ids.ts";
import { validName } from "../lib/visible.ts";
import type { Asker, AskerOptions, Choice } from "./asking.ts";
import { openAsker } from "./asking.ts";

/** What has to be known before one can chat. */
export type FirstRun = {
  readonly name: string;
  readonly self: Address;
  /** null: nobody yet; the peer waits for somebody to dial it. */
  readonly next: Address | null;
};

export type FirstRunOptions = AskerOptions & {
  readonly suggestedName: string;
  /** This machine's, the likeliest to be reached from outside first. */
  readonly interfaces: readonly { readonly label: string; readonly address: string }[];
  readonly defaultPort: number;
  /** What was answered the last time. */
  readonly remembered?: FirstRun;
};

const OTHER = "other";

/** Asks what it needs for a first chat; null when the person went away. */
export async function askFirstRun(options: FirstRunOptions): Promise<FirstRun | null> {
  const asker = openAsker(options);
  try {
    const name = await askName(asker, options);
    if (name === null) return null;
    const self = await askSelf(asker, options);
    if (self === null) return null;
    const next = await askNext(asker, options, self);
    return next === null ? null : { name, self, next: next === "" ? null : next };
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
  const { remembered, suggestedName, words } = options;
  const answer = await asker.text({
    message: words.askName,
    suggested: remembered?.name ?? suggestedName,
    fault: (typed) => {
      const name = validName(typed);
      return name.ok ? null : words.nameFault[name.reason];
    },
  });
  if (answer === null) return null;
  const name = validName(answer);
  return name.ok ? name.name : null;
}

async function askSelf(asker: Asker, options: FirstRunOptions): Promise<Address | null> {
  const { defaultPort, remembered, words } = options;
  const choices = selfChoices(options);
  const answer = await asker.choose({
    message: words.askSelf,
    choices,
    suggested: remembered?.self ?? choices[0]?.value ?? OTHER,
  });
  if (answer !== OTHER) return answer;
  const typed = await asker.text({
    message: words.askSelf,
    suggested: "",
    placeholder: joinAddress("192.168.1.23", defaultPort),
    fault: (text) => (addressFrom(text, defaultPort) === null ? words.addressFault : null),
  });
  return typed === null ? null : addressFrom(typed, defaultPort);
}

function selfChoices({ defaultPort, interfaces, remembered, words }: FirstRunOptions): Choice[] {
  const choices: Choice[] = interfaces.map(({ address, label }) => {
    const value = joinAddress(address, defaultPort);
    return { value, label: value, hint: label };
  });
  const everywhere = joinAddress("0.0.0.0", defaultPort);
  choices.push({ value: everywhere, label: everywhere, hint: words.everyAddress });
  const before = remembered?.self;
  if (before !== undefined && choices.every(({ value }) => value !== before)) {
    choices.unshift({ value: before, label: before, hint: "" });
  }
  return [...choices, { value: OTHER, label: words.otherAddress, hint: "" }];
}

/** The empty string is nobody. */
async function askNext(
  asker: Asker,
  { defaultPort, remembered, words }: FirstRunOptions,
  self: Address,
): Promise<Address | "" | null> {
  const answer = await asker.text({
    message: words.askNext,
    suggested: remembered?.next ?? "",
    placeholder: words.nobodyYet,
    fault: (typed) => nextFault(typed, defaultPort, self, words),
  });
  return answer === null || answer === "" ? answer : addressFrom(answer, defaultPort);
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
