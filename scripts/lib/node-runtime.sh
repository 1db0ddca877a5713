#!/usr/bin/env bash
# node-runtime.sh arm64|amd64 FOLDER: Node and its licence. The npm registry carries the official binaries.
source "$(dirname "$0")/prepare.sh"
case $1 in
  arm64) cpu=arm64 ;;
  amd64) cpu=x64 ;;
  *) die "the program runs on arm64 and amd64, not on $1" ;;
esac
# What the scripts themselves run with is the same.
runtime=$ROOT/.node/node_modules/node-linux-$cpu
if [ "$("$runtime/bin/node" --version 2>/dev/null)" != "v$NODE_VERSION" ]; then
  runtime=$ROOT/.cache/package/node-$1-$NODE_VERSION/package
fi
if [ ! -d "$runtime" ]; then
  say "fetching Node $NODE_VERSION for $1"
  mkdir -p "$ROOT/.cache/package"
  fetched=$(mktemp -d "$ROOT/.cache/package/node.XXXXXX")
  (cd "$fetched" && npm pack --silent "node-linux-$cpu@$NODE_VERSION" >/dev/null && tar xzf ./*.tgz && rm ./*.tgz)
  mv -T "$fetched" "${runtime%/package}"
fi
install -m755 "$runtime/bin/node" "$2/node"
install -m644 "$runtime/LICENSE" "$2/node.LICENSE"
