source /case/lib.sh

version=$(cat /case/gpiod-version)
people=1000
gpio_chip pinctrl-bcm2711 54
say "Linux $(uname -r)"
if [ "$version" = 1 ]; then export PATH=/case/gpiod-v1/bin:$PATH LD_LIBRARY_PATH=/case/gpiod-v1/lib; fi
check "the tools are of version $version" grep -q "v$version\." <(gpiomon --version)
# What the tool says is kept beside what becomes of it.
mkdir /tmp/bin
printf '#!/bin/bash\nexec %s "$@" > >(exec tee "/tmp/raw-$PPID")\n' "$(command -v gpiomon)" > /tmp/bin/gpiomon
chmod 755 /tmp/bin/gpiomon
export PATH=/tmp/bin:$PATH

# door OUTER INNER: people walk through it, each a tenth of a second between two steps.
door() { /case/lintel/bin/node /case/cross-beams.mjs gpiomon "$GPIO_PINS" "$people" 100 "$@" 2>&1; }
door 17 27 > /tmp/front &
front=$!
door 22 23 > /tmp/back
back_status=$?
wait "$front"
front_status=$?
say "front door, $(tail -1 /tmp/front)"
say "back door, $(tail -1 /tmp/back)"
check "gpiomon $version, front door: $people people, each decoded, in their order" sh -c "cat /tmp/front; exit $front_status"
check "gpiomon $version, back door at the same time: $people people, each decoded, in their order" \
  sh -c "cat /tmp/back; exit $back_status"
