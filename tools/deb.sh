#!/usr/bin/env bash
# The Debian package: built from the release program with the web client in it, then looked into and unpacked.
# `./dev` sources this file.

CARGO_DEB_VERSION=3.8.0
CARGO_ABOUT_VERSION=0.9.3
DEB_DIR="$TARGET_DIR/debian"

install_cargo_deb() {
  cargo deb --version >/dev/null 2>&1 && return 0
  say "installing cargo-deb $CARGO_DEB_VERSION"
  cargo install --locked --quiet "cargo-deb@$CARGO_DEB_VERSION"
}

install_cargo_about() {
  cargo about --version 2>/dev/null | grep -qF " $CARGO_ABOUT_VERSION" && return 0
  say "installing cargo-about $CARGO_ABOUT_VERSION"
  cargo install --locked --quiet --features cli "cargo-about@$CARGO_ABOUT_VERSION"
}

# The texts under which others gave what the program and the web client are built of. Reading all crates takes
# minutes, so it is done when one of them changed.
third_party_licences() {
  local crates="$1"
  if [ Cargo.lock -nt "$crates" ] || [ tools/package/about.toml -nt "$crates" ] || [ tools/package/about.hbs -nt "$crates" ]; then
    say "reading the licences of all crates (minutes)"
    cargo about generate --locked --manifest-path crates/cli/Cargo.toml --config tools/package/about.toml --fail \
      tools/package/about.hbs > "$crates.new" || return 1
    mv "$crates.new" "$crates"
  fi
  cat "$crates" web/dist/.licences.md
}

# What the package carries besides the program itself comes out of the program.
package_texts() {
  # Where the list in crates/cli/Cargo.toml looks for them, wherever things are built.
  local detente="$1" out=target/package
  mkdir -p "$out"
  "$detente" completions bash > "$out/detente.bash" \
    && "$detente" completions zsh > "$out/_detente" \
    && "$detente" completions fish > "$out/detente.fish" \
    && "$detente" man | gzip -9n > "$out/detente.1.gz" \
    && gzip -9nc CHANGELOG.md > "$out/changelog.gz" \
    && third_party_licences "$out/licences-of-crates" > "$out/third-party-licences" \
    && gzip -9nf "$out/third-party-licences"
}

build_deb() {
  build_web_client || fail "the web client wasn't built"
  install_cargo_deb || fail "cargo-deb can't be installed"
  install_cargo_about || fail "cargo-about can't be installed"
  say "building the release binary (minutes on the first run)"
  cargo build "${LOCKED[@]}" --release --package cli --bin detente || return 1
  package_texts "$TARGET_DIR/release/detente" || return 1
  cargo deb --package cli --no-build --strip --quiet --output "$DEB_DIR/" || return 1
  check_deb "$(find "$DEB_DIR" -name '*.deb' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)"
}

# Everything that must be in a package; then the program of the package runs.
check_deb() {
  local package="$1" listed missing=0 path root
  listed="$(dpkg-deb -c "$package")"
  for path in ./usr/bin/detente ./usr/lib/systemd/system/detente.service ./etc/detente/answers.toml.example \
    ./usr/share/bash-completion/completions/detente ./usr/share/man/man1/detente.1.gz ./usr/share/doc/detente/copyright \
    ./usr/share/doc/detente/third-party-licences.gz; do
    printf '%s\n' "$listed" | grep -q " $path\$" || { say "the package lacks $path"; missing=1; }
  done
  [ "$missing" -eq 0 ] || return 1
  root="$(mktemp -d)"
  dpkg-deb -x "$package" "$root" && "$root/usr/bin/detente" --version || missing=1
  if command -v systemd-analyze >/dev/null; then
    systemd-analyze security --offline=yes --no-pager "$root/usr/lib/systemd/system/detente.service" | tail -n 1
  fi
  rm -rf "$root"
  [ "$missing" -eq 0 ] || return 1
  say "the package: $package"
}
