# SPDX-License-Identifier: Apache-2.0
#
# Sourced: prepare BUILD SOURCE copies the page's sources to BUILD/picture and installs what they are built and tested
# with, unless it is there already. Exits 77, saying why, when Node is missing or npm's registry cannot be reached.
prepare() {
  local build=$1 source=$2
  page=$build/picture
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "skipped: Node and npm are not installed (apt-get install nodejs npm)"
    exit 77
  fi
  mkdir -p "$page"
  rm -rf "$page/source" "$page/built"
  (cd "$source/tools/picture" && cp -R index.html package.json package-lock.json tsconfig.json vite.config.ts eslint.config.js source "$page")
  cmp -s "$page/package-lock.json" "$page/installed" && return
  rm -f "$page/installed"
  if ! (cd "$page" && npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=30000) >"$page/npm.log" 2>&1; then
    if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT' "$page/npm.log"; then
      echo "skipped: npm's registry cannot be reached ($page/npm.log)"
      exit 77
    fi
    cat "$page/npm.log"
    echo "FAULT: npm ci failed"
    exit 1
  fi
  cp "$page/package-lock.json" "$page/installed"
}
