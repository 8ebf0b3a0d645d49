#!/bin/sh
# Every check and test of the repository. The last line is the sum of the real counts: "N passed, N failed".
# Each step is an npm script of its own too; a failing one does not hide the ones behind it.
set -u
cd "$(dirname "$0")/.."
sh scripts/setup.sh ip nft iptables ipset sysctl go nghttp h2load ptp kubectl || exit 1
PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin:/sbin"
export PATH TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1

counts=$(mktemp)
failures=$(mktemp)
trap 'rm -f "$counts" "$failures"' EXIT
AMBIT_TEST_COUNTS=$counts
AMBIT_TEST_FAILURES=$failures
export AMBIT_TEST_COUNTS AMBIT_TEST_FAILURES

# A test left alone by .only is a failure here.
CI=${CI:-true}
export CI

step() {
  name=$1
  shift
  printf '\n== %s\n' "$name"
  began=$(date +%s)
  if "$@"; then
    printf '1 0 0\n' >> "$counts"
    printf '== %s: ok (%ss)\n' "$name" "$(($(date +%s) - began))"
  else
    printf '0 1 0\n' >> "$counts"
    printf 'step "%s"\n' "$name" >> "$failures"
    printf '== %s: FAILED (%ss)\n' "$name" "$(($(date +%s) - began))"
  fi
}

# Test runs count their own tests; a run that fails without a failed test (a crash) still has to show.
suite() {
  name=$1
  shift
  printf '\n== %s\n' "$name"
  began=$(date +%s)
  before=$(wc -l < "$counts")
  if "$@"; then
    verdict=ok
  else
    verdict=FAILED
    failed=$(tail -n +"$((before + 1))" "$counts" | awk '{ sum += $2 } END { print sum + 0 }')
    [ "$failed" -gt 0 ] || {
      printf '0 1 0\n' >> "$counts"
      printf 'the run of %s\n' "$name" >> "$failures"
    }
  fi
  printf '== %s: %s (%ss)\n' "$name" "$verdict" "$(($(date +%s) - began))"
}

step format npm run --silent format:check
step lint npm run --silent lint
step boundaries npm run --silent boundaries
step typecheck npm run --silent typecheck
step "generated files" npm run --silent generate:check
step "doc comments" node scripts/check-docs.ts
step "lock file" node scripts/complete-lock.ts --check
step build npm run --silent build
suite "unit and property tests" vitest run --project unit
suite "integration tests" vitest run --project integration
suite "namespace tests" vitest run --project netns
suite "fault tests" vitest run --project faults
suite "interop tests" vitest run --project interop
step "demonstration" sh scripts/start.sh --once
step "bench smoke" npm run --silent bench -- --smoke
# Real Kubernetes is built in a quarter of an hour: here it is asked only where that has been done.
[ -z "${AMBIT_TEST_BARE:-}" ] ||
  step "bare cluster" npm run --silent e2e -- --provider bare --if-built --only "$AMBIT_TEST_BARE"

if [ -s "$failures" ]; then
  printf '\n== failed:\n'
  cat "$failures"
fi

awk '{ passed += $1; failed += $2; skipped += $3 }
  END {
    if (skipped > 0) printf "\n%d passed, %d failed, %d skipped\n", passed, failed, skipped
    else printf "\n%d passed, %d failed\n", passed, failed
    exit failed > 0 || passed == 0
  }' "$counts"
