#!/usr/bin/env bash
# ffmpeg-arm64.sh FOLDER: Debian's ffmpeg for arm64 with the libraries it is linked to and no more, since all it depends on
# is half a gigabyte: bin/ffmpeg, lib/.
set -euo pipefail
out=$1
work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
mirror=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | sed -n 's/^Debian //p' | head -1)
root=$work/root
mmdebstrap --quiet --variant=extract --architectures=arm64 --mode=root --skip=check/empty,check/qemu \
  --aptopt='APT::Install-Recommends "false"' --include=ffmpeg \
  '' "$root" "deb ${mirror:-http://deb.debian.org/debian} trixie main"
lib=$work/tools/lib
mkdir -p "$work/tools/bin" "$lib"
cp "$root/usr/bin/ffmpeg" "$work/tools/bin/"
needed() { aarch64-linux-gnu-objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }'; }
wanted=$(needed "$root/usr/bin/ffmpeg")
while [ -n "$wanted" ]; do
  next=
  for name in $wanted; do
    [ ! -e "$lib/$name" ] || continue
    # Some libraries are in folders of their own: BLAS, PulseAudio. The C library's are the guest's.
    file=$(find "$root/usr/lib/aarch64-linux-gnu" -name "$name" | head -1)
    [ -n "$file" ] || { echo "ffmpeg needs $name, which no package of its brought" >&2; exit 1; }
    cp -L "$file" "$lib/$name"
    next="$next $(needed "$file")"
  done
  wanted=${next# }
done
rm -f "$lib"/{libc.so.6,libm.so.6,ld-linux-aarch64.so.1,libpthread.so.0,libdl.so.2,librt.so.1,libresolv.so.2}
mv -T "$work/tools" "$out"
