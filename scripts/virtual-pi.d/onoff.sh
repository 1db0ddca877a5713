source /case/lib.sh

gpio_chip pinctrl-bcm2711 54
# Where the program's own packages are cannot be written; Node looks in the root folder last.
cp -r /case/onoff/node_modules /node_modules
base=$(for chip in /sys/class/gpio/gpiochip*; do
  if [ "$(cat "$chip/label" 2>/dev/null)" = pinctrl-bcm2711 ]; then cat "$chip/base"; fi
done | head -1)
say "the chip's base in sysfs is $base"
check 'the base is not 0' test "$base" -gt 0
# sysfs gives a line's present level at each wake-up, not earlier ones, so people walk as slowly as in a store.
check 'onoff: 100 people, each decoded, in their order' \
  /case/onoff/node /case/cross-beams.mjs onoff "$GPIO_PINS" 100 200
