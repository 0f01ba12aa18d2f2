#!/bin/sh
exec "$(dirname -- "$0")/scripts/peer.sh" 1 bobby 6001 6002 "$@"
