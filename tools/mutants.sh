#!/usr/bin/env bash
# Changes the code in a few thousand small ways, one at a time, and asks whether a test notices:
# `./dev mutants [CRATE…]`, by default domain, line and e2ee. Takes hours; results are below
# target/mutants, survivors in CRATE/mutants.out/missed.txt. What is left out: .cargo/mutants.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

MUTANTS_VERSION=27.1.0
CRATES=("$@")
[ "${#CRATES[@]}" -gt 0 ] || CRATES=(domain line e2ee)

command -v cargo-mutants >/dev/null \
  || cargo install --quiet --locked cargo-mutants --version "$MUTANTS_VERSION"

status=0
for crate in "${CRATES[@]}"; do
  out="target/mutants/$crate"
  mkdir -p "$out"
  # Two and three say that mutants survived or timed out: a result, and no fault of the run.
  cargo mutants --package "$crate" --output "$out" --no-times || [ $? -le 3 ] || status=1
done

count() { if [ -f "$1" ]; then wc -l <"$1"; else echo 0; fi; }
printf '\n%-10s %8s %8s %8s %8s %8s\n' crate caught timeout missed unbuilt killed
for crate in "${CRATES[@]}"; do
  found="target/mutants/$crate/mutants.out"
  caught="$(count "$found/caught.txt")" timeout="$(count "$found/timeout.txt")"
  missed="$(count "$found/missed.txt")" unviable="$(count "$found/unviable.txt")"
  viable=$((caught + timeout + missed))
  share="$([ "$viable" -gt 0 ] && echo "$((100 * (caught + timeout) / viable)) %" || echo -)"
  printf '%-10s %8d %8d %8d %8d %8s\n' "$crate" "$caught" "$timeout" "$missed" "$unviable" "$share"
done
exit "$status"
