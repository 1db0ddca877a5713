# Sourced by a job: what it may say to the host, and the simulated hardware that lives in the guest's own kernel.
set -uo pipefail
LINTEL=/case/lintel
# A machine that has other work is waited for longer.
PATIENCE=$(cat /case/patience)

# Progress messages.
say() { echo "say $*" >&7; }

# check WHAT COMMAND…: an assertion. The first that fails ends the job.
check() {
  local what=$1 output
  shift
  if output=$("$@" 2>&1); then echo "pass $what" >&7; return 0; fi
  echo "fail $what" >&7
  echo "--- $* said:"
  echo "$output" | tail -40
  [ -z "$output" ] || echo "say   $(echo "$output" | tail -3 | tr '\n' '|' | cut -c-400)" >&7
  exit 1
}

# wait_for SECONDS WHAT COMMAND…: an assertion that may take its time.
wait_for() {
  local seconds=$1 what=$2
  shift 2
  check "$what" within $((seconds * PATIENCE)) "$@"
}

# within SECONDS COMMAND…: tries until it succeeds, with PAUSE seconds between; says what the last try said when the time is up.
PAUSE=0.3
within() {
  local until=$((SECONDS + $1)) output
  shift
  while ! output=$("$@" 2>&1); do
    if [ $SECONDS -ge $until ]; then echo "$output"; return 1; fi
    sleep "$PAUSE"
  done
  echo "$output"
}

# ask NAME WORDS…: has the host do something (plug, unplug, count) and prints its answer. Fails when the host says no.
ask() {
  local answer
  echo "ask $*" >&7
  read -r answer <&7
  case $answer in
    ok) ;;
    'ok '*) echo "${answer#ok }" ;;
    *) echo "the host did not do '$*': ${answer#no }"; return 1 ;;
  esac
}

lintel() { "$LINTEL/bin/lintel" "$@"; }

# udev without systemd, for /dev/serial/by-id. Only for the needed devices: all of them take it a minute.
start_udev() {
  /usr/lib/systemd/systemd-udevd --daemon 7>&-
  modprobe -a xhci_pci ftdi_sio
  udevadm trigger --action=add --subsystem-match=usb --subsystem-match=usb-serial --subsystem-match=tty
  udevadm settle --timeout=30
}

# gpio_chip LABEL LINES: makes a chip of gpio-sim; GPIO_PINS is then the folder with its switches.
gpio_chip() {
  local chip=/sys/kernel/config/gpio-sim/pi
  # A kernel that is not the root disk's own brings it along, loaded.
  [ -d /sys/module/gpio_sim ] || modprobe gpio-sim || return 1
  mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
  mkdir -p "$chip/bank0"
  echo "$2" > "$chip/bank0/num_lines"
  echo "$1" > "$chip/bank0/label"
  echo 1 > "$chip/live"
  GPIO_CHIP=$(cat "$chip/bank0/chip_name")
  GPIO_PINS=/sys/devices/platform/$(cat "$chip/dev_name")/$GPIO_CHIP
}

# gpio_chip_off: as if the board's expander were pulled.
gpio_chip_off() {
  echo 0 > /sys/kernel/config/gpio-sim/pi/live
  rmdir /sys/kernel/config/gpio-sim/pi/bank0 /sys/kernel/config/gpio-sim/pi
}

# gpio_set LINE 0|1: what a sensor at that pin would do.
gpio_set() {
  case $2 in
    1) echo pull-up > "$GPIO_PINS/sim_gpio$1/pull" ;;
    0) echo pull-down > "$GPIO_PINS/sim_gpio$1/pull" ;;
  esac
}

# network_on: the network adapter of `networkTo`.
network_on() {
  modprobe -a virtio_net
  # udev may rename the adapter between the check and the call.
  within $((10 * PATIENCE)) card_on
}

card_on() {
  local card
  card=$(ls /sys/class/net | grep -v lo | head -1)
  ip link set "$card" up && ip address replace 10.0.2.15/24 dev "$card"
}

# bluetooth_on: attaches the host's simulated controller, which is a UART to the guest, as hci0.
bluetooth_on() {
  modprobe hci_uart || return 1
  local tty
  tty=$(for entry in /sys/class/tty/ttyS*; do [ "$(cat "$entry/type")" = 4 ] && basename "$entry"; done | tail -1)
  setsid btattach -B "/dev/$tty" -P h4 -N -S 1000000 > /tmp/btattach.log 2>&1 7>&- &
  BLUETOOTH_PID=$!
  within $((20 * PATIENCE)) test -e /sys/class/bluetooth/hci0
  within $((10 * PATIENCE)) hciconfig hci0 up
}

# bluetooth_off: as if the dongle were pulled.
bluetooth_off() { kill "$BLUETOOTH_PID"; }

# camera_on: a V4L2 camera of the kernel's own (vivid) as /dev/video0.
camera_on() {
  modprobe vivid n_devs=1 node_types=0x1 || return 1
  within $((20 * PATIENCE)) test -c /dev/video0
}

# camera_off: pulled. The kernel's camera then stays gone for good, so it is taken out to be put in again.
camera_off() {
  v4l2-ctl -d0 -c disconnect=1 2> /dev/null
  within $((30 * PATIENCE)) modprobe -r vivid
}
