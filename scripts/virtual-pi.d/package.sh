source /case/lib.sh
source /case/appliance.sh

# What the service said, where a check failed.
trap '[ $? -eq 0 ] || { systemctl status lintel.service; journalctl --unit lintel.service --lines 60 --no-pager; }' EXIT
hardware_on

# systemd's own limits are for a Pi; an emulated processor takes its time, and a busy machine lets it wait.
patient_systemd() {
  mkdir -p /etc/systemd/system/lintel.service.d
  printf '[Service]\nTimeoutStartSec=%s\nWatchdogSec=%s\n' $((360 * PATIENCE)) $((60 * PATIENCE)) \
    > /etc/systemd/system/lintel.service.d/virtual-pi.conf
  systemctl daemon-reload
}

# From the package alone, plus what a store has: ffmpeg, a USB drive with the detector, and the settings.
phase_install() {
  # Flushing every file takes an emulated processor minutes, and this case has no power cut.
  mkdir -p /etc/dpkg/dpkg.cfg.d && echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/virtual-pi
  mkdir -p /usr/local/bin /opt
  patient_systemd
  check 'the package installs without a network and without asking' \
    env DEBIAN_FRONTEND=noninteractive dpkg --install /case/lintel_1.0.0_arm64.deb
  check 'its state is whole' is_installed 1.0.0
  check 'its user has no shell and no password' grep -q '^lintel:.*nologin' /etc/passwd
  cp -r /case/ffmpeg /opt/ffmpeg
  printf '#!/bin/sh\nLD_LIBRARY_PATH=/opt/ffmpeg/lib exec /opt/ffmpeg/bin/ffmpeg "$@"\n' > /usr/local/bin/ffmpeg
  chmod 755 /usr/local/bin/ffmpeg
  check 'ffmpeg runs' ffmpeg -hide_banner -version
  check 'the settings are good' lintel check /case/store.yaml
  install -m 640 -o lintel -g lintel /case/store.yaml /etc/lintel/store.yaml
  check 'the detector comes from a USB drive' lintel model pull --source "$(find /case/models -name yolox_nano.onnx)" --directory /var/lib/lintel/models
  chown -R lintel:lintel /var/lib/lintel
  local began
  began=$(uptime_s)
  check 'the service says READY to systemd' systemctl start lintel.service
  say "start to READY: $(($(uptime_s) - began)) s"
  watch_status /usr/lib/lintel/bin/node /var/lib/lintel
  sensors_are_up
  # Up means an open port; the counter may have sent its first totals before that.
  ask counter-send C,3,2 > /dev/null
  for _ in 1 2 3; do walk_in; done
  ask counter-send C,5,2 > /dev/null
  wait_for 90 'counts reach the broker outside' ask rows 2
  wait_for 60 'three people through the beams are in them' ask passed front 3 0
  wait_for 60 'two more of the counter are in them' ask passed back 2 0
  check 'the command line shows them' sh -c '/usr/bin/lintel status | grep -E "counter .*up"'
  for sensor in radio camera; do wait_for 60 "the $sensor is up" sh -c "/usr/bin/lintel status | grep -E '$sensor .*up'"; done

  check 'nothing listens but the console on this device' \
    sh -c "[ -z \"\$(ss -Hltnu | awk '{print \$5}' | grep -v -e '^127.0.0.1:8080\$')\" ]"
  check 'nothing of its state can be read by others' \
    sh -c '[ -z "$(setpriv --reuid=65534 --regid=65534 --clear-groups find /var/lib/lintel /etc/lintel/credentials /etc/lintel/store.yaml -readable 2>/dev/null)" ]'
  check 'it leaves no core dump' grep -q 'Max core file size *0 *0' "/proc/$(main_pid)/limits"
  check 'its exposure is at most 2.5' systemd-analyze security lintel.service --threshold=25 --no-pager
  say "memory by systemd: $(($(systemctl show -p MemoryCurrent --value lintel.service) / 1000000)) MB with the camera"
}

# Everything that can be pulled is pulled, missed, put back and there again; the others go on.
phase_unplug() {
  watch_status /usr/lib/lintel/bin/node /var/lib/lintel
  wait_for 170 'after a start of the machine it runs without help' systemctl is-active --quiet lintel.service
  sensors_are_up
  ask counter-unplug > /dev/null
  wait_for 60 'the counter is missed' sensor_is_not counter up
  ask counter-plug > /dev/null
  wait_for 90 'the counter is back' counter_says C,6,2
  bluetooth_off
  wait_for 90 'the radio is missed' sensor_is_not radio up
  check 'the beams are none the worse' sensor_is beams up
  bluetooth_on
  wait_for 150 'the radio is back' sensor_is radio up
  gpio_chip_off
  wait_for 60 'the beams are missed' sensor_is_not beams up
  beams_on
  wait_for 90 'the beams are back' sensor_is beams up
  camera_off
  wait_for 90 'the camera is missed' sensor_is_not camera up
  camera_on
  wait_for 240 'the camera is back' sensor_is camera up
  ask network-down > /dev/null
  wait_for 120 'the broker is missed' uplink_is_not connected
  ask network-up > /dev/null
  wait_for 120 'the broker is back' uplink_is connected
}

phase_upgrade() {
  cp /etc/lintel/store.yaml /run/settings-before
  watch_status /usr/lib/lintel/bin/node /var/lib/lintel
  wait_for 170 'it runs' runs 1.0.0
  check 'the upgrade installs' dpkg --install /case/lintel_1.0.1_arm64.deb
  wait_for 170 'the new version runs' runs 1.0.1
  check 'settings are as they were' cmp /run/settings-before /etc/lintel/store.yaml
  check 'the version before is kept, though it came by hand' kept_is 1.0.0
  wait_for 400 'the new version is taken as good' test ! -e /var/lib/lintel-packages/on-trial

  say 'a version that does not run'
  check 'it installs' dpkg --install /case/lintel_1.0.2_arm64.deb
  wait_for 600 'it is found out, and the one before is installed again' is_installed 1.0.1
  wait_for 170 'the one before runs' runs 1.0.1
  check 'the bad one is refused from now on' sh -c '! dpkg --install /case/lintel_1.0.2_arm64.deb'
  check 'and that leaves the good one whole' is_installed 1.0.1
  check 'settings are as they were' cmp /run/settings-before /etc/lintel/store.yaml

  say 'a service that stands still'
  wait_for 170 'it runs' systemctl is-active --quiet lintel.service
  local before
  before=$(main_pid)
  kill -STOP "$before"
  wait_for 100 'it is ended by the watchdog within its period' sh -c "! kill -0 $before"
  wait_for 170 'it runs again' runs 1.0.1
  check 'why is in its status' sh -c '/usr/bin/lintel status | grep -i watchdog'
}

phase_remove() {
  check 'removed, settings and data stay' \
    sh -c 'dpkg --remove lintel && [ -f /etc/lintel/store.yaml ] && [ -d /var/lib/lintel/ring ]'
  check 'nothing of it runs' sh -c '! systemctl is-active --quiet lintel.service && ! pgrep -f "[/]usr/lib/lintel"'
  check 'purged, they are gone' sh -c 'dpkg --purge lintel && [ ! -e /etc/lintel ] && [ ! -e /var/lib/lintel ] && [ ! -e /var/lib/lintel-packages ]'
}

# A device without settings takes them from the first USB drive.
phase_stick() {
  check 'it installs again after a purge' env DEBIAN_FRONTEND=noninteractive dpkg --install /case/lintel_1.0.0_arm64.deb
  check 'without settings it does not run' sh -c '! systemctl is-active --quiet lintel.service'
  ask stick-plug > /dev/null
  wait_for 120 'the USB drive sets it up' test -s /etc/lintel/store.yaml
  check 'its settings are good' lintel check /etc/lintel/store.yaml
  wait_for 170 'it runs without help' systemctl is-active --quiet lintel.service
  wait_for 60 'the set-up has ended well' sh -c '[ "$(systemctl show -p Result --value lintel-setup.service)" = success ] &&
    ! systemctl is-active --quiet lintel-setup.service'
  check 'the USB drive can be pulled' sh -c '! findmnt /run/lintel-sticks/usb-*'
  check 'the machine has the name of its line' grep -qx lintel-pl-7 /etc/hostname
  check 'the claim can be read by the service alone' \
    sh -c 'setpriv --reuid=lintel --regid=lintel --clear-groups test -r /etc/lintel/claim.key && ! setpriv --reuid=65534 --regid=65534 --clear-groups test -r /etc/lintel/claim.key'
}

"phase_$(cat /case/phase)"
