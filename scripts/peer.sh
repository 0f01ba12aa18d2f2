#!/bin/sh
# One peer of the sample ring, from source: peer.sh NUMBER NAME OWN_PORT NEXT_PORT [options]
# It sets up the checkout first; where that can't be done, a dist/ringchat does instead.
# Further options come last and win. Relative paths in them stay the caller's, so no cd here.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
number=$1 name=$2 own=$3 next=$4
shift 4

set_up() {
  if command -v node >/dev/null; then
    node "$root/scripts/setup.mjs"
  elif command -v bun >/dev/null; then
    bun "$root/scripts/setup.mjs"
  else
    echo "Node 20 or later with npm is needed: install it (https://nodejs.org) and try again." >&2
    return 1
  fi
}

if bun=$(set_up); then
  program=
elif [ -x "$root/dist/ringchat" ]; then
  echo "Using dist/ringchat instead." >&2
  program=$root/dist/ringchat
else
  echo "Or copy a ringchat that was built for this machine to $root/dist/ringchat." >&2
  exit 1
fi

# --json promises that stdout carries nothing else.
case " $* " in *" --json "*) greeting=2 ;; *) greeting=1 ;; esac
echo "Starting peer $number ($own -> $next)" >&"$greeting"
echo "'m' - message, 'q' - quit" >&"$greeting"

set -- ring --name "$name" --self "127.0.0.1:$own" --next "localhost:$next" \
  --state "$root/.ringchat/$name" --log-level debug "$@"
if [ -n "$program" ]; then exec "$program" "$@"; fi
exec "$bun" "$root/src/main.ts" "$@"
