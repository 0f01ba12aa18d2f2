#!/bin/sh
exec "$(dirname -- "$0")/scripts/peer.sh" 2 donald 6002 6003 "$@"
