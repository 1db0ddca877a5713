import type { Finding } from './finding.ts';
import { ok, unknown, warning } from './finding.ts';
import type { Machine } from './machine.ts';

/** Raspberry Pi's GPIO drivers with `persist_gpio_outputs`, since April 2024 (raspberrypi/linux, pull request 6150). */
const DRIVERS = ['pinctrl_bcm2835', 'pinctrl_rp1'];
const CHECK = 'lamps after a crash';

/**
 * Checks what lamps and relays do after a crash: their lines should return to the level that their resistors set. Empty
 * when the settings have no lamp or relay.
 */
export function gpioOutputFindings(machine: Machine, hasOutputs: boolean): Finding[] {
  if (!hasOutputs) return [];
  const kept = DRIVERS.map((driver) => machine.text(`/sys/module/${driver}/parameters/persist_gpio_outputs`));
  if (kept.includes('Y'))
    return [
      warning(
        CHECK,
        'the kernel keeps a line’s last level when the gateway dies',
        'Add the line dtparam=strict_gpiod to /boot/firmware/config.txt and restart.',
      ),
    ];
  if (kept.includes('N')) return [ok(CHECK, 'lines return to their resistors')];
  return [unknown(CHECK, 'this kernel does not say whether it keeps a line’s last level')];
}
