source /case/lib.sh

gpio_chip pinctrl-bcm2711 54
people=1000

check 'the tools are of version 2' grep -q 'v2\.' <(gpiomon --version)
check "gpiomon 2: $people people, each decoded, in their order" \
  /case/lintel/bin/node /case/cross-beams.mjs gpiomon "$GPIO_PINS" "$people"

export_v1() { export PATH=/case/gpiod-v1/bin:$PATH LD_LIBRARY_PATH=/case/gpiod-v1/lib; }
check 'the other tools are of version 1' grep -q 'v1\.' <(export_v1; gpiomon --version)
(export_v1; check "gpiomon 1: $people people, each decoded, in their order" \
  /case/lintel/bin/node /case/cross-beams.mjs gpiomon "$GPIO_PINS" "$people") || exit 1

cp -r /case/onoff/node_modules/. /case/lintel/node_modules/
base=$(for chip in /sys/class/gpio/gpiochip*; do
  [ "$(cat "$chip/label" 2>/dev/null)" = pinctrl-bcm2711 ] && cat "$chip/base"
done | head -1)
say "the chip's base in sysfs is $base"
check 'the base is not 0' test "$base" -gt 0
check "onoff: 200 people, each decoded, in their order" /case/onoff/node /case/cross-beams.mjs onoff "$GPIO_PINS" 200
