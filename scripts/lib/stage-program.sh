#!/usr/bin/env bash
# stage-program.sh arm64|amd64 FOLDER: the program as it runs on a device, for that processor alone: Node, the built code,
# production packages. No file of it is compiled here: every native part comes prebuilt inside its package.
source "$(dirname "$0")/prepare.sh"
arch=$1
out=$2
case $arch in
  arm64) cpu=arm64 ;;
  amd64) cpu=x64 ;;
  *) die "the program runs on arm64 and amd64, not on $arch" ;;
esac
cache=$ROOT/.cache/package
mkdir -p "$cache"

# Packages change with the lock file alone: kept from run to run.
modules=$cache/modules-$arch-$(cat package-lock.json package.json "${BASH_SOURCE[0]}" | sha256sum | cut -c1-16)
if [ ! -d "$modules" ]; then
  say "fetching production packages for $arch"
  fetched=$(mktemp -d "$modules.XXXXXX")
  cp package.json package-lock.json .npmrc "$fetched/"
  (cd "$fetched" && ONNXRUNTIME_NODE_INSTALL=skip npm ci --omit=dev --os=linux --cpu="$cpu" --libc=glibc \
    --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  tree=$fetched/node_modules
  # Other systems' binaries, in the four layouts that packages use.
  find "$tree" -depth -type d -path '*/prebuilds/*' ! -name "linux-$cpu" -exec rm -rf {} +
  find "$tree" -type f -path '*/prebuilds/*.node' \( -name '*musl*' -o -name 'darwin*' -o -name 'win32*' \) -delete
  find "$tree" -type f -regex '.*/prebuilds/[^/]*\.node' ! -name "linux-$cpu.node" -delete
  find "$tree" -depth -type d -path '*/bin/napi-v*/*' \( -name darwin -o -name win32 \) -exec rm -rf {} +
  find "$tree" -depth -type d -path '*/bin/napi-v*/linux/*' ! -name "$cpu" -exec rm -rf {} +
  # What only a compiler or an editor reads.
  rm -rf "$tree"/better-sqlite3/{deps,src} "$tree"/onnxruntime-node/script "$tree/.bin" "$tree/.package-lock.json"
  find "$tree" -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.gyp' \
    -o -name '*.c' -o -name '*.cc' -o -name '*.cpp' -o -name '*.h' -o -name '*.mm' \) -delete
  find "$tree" -type d -empty -delete
  mv -T "$fetched" "$modules"
fi

runtime=$cache/node-$arch-$NODE_VERSION
if [ ! -d "$runtime" ]; then
  say "fetching Node $NODE_VERSION for $arch"
  fetched=$(mktemp -d "$runtime.XXXXXX")
  (cd "$fetched" && npm pack --silent "node-linux-$cpu@$NODE_VERSION" >/dev/null && tar xzf ./*.tgz && rm ./*.tgz)
  mv -T "$fetched" "$runtime"
fi

npm run --silent build >&2
mkdir -p "$out/bin"
cp "$runtime/package/bin/node" "$out/bin/node"
cp "$runtime/package/LICENSE" "$out/bin/node.LICENSE"
cat > "$out/bin/lintel" <<'EOF'
#!/bin/sh
home=$(dirname "$(dirname "$(readlink -f "$0")")")
# The service lives long and makes few objects: it has little room for the short-lived, code that is small rather than fast,
# and one heap of the C library for all of its threads.
flags=
if [ "${1:-}" = run ]; then
  flags='--max-semi-space-size=2 --optimize-for-size'
  export MALLOC_ARENA_MAX=1
fi
exec "$home/bin/node" $flags "$home/dist/main.js" "$@"
EOF
chmod 755 "$out"/bin/*
cp -a dist config package.json LICENSE "$out/"
find "$out/dist" -name '*.map' -delete
cp -a "$modules/node_modules" "$out/node_modules"
chmod 755 "$out/bin/node"
chmod 644 "$out/bin/node.LICENSE"
