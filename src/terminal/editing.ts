import type { Key } from "node:readline";

/** Which key does what to a draft: the ones of readline, which most people's fingers know. */
import type { Draft } from "./draft.ts";

type Edit = (draft: Draft) => void;

const KEYS: Readonly<Record<string, Edit>> = {
  left: (draft) => draft.left(),
  right: (draft) => draft.right(),
  home: (draft) => draft.home(),
  end: (draft) => draft.end(),
  backspace: (draft) => draft.backspace(),
  delete: (draft) => draft.delete(),
};

const CTRL_KEYS: Readonly<Record<string, Edit>> = {
  a: (draft) => draft.home(),
  e: (draft) => draft.end(),
  b: (draft) => draft.left(),
  f: (draft) => draft.right(),
  u: (draft) => draft.deleteToStart(),
  k: (draft) => draft.deleteToEnd(),
  w: (draft) => draft.deleteWord(),
  left: (draft) => draft.wordLeft(),
  right: (draft) => draft.wordRight(),
};

const META_KEYS: Readonly<Record<string, Edit>> = {
  b: (draft) => draft.wordLeft(),
  f: (draft) => draft.wordRight(),
  left: (draft) => draft.wordLeft(),
  right: (draft) => draft.wordRight(),
  backspace: (draft) => draft.deleteWord(),
};

/** Does to the draft what a key asks for; a key that is a character is written. */
export function edit(draft: Draft, character: string, key: Key): void {
  const keys = key.ctrl === true ? CTRL_KEYS : key.meta === true ? META_KEYS : KEYS;
  const change = keys[key.name ?? ""];
  if (change !== undefined) change(draft);
  else if (key.ctrl !== true && key.meta !== true) draft.insert(character);
}
