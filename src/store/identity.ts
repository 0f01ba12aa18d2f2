/**
 * Who a peer is: an Ed25519 key, made at the first start and kept. Its public half is the id.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { renameSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";

import type { Epoch, PeerId } from "../lib/ids.ts";
import { peerIdOf } from "./crypto.ts";
import { createPrivateFile, kindAt, readPrivateFile } from "./private_files.ts";
import { StateError, stateError } from "./state_error.ts";

export type Identity = { readonly id: PeerId; readonly privateKey: KeyObject };

const FILE_NAME = "identity.json";
const FILE_BYTES_MAX = 4_096;

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in its DER form. */
const PRIVATE_KEY_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

const identityFile = v.strictObject({
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** The 32 bytes of the private key (RFC 8032, "seed"), base64url. */
  privateKey: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
});

/** An identity that lives as long as this process. */
export function newIdentity(): Identity {
  const { privateKey } = generateKeyPairSync("ed25519");
  return { id: peerIdOf(privateKey), privateKey };
}

/** The folder's identity, or null when it has none yet. Throws StateError when it is unreadable. */
export function readIdentity(folder: string): Identity | null {
  const path = join(folder, FILE_NAME);
  const text = readPrivateFile(path, FILE_BYTES_MAX);
  return text === null ? null : parseIdentity(text, path);
}

/** The folder's identity, made at the first start. Throws StateError. */
export function loadIdentity(folder: string): Identity {
  const kept = readIdentity(folder);
  if (kept !== null) return kept;
  const made = newIdentity();
  if (createPrivateFile(join(folder, FILE_NAME), formatIdentity(made))) return made;
  return loadIdentity(folder); // another process was faster; it made the one that counts
}

/** A new identity for the folder; the old one, readable or not, stays as identity.json.N. */
export function replaceIdentity(folder: string): Identity {
  const path = join(folder, FILE_NAME);
  if (kindAt(path) !== "nothing") setAside(path);
  return loadIdentity(folder);
}

/** See `Epoch` in lib/ids.ts. `random` is 4 bytes. */
export function newEpoch(nowSeconds: number, random: Uint8Array): Epoch {
  const seconds = (nowSeconds >>> 0).toString(16).padStart(8, "0");
  return seconds + Buffer.from(random.subarray(0, 4)).toString("hex");
}

function setAside(path: string): void {
  let number = 1;
  while (kindAt(`${path}.${number}`) !== "nothing") number++;
  try {
    renameSync(path, `${path}.${number}`);
  } catch (error) {
    throw stateError(error, path);
  }
}

function formatIdentity(identity: Identity): string {
  const der = identity.privateKey.export({ format: "der", type: "pkcs8" });
  const privateKey = der.subarray(PRIVATE_KEY_PREFIX.length).toString("base64url");
  return `${JSON.stringify({ version: 1, id: identity.id, privateKey }, null, 2)}\n`;
}

function parseIdentity(text: string, path: string): Identity {
  const parsed = v.safeParse(identityFile, parseJson(text));
  if (!parsed.success) throw new StateError("corrupt", path);
  const seed = Buffer.from(parsed.output.privateKey, "base64url");
  const der = Buffer.concat([PRIVATE_KEY_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  if (peerIdOf(privateKey) !== parsed.output.id) throw new StateError("corrupt", path);
  return { id: parsed.output.id, privateKey };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
