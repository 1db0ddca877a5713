source /case/lib.sh

version=$(cat /case/gpiod-version)
people=1000
gpio_chip pinctrl-bcm2711 54
say "Linux $(uname -r)"
if [ "$version" = 1 ]; then export PATH=/case/gpiod-v1/bin:$PATH LD_LIBRARY_PATH=/case/gpiod-v1/lib; fi
check "the tools are of version $version" grep -q "v$version\." <(gpiomon --version)
# What the tool says is kept beside what becomes of it.
mkdir /tmp/bin
printf '#!/bin/bash\nexec %s "$@" > >(exec tee /tmp/raw)\n' "$(command -v gpiomon)" > /tmp/bin/gpiomon
chmod 755 /tmp/bin/gpiomon
export PATH=/tmp/bin:$PATH
check "gpiomon $version: $people people, each decoded, in their order" \
  /case/lintel/bin/node /case/cross-beams.mjs gpiomon "$GPIO_PINS" "$people" 100
