#!/usr/bin/env bash
# Installs what the tests ask for a second and third opinion on calendars: the PyPI package icalendar
# and the npm package ical.js, pinned by hash, below target/calendar-readers. Doing it again does
# nothing. Without python3-venv, npm or a network it says so and passes: the tests then say what they
# skip. `./dev setup` sources this file and calls install_calendar_readers.

CALENDAR_READERS_SOURCE="$(cd "$(dirname "${BASH_SOURCE[0]}")/../tests/calendar" && pwd)"
CALENDAR_READERS_TARGET="${CARGO_TARGET_DIR:-$CALENDAR_READERS_SOURCE/../../target}/calendar-readers"

calendar_readers_note() { printf 'calendar readers: %s\n' "$*" >&2; }

install_calendar_reader_python() {
  local wanted="$CALENDAR_READERS_SOURCE/requirements.txt" venv="$CALENDAR_READERS_TARGET/venv"
  cmp -s "$wanted" "$venv/installed" && return 0
  if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    calendar_readers_note "icalendar left out: python3-venv isn't installed"
    return 0
  fi
  rm -rf "$venv"
  if python3 -m venv "$venv" \
    && "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes \
      --only-binary :all: --requirement "$wanted"; then
    cp "$wanted" "$venv/installed"
  else
    rm -rf "$venv"
    calendar_readers_note "icalendar left out: it can't be fetched from here"
  fi
}

install_calendar_reader_node() {
  local lock="$CALENDAR_READERS_SOURCE/package-lock.json" folder="$CALENDAR_READERS_TARGET/node"
  cmp -s "$lock" "$folder/installed" && return 0
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    calendar_readers_note "ical.js left out: node and npm aren't installed"
    return 0
  fi
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$CALENDAR_READERS_SOURCE/package.json" "$lock" "$folder/"
  if npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --silent >&2; then
    cp "$lock" "$folder/installed"
  else
    rm -rf "$folder"
    calendar_readers_note "ical.js left out: it can't be fetched from here"
  fi
}

install_calendar_readers() {
  mkdir -p "$CALENDAR_READERS_TARGET"
  install_calendar_reader_python
  install_calendar_reader_node
}

# Run by itself rather than sourced.
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  install_calendar_readers
fi
