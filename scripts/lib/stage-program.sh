#!/usr/bin/env bash
# stage-program.sh arm64|amd64 FOLDER: the program as it runs on a device, for that processor alone: Node, the built code,
# and the packages that have a native part. Nothing is compiled here: every native part comes prebuilt inside its package.
source "$(dirname "$0")/prepare.sh"
arch=$1
out=$2
case $arch in
  arm64) cpu=arm64 ;;
  amd64) cpu=x64 ;;
  *) die "the program runs on arm64 and amd64, not on $arch" ;;
esac
mkdir -p "$out/bin"
node scripts/build.ts "$out/dist"
rm -rf "$out/dist/pages/fleet"
"$ROOT/scripts/lib/node-runtime.sh" "$arch" "$out/bin"
cat > "$out/bin/lintel" <<'EOT'
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
EOT
chmod 755 "$out"/bin/*
cp -a config package.json LICENSE "$out/"
# Maps of the sources stay with the sources: the same commit makes the same ones.
find "$out/dist" -name '*.map' -delete
node scripts/lib/native-packages.ts "$cpu" "$out/node_modules"
chmod 755 "$out/bin/node"
chmod 644 "$out/bin/node.LICENSE" "$out"/dist/wasm/*
