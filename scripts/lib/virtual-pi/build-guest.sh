#!/usr/bin/env bash
# build-guest.sh FOLDER: the virtual Pi's parts from Debian's packages: root.ext4, vmlinuz, initrd.gz. Needs root.
# Packages are unpacked, their maintainer scripts are not run (that would need an emulated processor for minutes);
# what those would have done and a job needs is done here by hand.
set -euo pipefail
out=$1
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root

# The mirror that this machine's own apt uses.
mirror=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | sed -n 's/^Debian //p' | head -1)
mirror=${mirror:-http://deb.debian.org/debian}

# Debian builds gpio-sim only for kernels newer than 6.12, so this uses the current backports kernel.
packages=(
  base-files base-passwd bash coreutils util-linux mount kmod udev grep sed mawk findutils procps hostname iproute2
  e2fsprogs usbutils gpiod bluez v4l-utils libstdc++6 busybox-static systemd systemd-sysv dbus apt dpkg login passwd diffutils libc-bin
  init-system-helpers perl-base
  linux-image-arm64/trixie-backports
)
mmdebstrap --quiet --variant=extract --architectures=arm64 --mode=root --skip=check/empty,check/qemu,cleanup/apt \
  --aptopt='APT::Install-Recommends "false"' \
  --include="$(IFS=,; echo "${packages[*]}")" \
  '' "$root" "deb $mirror trixie main" "deb $mirror trixie-backports main"

# dpkg in the guest takes what is unpacked for installed.
mkdir -p "$root"/var/lib/dpkg/{info,updates,triggers,alternatives}
for deb in "$root"/var/cache/apt/archives/*.deb; do
  dpkg-deb --field "$deb" | sed '1a Status: install ok installed'
  echo
  name=$(dpkg-deb --field "$deb" Package)
  [ "$(dpkg-deb --field "$deb" Multi-Arch)" != same ] || name=$name:arm64
  touch "$root/var/lib/dpkg/info/$name.list"
done > "$root/var/lib/dpkg/status"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{man,doc,locale}

ln -sf bash "$root/usr/bin/sh"
ln -sf mawk "$root/usr/bin/awk"
mkdir -p "$root"/{etc,case,proc,sys,dev,run,tmp,root,data}
chmod 1777 "$root/tmp"
cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
printf '%s: files\n' passwd group shadow hosts > "$root/etc/nsswitch.conf"
echo virtual-pi > "$root/etc/hostname"
echo '127.0.0.1 localhost virtual-pi' > "$root/etc/hosts"
echo '/dev/vda / ext4 defaults 0 1' > "$root/etc/fstab"
echo 5a0fe4b1d3c94f6c8d7a2b1e0f3c5d79 > "$root/etc/machine-id"
systemd-sysusers --root="$root" 2>/dev/null
systemctl --root="$root" --quiet preset-all 2>/dev/null || true
systemctl --root="$root" --quiet set-default multi-user.target
# No logins, no downloads, and no network to wait for.
for unit in getty.target serial-getty@.service getty@.service systemd-timesyncd.service systemd-networkd.service \
  systemd-networkd-wait-online.service e2scrub_reap.service apt-daily.timer apt-daily-upgrade.timer fstrim.timer \
  dpkg-db-backup.timer e2scrub_all.timer systemd-firstboot.service systemd-hwdb-update.service bluetooth.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done

install -m755 "$here"/guest/{quick-init,run-job} "$root/usr/sbin/"
install -m644 "$here/guest/case.service" "$root/etc/systemd/system/"
systemctl --root="$root" --quiet enable case.service

version=$(ls "$root/usr/lib/modules")
depmod -b "$root/usr" "$version"
mv "$root/usr/lib/modules/$version/vmlinuz" "$work/vmlinuz"

"$here/pack-initrd.sh" "$work/initrd.gz" "$root/usr/bin/busybox" "$root/usr" "$version"

size_mb=$(($(du -sm --apparent-size "$root" | cut -f1) + 1000))
truncate -s "${size_mb}M" "$work/root.ext4"
mke2fs -q -t ext4 -L root -d "$root" "$work/root.ext4"
rm -rf "$root"
chmod 755 "$work"
mkdir -p "$(dirname "$out")"
mv -T "$work" "$out"
trap - EXIT
