source /case/lib.sh

gpio_chip pinctrl-bcm2711 54
check 'the chip is listed under its label' grep -q 'pinctrl-bcm2711' <(gpiodetect)

gpiomon -c "$GPIO_CHIP" -e both -E monotonic -F '%e %o %S' 17 > /tmp/edges &
monitor=$!
wait_for 30 'gpiomon listens' sh -c "gpioinfo -c $GPIO_CHIP | grep -q 'line *17:.*gpiomon'"
# The kernel reads the level some time after the edge: two at once would both look like the later one.
edges=0
for level in 1 0 1 0 1 0; do
  gpio_set 17 "$level"
  edges=$((edges + 1))
  within 20 sh -c "[ \$(wc -l < /tmp/edges) -ge $edges ]"
done
check 'gpiomon saw six edges in order' sh -c '[ "$(cut -d" " -f1 /tmp/edges | tr -d "\n")" = 121212 ]'
kill "$monitor"
