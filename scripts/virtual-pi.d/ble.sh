source /case/lib.sh

# An iBeacon.
ask beacon C0:11:22:33:44:55 -61 0201061aff4c00021500112233445566778899aabbccddeeff00010002c5 > /dev/null
bluetooth_on
check 'the controller is up as hci0' grep -q 'UP RUNNING' <(hciconfig hci0)
timeout -s INT 15 hcitool lescan --duplicates > /tmp/scan 7>&- &
wait_for 20 'the beacon is heard' grep -q C0:11:22:33:44:55 /tmp/scan
bluetooth_off
wait_for 20 'pulled, the adapter is gone' sh -c '[ ! -e /sys/class/bluetooth/hci0 ]'
