source /case/lib.sh

gpio_chip pinctrl-bcm2711 54
people=1000
# Somebody fast; the emulated processor makes it slower, and uneven.
step_ms=45

# crossed VERSION OUTER INNER: the tools are of that version, and decode everybody at these two beams.
crossed() {
  check "the tools are of version $1" grep -q "v$1\." <(gpiomon --version)
  if [ "$1" = 1 ] && grep -q 'Invalid argument' <(gpioget "$GPIO_CHIP" "$2" 2>&1); then
    say 'gpiomon 1: NOT MEASURED: this kernel is built without the old GPIO interface (GPIO_CDEV_V1), the only one its tools know'
    return
  fi
  check "gpiomon $1: $people people, each decoded, in their order" \
    /case/lintel/bin/node /case/cross-beams.mjs gpiomon "$GPIO_PINS" "$people" "$step_ms" "$2" "$3"
}

# Two doors at one time, so that one's failure keeps nobody from hearing of the other.
(crossed 2 17 27) & version2=$!
(export PATH=/case/gpiod-v1/bin:$PATH LD_LIBRARY_PATH=/case/gpiod-v1/lib; crossed 1 22 23) & version1=$!
status=0
wait "$version2" || status=1
wait "$version1" || status=1
exit "$status"
