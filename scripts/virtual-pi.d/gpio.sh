source /case/lib.sh

gpio_chip pinctrl-bcm2711 54
check 'the chip is listed under its label' grep -q 'pinctrl-bcm2711' <(gpiodetect)

gpiomon -c "$GPIO_CHIP" -e both -E monotonic -F '%e %o %S' 17 > /tmp/edges &
monitor=$!
within 20 sh -c "gpioinfo -c $GPIO_CHIP | grep -q 'line *17:.*consumer'"
for _ in 1 2 3 4 5; do
  gpio_set 17 1
  gpio_set 17 0
done
wait_for 20 'gpiomon saw ten edges in order' sh -c '[ "$(cut -d" " -f1 /tmp/edges | tr -d "\n")" = 1212121212 ]'
kill "$monitor"
