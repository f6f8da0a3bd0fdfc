#!/usr/bin/env bash
# Asks a real node whatever its own description (docs/openapi.json) allows, and what it doesn't: by schemathesis, from
# PyPI, pinned by hash below target/schemathesis. As nobody, and with sessions of four roles. Without python3-venv or
# a network it says so and passes. DETENTE_BIN is the program; SCHEMATHESIS_SEED asks for other requests.
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT="$PWD"

WANTED=tools/schemathesis/requirements.txt
TARGET="${CARGO_TARGET_DIR:-target}"
[ "${TARGET#/}" = "$TARGET" ] && TARGET="$ROOT/$TARGET"
VENV="$TARGET/schemathesis"
DETENTE="${DETENTE_BIN:-$TARGET/debug/detente}"
[ "${DETENTE#/}" = "$DETENTE" ] && DETENTE="$ROOT/$DETENTE"
# Of each endpoint and phase.
EXAMPLES=20
CHECKS=not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance
CHECKS+=,response_schema_conformance,unsupported_method,allow_header_conformance
# Of a browser's reports any bytes are taken, counted, and never read: nothing of them is refused.
REPORTS=/api/v1/csp-reports
# OpenAPI has no format for numbers of 64 bits without a sign: the description says int64, and the node takes the rest too.
COUNTED=(/api/v1/logs /api/v1/internal)
# Roles that between them pass every closed endpoint.
PEOPLE=(administrator security-officer sherpa press)

export DETENTE_PASSPHRASE='a demo guards nothing' DETENTE_DANGER_WEAK_KEYS=1 DETENTE_DANGER_CLOCK_OFFSET_MS=0
export SCHEMATHESIS_HOOKS="$ROOT/tools/schemathesis/hooks.py"

note() { printf 'schemathesis: %s\n' "$*" >&2; }

install_it() {
  cmp -s "$WANTED" "$VENV/installed" && return 0
  if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    note "SKIPPED, python3-venv isn't installed"
    return 1
  fi
  rm -rf "$VENV"
  if python3 -m venv "$VENV" \
    && "$VENV/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
      --requirement "$WANTED"; then
    cp "$WANTED" "$VENV/installed"
  else
    rm -rf "$VENV"
    note "SKIPPED, it isn't installed and can't be fetched from here"
    return 1
  fi
}

# ask NAME OPTION…: one run, and what it said where something is wrong.
ask() {
  local name="$1" said="$DIR/said"
  shift
  # It leaves files where it runs.
  if (cd "$DIR" && "$VENV/bin/schemathesis" run "$ROOT/docs/openapi.json" --url "http://127.0.0.1:$PORT" --phases examples,coverage,fuzzing \
    --max-examples "$EXAMPLES" --seed "${SCHEMATHESIS_SEED:-1}" --continue-on-failure --warnings off \
    --generation-database none --no-color --request-timeout 30 \
    --exclude-operation-id events_open "$@") >"$said" 2>&1; then
    note "$name: $(grep -E '^ +[0-9]+ generated' "$said" || echo 'no tests?')"
    PASSED=$((PASSED + 1))
  else
    cat "$said" >&2
    note "$name: FAILED"
    FAILED=$((FAILED + 1))
  fi
}

install_it || exit 0
PASSED=0
FAILED=0
DIR="$(mktemp -d)"
trap '"$DETENTE" demo --data "$DIR/demo" reset >/dev/null 2>&1 || true; rm -rf "$DIR"' EXIT
"$DETENTE" demo --data "$DIR/demo" --free-ports --json >"$DIR/demo.json" 2>"$DIR/demo.log" || { cat "$DIR/demo.log" >&2; exit 1; }
PORT="$(sed -n 's/^http = "127\.0\.0\.1:\([0-9]*\)"$/\1/p' "$DIR/demo/north/side.toml")"

ask nobody --checks "$CHECKS,negative_data_rejection" --exclude-path "$REPORTS"
ask "a browser's report" --checks "$CHECKS" --include-path "$REPORTS"
for person in "${PEOPLE[@]}"; do
  # Signs in where the kept session isn't good; the session is in a file beside the device's key.
  "$DETENTE" --dir "$DIR/demo/north" session list --as "$person" --json >/dev/null 2>&1 \
    || "$DETENTE" --dir "$DIR/demo/north" contact list --as "$person" --json >/dev/null 2>&1 || true
  # Without the one that ends the session with which all others are asked.
  ask "$person" --checks "$CHECKS,negative_data_rejection,ignored_auth" --exclude-path "$REPORTS" --exclude-operation-id sessions_sign_out \
    "${COUNTED[@]/#/--exclude-path=}" \
    --header "Authorization: Bearer $(cat "$DIR/demo/north/devices/$person.session")"
done
ask "what is counted" --checks "$CHECKS,ignored_auth" "${COUNTED[@]/#/--include-path=}" \
  --header "Authorization: Bearer $(cat "$DIR/demo/north/devices/sherpa.session")"
# A node that was asked all this is well.
"$DETENTE" --dir "$DIR/demo/north" contact list --as sherpa --json >/dev/null || FAILED=$((FAILED + 1))
printf 'test result: schemathesis. %d passed; %d failed;\n' "$PASSED" "$FAILED"
[ "$FAILED" -eq 0 ]
