# Sourced by the scripts: puts Node 24 and the project's packages in place. Needs any Node with npm, or Node 24 itself.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cd "$ROOT"
NODE_VERSION=24.21.0

source "$ROOT/scripts/lib/debian.sh"

node_is_new_enough() { command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 24 ]; }

# The npm registry carries the official binaries as node-<os>-<cpu>: no install script, nothing outside this folder.
use_node() {
  node_is_new_enough && return
  case "$(uname -m)" in
    x86_64) cpu=x64 ;;
    aarch64) cpu=arm64 ;;
    *) die "64-bit x86 or Arm is needed, this is $(uname -m)" ;;
  esac
  local bin="$ROOT/.node/node_modules/node-linux-$cpu/bin"
  if [ ! -x "$bin/node" ]; then
    command -v npm >/dev/null || die "npm is missing: install Node (any version from 20) with npm, then run this again"
    say "fetching Node $NODE_VERSION (this machine has $(node --version 2>/dev/null || echo none))"
    mkdir -p "$ROOT/.node"
    npm install --prefix "$ROOT/.node" --no-save --no-package-lock --no-audit --no-fund --loglevel=error \
      "node-linux-$cpu@$NODE_VERSION" >&2
  fi
  export PATH="$bin:$PATH"
}

# Packages that bring their own binaries need no install script; one would download CUDA libraries.
use_packages() {
  export ONNXRUNTIME_NODE_INSTALL=skip
  local stamp="$ROOT/node_modules/.lintel-lock"
  if ! cmp -s package-lock.json "$stamp"; then
    say "installing packages"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
    cp package-lock.json "$stamp"
  fi
}

# Two scripts at once would install over each other: the second one waits.
mkdir -p "$ROOT/.cache"
exec 9>"$ROOT/.cache/prepare.lock"
flock -n 9 || { say "waiting for another script that installs"; flock 9; }
use_node
use_packages
exec 9>&-
