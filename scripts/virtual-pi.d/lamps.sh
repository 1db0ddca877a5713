source /case/lib.sh

gpio_chip pinctrl-bcm2711 54
say "Linux $(uname -r)"
gpioset -c "$GPIO_CHIP" 30=1 &
other=$!
wait_for 30 'another program has line 30' sh -c "gpioinfo -c $GPIO_CHIP | grep -q 'line *30:.*gpioset'"
/case/lintel/bin/node /case/hold-lines.mjs "$GPIO_PINS" 24 480 30 > /tmp/lamps 2>&1
status=$?
say "$(tail -1 /tmp/lamps)"
check 'each change of 24 lamps reached its line, 99 of 100 within a second of this slow processor' sh -c "cat /tmp/lamps; exit $status"
wait_for 30 'the lines are free once the gateway is gone' sh -c "! gpioinfo -c $GPIO_CHIP | grep -q lintel"
kill "$other"
