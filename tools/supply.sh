#!/usr/bin/env bash
# What the binary is made of, and whether it can be made again: `./dev supply [--quick]`.
#
#   1. licences, sources, forbidden and doubled crates (cargo-deny), and advisories where the
#      database can be fetched;
#   2. every dependency's source copied into the tree, and a release build from that alone, with the
#      network shut;
#   3. the same from a second folder of another length: both binaries must be equal, byte for byte;
#   4. the list of what was built in (cargo-auditable), read out of the finished binary.
#
# 2 to 4 compile everything twice; --quick leaves them out. All of it happens below target/supply.
set -euo pipefail
cd "$(dirname "$0")/.."

DENY_VERSION=0.20.2
AUDITABLE_VERSION=0.7.7
AUDIT_INFO_VERSION=0.5.4
ROOT="$PWD"
WORK="$ROOT/target/supply"
# Both folders hold the same commit, whatever is committed meanwhile.
COMMIT="$(git rev-parse HEAD)"

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'supply: %s\n' "$*" >&2; exit 1; }

install_tool() { # COMMAND CRATE VERSION
  command -v "$1" >/dev/null && return 0
  say "installing $2 $3"
  cargo install --quiet --locked "$2" --version "$3"
}

policy() {
  # Every feature's crates, of which the builds so far needed only some.
  cargo fetch --quiet --locked
  say "licences, sources, forbidden and doubled crates"
  cargo deny --offline check --hide-inclusion-graph licenses bans sources
  say "advisories"
  if ! cargo deny check advisories >"$WORK/advisories.log" 2>&1; then
    if grep -q 'failed to fetch advisory database' "$WORK/advisories.log"; then
      say "advisories skipped: the database can't be fetched from here; versions with advisories known to us are forbidden in deny.toml"
    else
      cat "$WORK/advisories.log" >&2
      fail "an advisory stands against a dependency: update it, or say in deny.toml why it doesn't concern us"
    fi
  fi
}

# A command without a network: a namespace of its own where that is allowed, else cargo's word alone.
shut_off() {
  if unshare --net true 2>/dev/null; then
    unshare --net -- "$@"
  else
    say "no network namespace here: offline by cargo's own option only"
    "$@"
  fi
}

# The committed tree and every dependency's source in a folder of its own.
lay_out() { # FOLDER
  rm -rf "$1"
  mkdir -p "$1"
  git archive "$COMMIT" | tar -x -C "$1"
  (cd "$1" && mkdir -p .cargo && cargo vendor --quiet --locked vendor >>.cargo/config.toml)
}

# Paths are the only thing that differs between two machines; they are replaced for both compilers.
build_in() { # FOLDER
  local cargo_home="${CARGO_HOME:-$HOME/.cargo}"
  (
    cd "$1"
    export CARGO_TARGET_DIR="$1/target" CARGO_INCREMENTAL=0
    export SOURCE_DATE_EPOCH=0
    export CFLAGS="-ffile-prefix-map=$1=/detente" CXXFLAGS="-ffile-prefix-map=$1=/detente"
    export RUSTFLAGS="--remap-path-prefix=$1=/detente --remap-path-prefix=$cargo_home=/cargo -C strip=debuginfo"
    shut_off cargo auditable build --offline --locked --release --package cli --bin detente
  )
}

digest_of() { sha256sum "$1/target/release/detente" | cut -d ' ' -f 1; }

mkdir -p "$WORK"
install_tool cargo-deny cargo-deny "$DENY_VERSION"
policy
[ "${1:-}" = --quick ] && exit 0

install_tool cargo-auditable cargo-auditable "$AUDITABLE_VERSION"
install_tool rust-audit-info rust-audit-info "$AUDIT_INFO_VERSION"
FIRST="$WORK/first"
SECOND="$WORK/a-second-folder-with-a-longer-name"
for folder in "$FIRST" "$SECOND"; do
  say "laying out ${folder##*/}"
  lay_out "$folder"
  say "building ${folder##*/} without a network"
  build_in "$folder"
  if [ "$folder" = "$FIRST" ]; then cp "$FIRST/target/release/detente" "$WORK/detente"; fi
  digest_of "$folder" >"$WORK/${folder##*/}.sha256"
  # Two full builds side by side would only cost disk.
  mv "$folder/target/release/detente" "$WORK/${folder##*/}.detente"
  rm -rf "$folder"
done

rust-audit-info "$WORK/detente" >"$WORK/sbom.json"
components="$(grep -o '"name"' "$WORK/sbom.json" | wc -l)"
[ "$components" -gt 0 ] || fail "the binary holds no list of its dependencies"
first="$(cat "$WORK/first.sha256")"
second="$(cat "$WORK/a-second-folder-with-a-longer-name.sha256")"
[ "$first" = "$second" ] || fail "two builds differ: $first and $second; compare $WORK/*.detente"
say "the same binary twice: $first ($(stat -c %s "$WORK/detente") bytes)"
say "$components packages are listed in it: target/supply/sbom.json"
