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
