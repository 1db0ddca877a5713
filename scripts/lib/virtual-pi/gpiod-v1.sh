#!/usr/bin/env bash
# gpiod-v1.sh FOLDER: the libgpiod tools of version 1 for arm64, as Raspberry Pi OS on Debian 12 has them: bin/ and lib/.
set -euo pipefail
out=$1
mirror=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | sed -n 's/^Debian //p' | head -1)
work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --variant=extract --architectures=arm64 --mode=root --skip=check/empty,check/qemu \
  --aptopt='APT::Install-Recommends "false"' --include=gpiod \
  '' "$work/root" "deb ${mirror:-http://deb.debian.org/debian} bookworm main"
mkdir -p "$work/tools/bin" "$work/tools/lib"
cp "$work"/root/usr/bin/gpio* "$work/tools/bin/"
cp -L "$work"/root/usr/lib/aarch64-linux-gnu/libgpiod.so.2 "$work/tools/lib/"
mv -T "$work/tools" "$out"
