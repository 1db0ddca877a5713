source /case/lib.sh
source /case/ask-service.sh

radio_is() { sensor_is radio "$1"; }
radio_is_not() { sensor_is_not radio "$1"; }
now_ms() { date +%s%3N; }
in_a_minute() {
  local took=$(($(sensor_since radio) - $2))
  say "$1 after $took ms"
  [ "$took" -lt 60000 ]
}

ask beacon C0:11:22:33:44:55 -61 0201061aff4c00021500112233445566778899aabbccddeeff00010002c5 > /dev/null
bluetooth_on
network_on
# The settings' folder holds their good copy too, so it can be written.
mkdir -p /etc/lintel && cp /case/store.yaml /etc/lintel/
trap '[ $? -eq 0 ] || head -c 3000 /tmp/lintel.log' EXIT
lintel run -c /etc/lintel/store.yaml > /tmp/lintel.log 2>&1 7>&- &
watch_status "$LINTEL/bin/node" /data
wait_for 120 'adverts come through the library' radio_is up
wait_for 60 'counts reach the broker' ask rows 1

bluetooth_off
wait_for 60 'pulled, it is missed' radio_is_not up
bluetooth_on
back=$(now_ms)
wait_for 90 'put back, it is heard again' radio_is up
check 'within a minute' in_a_minute 'heard again' "$back"

ask deaf > /dev/null
deaf=$(now_ms)
wait_for 90 'gone deaf without a word, it is found' radio_is_not up
check 'within a minute' in_a_minute 'found' "$deaf"
ask hearing > /dev/null
wait_for 120 'hearing again, it is up again' radio_is up
check 'no address is in its log' sh -c '! grep -iE "c0:?11:?22:?33" /tmp/lintel.log'
