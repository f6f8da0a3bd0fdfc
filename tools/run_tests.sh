#!/usr/bin/env bash
# Builds, then runs every test, in the order in which little is waited for: what keeps the cores busy goes
# beside what waits for clocks and processes, and voice comes last, when nothing else computes.
# `./dev` sources this file.

# Modules of unit tests with sockets and a clock.
REAL_TIME=(media_flood_tests ice_tcp_tests)
# Tests of programs in which somebody speaks.
SPOKEN=(by_hand tour two_sides)
# Browser tests in which somebody speaks.
BROWSER_REAL_TIME=(call keyboard taken_over video)

# beside TITLE COMMAND…: a step that goes on behind the others, with its words kept until `joined`. At most
# one at a time.
BESIDE_PID='' BESIDE_LOG=''
beside() {
  BESIDE_LOG="$(mktemp)"
  # A process group of its own, by which an end from the keyboard reaches all of it.
  set -m
  step "$@" >"$BESIDE_LOG" 2>&1 &
  BESIDE_PID=$!
  set +m
}

# Waits for it, says what it said, and gives its status.
joined() {
  local status=0
  wait "$BESIDE_PID" || status=$?
  cat "$BESIDE_LOG"
  rm -f "$BESIDE_LOG"
  BESIDE_PID='' BESIDE_LOG=''
  return "$status"
}

left_behind() {
  [ -z "$BESIDE_PID" ] || kill -- "-$BESIDE_PID" 2>/dev/null || true
  rm -f "$LOG" "$BESIDE_LOG"
}

test_logged() { cargo test "${LOCKED[@]}" --workspace --no-fail-fast "$@" 2>&1 | tee -a "$LOG"; }

# Gives way to everything else.
test_logged_behind() {
  renice -n 19 "$BASHPID" >/dev/null
  test_logged "$@"
}

# A runner of JavaScript tests; its counts in the words of the others.
web_tests() {
  local out status=0
  out="$(mktemp)"
  "$@" 2>&1 | tee "$out" || status=$?
  # vitest says "Tests  1 failed | 2 passed (3)", node's runner "# pass 2" and "# fail 1" or with another sign.
  sed 's/\x1b\[[0-9;]*m//g' "$out" | awk '
    /^ *Tests / { for (i = 2; i <= NF; i++) { if ($i ~ /^failed/) failed = $(i-1); if ($i ~ /^passed/) passed = $(i-1) } }
    $2 == "pass" { passed = $3 } $2 == "fail" { failed = $3 }
    END { printf "test result: web. %d passed; %d failed;\n", passed, failed }' | tee -a "$LOG"
  rm -f "$out"
  return "$status"
}

# browser_tests AT_ONCE FILE…
browser_tests() {
  local at_once="$1" detente="$TARGET_DIR/debug/detente"
  shift
  if ! command -v chromium >/dev/null; then
    say "browser tests: SKIPPED, there is no chromium here"
    return 0
  fi
  [ "${detente#/}" = "$detente" ] && detente="$PWD/$detente"
  DETENTE_BIN="$detente" web_tests node --test --test-concurrency="$at_once" --test-reporter=spec "$@"
}

asked_by_its_description() {
  DETENTE_BIN="$TARGET_DIR/debug/detente" tools/schemathesis.sh | tee -a "$LOG"
}

# is_among NAME NAMES…
is_among() {
  local name="$1"
  shift
  [[ " $* " = *" $name "* ]]
}

# The name by which a test's file is known: that of its folder for what has several.
test_name() {
  local name
  name="$(basename "$1" .rs)"
  [ "$name" = main ] && name="$(basename "$(dirname "$1")")"
  printf '%s\n' "${name%.test.js}"
}

# The integration tests of these files as cargo's arguments. One `--workspace` build serves every step:
# choosing packages instead would unify features differently and compile the dependencies twice.
TEST_TARGETS=()
collect_test_targets() {
  local file
  TEST_TARGETS=()
  for file in "$@"; do
    TEST_TARGETS+=(--test "$(test_name "$file")")
  done
}

# Sorts every test into the step that runs it.
INTEGRATION=() SIMULATED=() PROGRAMS=() PROGRAMS_SPEAK=() PROGRAMS_ALONE=() NETWORK=() BROWSER=() BROWSER_SPEAKS=()
sort_tests() {
  local file name
  shopt -s nullglob
  for file in crates/*/tests/*.rs crates/*/tests/*/main.rs xtask/tests/*.rs tests/netlab/tests/*.rs web/e2e/*.test.js; do
    name="$(test_name "$file")"
    case "$file" in
      web/*) if is_among "$name" "${BROWSER_REAL_TIME[@]}"; then BROWSER_SPEAKS+=("$file"); else BROWSER+=("$file"); fi ;;
      crates/cli/*) if is_among "$name" "${SPOKEN[@]}"; then PROGRAMS_SPEAK+=("$file"); else PROGRAMS+=("$file"); fi ;;
      crates/terminal/*|crates/node/tests/hostile/*) PROGRAMS_ALONE+=("$file") ;;
      crates/sim/*) SIMULATED+=("$file") ;;
      tests/netlab/*) NETWORK+=("$file") ;;
      *) INTEGRATION+=("$file") ;;
    esac
  done
}

run_tests() {
  local began=$SECONDS status=0
  LOG="$(mktemp)"
  trap left_behind EXIT
  sort_tests

  # Before the program: it carries the client's files.
  build_web_client || exit 1
  # The client needs nothing of the program, and rustc waits at times for one crate alone.
  beside "web client's checks" nice npm run --prefix web --silent check
  step "build" cargo test "${LOCKED[@]}" --workspace --all-targets --no-run \
    || { joined || true; exit 1; }
  joined || status=1
  step "web client's unit tests" web_tests npm run --prefix web --silent test || status=1
  step "tidy" cargo xtask tidy || status=1
  step "unit tests" test_logged --lib --bins -- "${REAL_TIME[@]/#/--skip=}" || status=1
  collect_test_targets "${INTEGRATION[@]}"
  step "integration tests" test_logged "${TEST_TARGETS[@]}" || status=1
  step "documentation tests" test_logged --doc || status=1

  # Real processes wait for one another most of the time; worlds never do.
  collect_test_targets "${SIMULATED[@]}"
  beside "simulated worlds" test_logged_behind "${TEST_TARGETS[@]}"
  collect_test_targets "${PROGRAMS[@]}"
  step "end-to-end tests" test_logged "${TEST_TARGETS[@]}" -- --test-threads=2 || status=1
  step "browser tests" browser_tests 2 "${BROWSER[@]}" || status=1
  step "requests by the API's description" asked_by_its_description || status=1
  joined || status=1

  # Real media, real time: a busy machine would show up as lost voice. Two calls at a time leave a core free.
  collect_test_targets "${NETWORK[@]}"
  beside "calls over a real network" test_logged "${TEST_TARGETS[@]}" -- --test-threads=1
  collect_test_targets "${PROGRAMS_SPEAK[@]}"
  step "calls of real programs" test_logged "${TEST_TARGETS[@]}" -- --test-threads=1 || status=1
  joined || status=1
  step "tests in real time" test_logged --lib -- --test-threads=1 "${REAL_TIME[@]}" || status=1
  collect_test_targets "${PROGRAMS_ALONE[@]}"
  step "end-to-end tests in real time" test_logged "${TEST_TARGETS[@]}" -- --test-threads=1 || status=1
  step "browser tests in real time" browser_tests 1 "${BROWSER_SPEAKS[@]}" || status=1

  say "everything took $((SECONDS - began)) s"
  awk '/^test result:/ { passed += $4; failed += $6 }
       END { printf "%d passed, %d failed\n", passed, failed }' "$LOG"
  exit "$status"
}
