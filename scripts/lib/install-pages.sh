#!/usr/bin/env bash
# install-pages.sh FOLDER: the pages for users, in the folders that they have here, so that their links hold on a device.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$1
page() { install -Dm644 "$1" "$out/${2:-$1}"; }

for file in config/*.md config/{messages,queries}/*.md deploy/{README,privacy,security}.md deploy/{apt,cloud,fleet}/README.md; do
  page "$file"
done
page deploy/apt/lintel.sources
cp -r config/sensors config/presets "$out/config/"
cp -r deploy/grafana deploy/provisioning "$out/deploy/"
cp -r deploy/fleet/example "$out/deploy/fleet/"
page .github/SECURITY.md deploy/SECURITY.md
sed -i 's#](\.\./deploy/#](#' "$out/deploy/SECURITY.md"
# Where everyone looks first.
ln -sfn deploy/README.md "$out/README.md"
