source /case/lib.sh

status() { lintel status -c /etc/lintel/store.yaml --json; }
radio_is() {
  local text
  text=$(status 2>&1) && grep -q "\"sensor\":\"radio\",\"type\":\"ble-receiver\",\"state\":\"$1\"" <<< "${text//[$'\n' ]/}" && return
  echo "$text" | grep -A 9 '"radio"'
  return 1
}
radio_is_not() { status > /dev/null && ! radio_is "$1"; }
uptime_s() { cut -d. -f1 /proc/uptime; }

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
back=$(uptime_s)
check 'put back, it is heard again within a minute' within 60 radio_is up
say "heard again after $(($(uptime_s) - back)) s"

ask deaf > /dev/null
deaf=$(uptime_s)
check 'gone deaf without a word, it is found within a minute' within 60 radio_is_not up
say "found after $(($(uptime_s) - deaf)) s"
ask hearing > /dev/null
wait_for 120 'hearing again, it is up again' radio_is up
check 'no address is in its log' sh -c '! grep -iE "c0:?11:?22:?33" /tmp/lintel.log'
