source /case/lib.sh

status() { lintel status -c /etc/lintel/store.yaml --json; }
radio_is() {
  local text
  text=$(status 2>&1) && grep -q "\"sensor\":\"radio\",\"type\":\"ble-receiver\",\"state\":\"$1\"" <<< "${text//[$'\n' ]/}" && return
  echo "$text" | grep -A 9 '"radio"'
  return 1
}
radio_is_not() { status > /dev/null && ! radio_is "$1"; }
now_ms() { date +%s%3N; }
# Since when the radio is as it is. Whoever asks is slow on an emulated processor; the program's own note of the time is not.
radio_since() { status | tr -d '\n ' | sed -E 's/.*"sensor":"radio"[^}]*"since":([0-9]+).*/\1/'; }
in_a_minute() {
  local took=$(($(radio_since) - $2))
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
wait_for 120 'adverts come through the library' radio_is up
wait_for 60 'the summaries tell of them' ask covered radio

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
