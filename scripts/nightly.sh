#!/bin/sh
# What takes too long for every commit: fuzzers, soaks, benchmarks. Needs root and a machine that does nothing else.
# usage: npm run nightly [fuzz | soak | tunnels | bench | enrol | scale]...   Exit code 1 if any of them failed.
set -u
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- fuzz soak tunnels bench enrol scale

failed=
for part in "$@"; do
  printf '\n== %s\n' "$part"
  began=$(date +%s)
  case $part in
    fuzz) npm run --silent fuzz ;;
    soak) npm run --silent soak ;;
    tunnels) npm run --silent soak -- server client renewal ;;
    bench) npm run --silent bench ;;
    enrol) npm run --silent bench:enrol ;;
    scale) npm run --silent bench:scale ;;
    *)
      printf 'there is no %s: fuzz, soak, tunnels, bench, enrol, scale\n' "$part" >&2
      exit 64
      ;;
  esac || failed="$failed $part"
  printf '== %s: %ss\n' "$part" "$(($(date +%s) - began))"
done
[ -z "$failed" ] || printf '\nfailed:%s\n' "$failed"
[ -z "$failed" ]
