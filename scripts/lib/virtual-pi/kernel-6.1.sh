#!/usr/bin/env bash
# kernel-6.1.sh FOLDER: Debian 12's kernel for arm64, which still has the GPIO interface that libgpiod 1 speaks, with the
# simulated GPIO chip that Debian leaves out of it, built from the same source: vmlinuz and initrd.gz. Everything a job needs
# of it is in the initrd, since the root disk has another kernel's modules.
set -euo pipefail
out=$1
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
mirror=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | sed -n 's/^Debian //p' | head -1)
mirror=${mirror:-http://deb.debian.org/debian}
mirror=${mirror%/}
fetch() { /usr/lib/apt/apt-helper -qq -o APT::Sandbox::User=root download-file "$mirror/$1" "$2" >&2; }

fetch dists/bookworm/main/binary-arm64/Packages.xz "$work/Packages.xz"
xz -d "$work/Packages.xz"
# field PACKAGE NAME: from the list of packages.
field() { awk -v package="$1" -v name="$2:" '$1 == "Package:" { is = $2 == package } is && $1 == name { print $2; exit }' "$work/Packages"; }
kernel=$(field linux-image-arm64 Depends)
version=${kernel#linux-image-}
headers=linux-headers-${version%-arm64}
for package in "$kernel" "linux-headers-$version" "$headers-common" linux-source-6.1 busybox-static; do
  fetch "$(field "$package" Filename)" "$work/$package.deb"
done
# The tools of a kernel's build are for the machine that builds.
fetch "pool/main/l/linux/linux-kbuild-6.1_$(field "$kernel" Version)_$(dpkg --print-architecture).deb" "$work/kbuild.deb"

tree=$work/tree
for package in "$kernel" "linux-headers-$version" "$headers-common" kbuild busybox-static; do dpkg-deb -x "$work/$package.deb" "$tree"; done
source=linux-source-6.1
dpkg-deb --fsys-tarfile "$work/$source.deb" | tar -xO "./usr/src/$source.tar.xz" | xz -dc -T0 |
  tar -x -C "$work" "$source/drivers/gpio/gpio-sim.c" "$source/drivers/gpio/gpiolib.h" "$source/kernel/irq/irq_sim.c"

chip=$work/chip
mkdir "$chip"
cp "$work/$source"/drivers/gpio/gpio{-sim.c,lib.h} "$work/$source/kernel/irq/irq_sim.c" "$chip/"
# Made for the kernel's own image: as a module it needs a licence, and a way to an interrupt that modules may go.
sed -i 's/irq_to_desc(irqnum)/irq_data_to_desc(irq_get_irq_data(irqnum))/' "$chip/irq_sim.c"
echo '#include <linux/module.h>
MODULE_LICENSE("GPL");' >> "$chip/irq_sim.c"
echo 'obj-m := irq_sim.o gpio-sim.o' > "$chip/Kbuild"
sed -i "s#/usr/src#$tree/usr/src#" "$tree/usr/src/linux-headers-$version/Makefile"
make -s -C "$tree/usr/src/linux-headers-$version" M="$chip" CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc modules >&2

modules=$tree/lib/modules/$version
install -D -t "$modules/extra" "$chip"/*.ko
depmod -b "$tree" "$version"
mkdir "$work/kernel"
cp "$tree/boot/vmlinuz-$version" "$work/kernel/vmlinuz"
"$here/pack-initrd.sh" "$work/kernel/initrd.gz" "$tree/bin/busybox" "$tree" "$version" virtio_console configfs gpio-sim
mv -T "$work/kernel" "$out"
