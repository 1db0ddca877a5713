source /case/lib.sh

status() { lintel status --json > /tmp/status.json && cat /tmp/status.json; }
lintel() { /usr/bin/lintel "$@"; }
sensor_is() { status | tr -d '\n ' | grep -q "\"sensor\":\"$1\",\"type\":\"[a-z-]*\",\"state\":\"$2\""; }
sensor_is_not() { status > /dev/null && ! sensor_is "$1" "$2"; }
is_active() { systemctl is-active --quiet lintel.service; }
installed() { [ "$(dpkg-query -W -f '${Version} ${Status}' lintel)" = "$1 install ok installed" ]; }
uptime_s() { cut -d. -f1 /proc/uptime; }
# One person in: outer beam, both, inner, none; a broken beam pulls its line low.
walk_in() { for step in '17 0' '27 0' '17 1' '27 1'; do gpio_set $step; sleep 0.2; done; }

gpio_chip pinctrl-bcm2711 54
gpio_set 17 1; gpio_set 27 1
ask beacon C0:11:22:33:44:55 -61 0201061aff4c00021500112233445566778899aabbccddeeff00010002c5 > /dev/null
bluetooth_on
modprobe -a virtio_net
ip link set eth0 up 2>/dev/null || ip link set "$(ls /sys/class/net | grep -v lo | head -1)" up
ip address add 10.0.2.15/24 dev "$(ls /sys/class/net | grep -v lo | head -1)"

say 'installing'
check 'the package installs without a network and without asking' \
  env DEBIAN_FRONTEND=noninteractive dpkg --install /case/lintel_1.0.0_arm64.deb
check 'its state is whole' installed 1.0.0
check 'its user has no shell and no password' grep -q '^lintel:.*nologin' /etc/passwd
mkdir -p /var/lib/lintel-packages && cp /case/lintel_1.0.0_arm64.deb /var/lib/lintel-packages/previous.deb
check 'the settings are good' lintel check /case/store.yaml
install -m 640 -o lintel -g lintel /case/store.yaml /etc/lintel/store.yaml
began=$(uptime_s)
check 'the service says READY to systemd' timeout 170 systemctl start lintel.service
say "start to READY: $(($(uptime_s) - began)) s"

wait_for 90 'the counter is up' eval 'ask counter-send C,3,2 > /dev/null; sensor_is counter up'
wait_for 60 'the beams are up' sensor_is beams up
wait_for 120 'adverts are heard' sensor_is radio up
for _ in 1 2 3; do walk_in; done
ask counter-send C,5,2 > /dev/null
wait_for 90 'summaries reach the broker' ask summaries 2

check 'nothing listens but the console on this device' \
  sh -c "[ -z \"\$(ss -Hltnu | awk '{print \$5}' | grep -v -e '^127.0.0.1:8080\$')\" ]"
check 'nothing of its state can be read by others' \
  sh -c '[ -z "$(find /var/lib/lintel /etc/lintel/credentials -perm /o+rwx ! -type l 2>/dev/null)" ]'
check 'it leaves no core dump' grep -q 'Max core file size *0 *0' "/proc/$(systemctl show -p MainPID --value lintel)/limits"
check 'its exposure is at most 2.5' sh -c "systemd-analyze security lintel.service --threshold=25 --no-pager | tail -1"

say 'unplugging'
ask counter-unplug > /dev/null
wait_for 60 'the counter is missed' sensor_is_not counter up
ask counter-plug > /dev/null
wait_for 90 'the counter is back' eval 'ask counter-send C,6,2 > /dev/null; sensor_is counter up'
bluetooth_off
wait_for 90 'the radio is missed' sensor_is_not radio up
bluetooth_on
wait_for 150 'the radio is back' sensor_is radio up

say 'upgrading'
cp /case/lintel_1.0.1_arm64.deb /var/lib/lintel-packages/next.deb
check 'the upgrade installs' dpkg --install /case/lintel_1.0.1_arm64.deb
wait_for 120 'the new version runs' sh -c "/usr/bin/lintel status --json | grep -q '\"version\": \"1.0.1\"'"
check 'settings are as they were' cmp /case/store.yaml /etc/lintel/store.yaml

say 'removing'
check 'removed, settings and data stay' \
  sh -c 'dpkg --remove lintel && [ -f /etc/lintel/store.yaml ] && [ -d /var/lib/lintel/ring ]'
check 'purged, they are gone' sh -c 'dpkg --purge lintel && [ ! -e /etc/lintel ] && [ ! -e /var/lib/lintel ]'
