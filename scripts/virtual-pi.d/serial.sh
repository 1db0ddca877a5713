source /case/lib.sh
start_udev
port=/dev/serial/by-id

heard() {
  local device
  device=$(echo $port/*) || return 1
  stty -F "$device" 9600 raw -echo || return 1
  timeout 10 head -1 "$device" > /tmp/line &
  sleep 1
  ask counter-send C,3,2 || return 1
  wait $!
  grep -q 'C,3,2' /tmp/line
}

wait_for 30 'the adapter has a by-id name' sh -c "ls $port | grep -q counter"
check 'what the instrument says is read' within 30 heard
ask counter-unplug > /dev/null
wait_for 20 'pulled, its name is gone' sh -c "[ ! -e $port ]"
ask counter-plug > /dev/null
wait_for 30 'put back, it has its name again' sh -c "ls $port | grep -q counter"
check 'what the instrument says is read again' within 30 heard
