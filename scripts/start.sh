#!/bin/sh
# The demonstration, from a fresh clone: sets up, builds, and shows the mesh on a lab on this machine.
# usage: npm start [-- --once] [--ztunnel <program>]
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname -s)" != Linux ]; then
  echo "npm start makes network namespaces, which only Linux has." >&2
  exit 1
fi
if [ "$(id -u)" != 0 ]; then
  echo "npm start makes network namespaces, which needs root. Run: sudo npm start" >&2
  exit 1
fi

sh scripts/setup.sh ip nft iptables ipset
PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin:/sbin"
export PATH

build_log=$(mktemp)
echo "building"
if ! npm run build --silent > "$build_log" 2>&1; then
  cat "$build_log"
  echo "the build failed; its output is above" >&2
  rm -f "$build_log"
  exit 1
fi
rm -f "$build_log"
exec node e2e/demo/main.ts "$@"
