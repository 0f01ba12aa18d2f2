#!/bin/sh
exec "$(dirname -- "$0")/scripts/peer.sh" 3 eddy 6003 6001 "$@"
