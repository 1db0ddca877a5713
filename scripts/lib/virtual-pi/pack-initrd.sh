#!/usr/bin/env bash
# pack-initrd.sh OUT BUSYBOX BASE VERSION MODULE…: the guest's first root, enough to find the real one, with these modules of
# BASE/lib/modules/VERSION and what they need.
set -euo pipefail
out=$(realpath "$1") busybox=$2 base=$3 version=$4
shift 4
here=$(dirname "$(realpath "$0")")
initrd=$(mktemp -d)
trap 'rm -rf "$initrd"' EXIT
chmod 755 "$initrd"
mkdir -p "$initrd"/{bin,dev,proc,sys,mnt,modules}
cp "$busybox" "$initrd/bin/busybox"
install -m755 "$here/guest/initrd-init" "$initrd/init"
for module in virtio_pci virtio_blk ext4 virtio_rng "$@"; do
  modprobe -d "$base" -S "$version" --show-depends "$module" | sed -n 's/^insmod \(\S*\).*/\1/p'
done | awk '!seen[$0]++' | { n=100; while read -r path; do
  name=$(basename "${path%.xz}")
  case $path in *.xz) xz -dc "$path" ;; *) cat "$path" ;; esac > "$initrd/modules/$n-$name"
  n=$((n + 1))
done; }
(cd "$initrd" && find . | cpio --quiet -o -H newc | gzip -1) > "$out"
