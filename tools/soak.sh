#!/usr/bin/env bash
# What takes long: `./dev soak [--minutes N] [--seed N]`, half an hour by default. Four tenths of the time for
# simulated worlds, three for fuzzers (libFuzzer where cargo-fuzz can be installed and C++ compiled, else the
# deterministic mutations), three for the real programs killed at random moments. One after the other:
# calls in real time want the machine for themselves. Everything prints what it takes to play it again.
set -euo pipefail
cd "$(dirname "$0")/.."

FUZZ_VERSION=0.13.2
MINUTES=30
SEED="$((RANDOM * 32768 + RANDOM))"
while [ "$#" -gt 0 ]; do
  case "$1" in
    --minutes) MINUTES="${2:?--minutes wants a number}"; shift 2 ;;
    --seed) SEED="${2:?--seed wants a number}"; shift 2 ;;
    *) printf 'soak: no such option: %s\n' "$1" >&2; exit 2 ;;
  esac
done
[[ "$MINUTES" =~ ^[1-9][0-9]*$ && "$SEED" =~ ^[0-9]+$ ]] || { echo "soak: whole numbers please" >&2; exit 2; }

TARGET="${CARGO_TARGET_DIR:-target}"
LOGS=target/soak
mkdir -p "$LOGS"
SECONDS_IN_ALL=$((MINUTES * 60))
# A killed contact takes about eleven seconds, with what follows.
KILL_SECONDS=11
summary=()
status=0

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
note() { # RESULT PART FIGURES
  summary+=("$(printf '%-7s %-10s %s' "$1" "$2" "$3")")
  [ "$1" = whole ] || status=1
}

worlds() {
  local minutes=$((MINUTES * 4 / 10))
  [ "$minutes" -gt 0 ] || minutes=1
  say "worlds, $minutes min from seed $SEED"
  local result=whole
  cargo build --quiet --workspace --bin soak
  "$TARGET/debug/soak" --minutes "$minutes" --from "$SEED" | tee "$LOGS/worlds.log" || result=BROKEN
  note "$result" worlds "$(grep -m 1 -i 'simulated' "$LOGS/worlds.log" || echo 'see target/soak/worlds.log')"
}

fuzz_targets() { sed -n 's/^name = "\(.*\)"$/\1/p' fuzz/Cargo.toml | grep -v '^detente-fuzz$'; }

fuzzers() {
  local seconds=$((SECONDS_IN_ALL * 3 / 10))
  if ! command -v cargo-fuzz >/dev/null; then
    say "installing cargo-fuzz $FUZZ_VERSION"
    cargo install --quiet --locked cargo-fuzz --version "$FUZZ_VERSION" || true
  fi
  if command -v cargo-fuzz >/dev/null && command -v c++ >/dev/null; then
    say "building the fuzzers (minutes on the first run)"
    cargo fuzz build --sanitizer none
    cargo build --quiet --workspace --example write_corpus
    "$TARGET/debug/examples/write_corpus" fuzz/corpus
    local targets each result figures
    mapfile -t targets < <(fuzz_targets)
    each=$((seconds / ${#targets[@]}))
    [ "$each" -ge 10 ] || each=10
    for target in "${targets[@]}"; do
      say "fuzzing $target for $each s"
      result=whole
      cargo fuzz run --sanitizer none "$target" -- -max_total_time="$each" -seed="$((SEED % 4294967295))" \
        -print_final_stats=1 >"$LOGS/fuzz-$target.log" 2>&1 || result=BROKEN
      figures="$(sed -n 's/^stat::number_of_executed_units: *//p' "$LOGS/fuzz-$target.log") executions, $(
        grep -oE 'cov: [0-9]+' "$LOGS/fuzz-$target.log" | tail -1 || true)"
      note "$result" fuzz "$target: $figures"
    done
  else
    say "no cargo-fuzz here: deterministic mutations alone"
    local result=whole
    FUZZ_SEED="$SEED" FUZZ_TIMES=20 cargo test --workspace --test corpus -- --nocapture \
      >"$LOGS/fuzz.log" 2>&1 || result=BROKEN
    note "$result" fuzz "mutations of seed $SEED, twenty times as many as in the tests"
  fi
}

kills() {
  local runs=$((SECONDS_IN_ALL * 3 / 10 / KILL_SECONDS))
  [ "$runs" -gt 0 ] || runs=1
  [ "$runs" -le 200 ] || runs=200
  local first=$((SEED % 1000000))
  say "$runs contacts with a process killed in each, from seed $first"
  local result=whole
  DETENTE_CRASH_RUNS="$runs" DETENTE_CRASH_SEED="$first" \
    cargo test --workspace --test crash kills::nothing -- --nocapture --test-threads=1 \
    >"$LOGS/kills.log" 2>&1 || result=BROKEN
  note "$result" kills "$runs runs from seed $first: target/soak/kills.log"
}

worlds
fuzzers
kills
printf '\nSoak of %s minutes, seed %s\n' "$MINUTES" "$SEED"
printf '%s\n' "${summary[@]}"
exit "$status"
