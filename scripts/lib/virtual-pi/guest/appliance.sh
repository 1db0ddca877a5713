# Sourced by a job with the package installed: its checks, and the store around it.
source /case/ask-service.sh
lintel() { /usr/bin/lintel "$@"; }
uplink_is() { status | grep -q "\"uplink\":{\"state\":\"$1\""; }
uplink_is_not() { status > /dev/null && ! uplink_is "$1"; }
runs() { systemctl is-active --quiet lintel.service && status | grep -q "\"version\":\"$1\""; }
is_installed() { [ "$(dpkg-query -W -f '${Version} ${Status}' lintel)" = "$1 install ok installed" ]; }
kept_is() { [ "$(dpkg-deb --field /var/lib/lintel-packages/previous.deb Version)" = "$1" ]; }
main_pid() { systemctl show -p MainPID --value lintel.service; }
uptime_s() { cut -d. -f1 /proc/uptime; }
counter_says() { ask counter-send "$1" > /dev/null; sensor_is counter up; }

# A chip whose beams are whole: a broken beam pulls its line low.
beams_on() { gpio_chip pinctrl-bcm2711 54 && gpio_set 17 1 && gpio_set 27 1; }
# One person in: outer beam, both, inner, none. Slow steps, because the kernel reads a line's level some time after its edge.
walk_in() {
  for step in '17 0' '27 0' '17 1' '27 1'; do gpio_set $step; sleep 1; done
  sleep 1
}

hardware_on() {
  beams_on
  ask beacon C0:11:22:33:44:55 -61 0201061aff4c00021500112233445566778899aabbccddeeff00010002c5 > /dev/null
  bluetooth_on
  camera_on
  network_on
}

sensors_are_up() {
  wait_for 90 'the counter is up' counter_says C,3,2
  wait_for 60 'the beams are up' sensor_is beams up
  wait_for 120 'adverts are heard' sensor_is radio up
  wait_for 300 'frames go through the detector' sensor_is camera up
  check 'the detector is the real one' sh -c 'grep -l libonnxruntime /proc/[0-9]*/maps'
}
