import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { ContactRead } from '../core/model/observation.ts';
import { defineDriver } from '../ports/driver.ts';
import { debounceMs, gpioLine, gpioSettings } from './support/gpio-settings.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { observeGpio } from './support/observe-gpio.ts';

const config = z.strictObject({
  ...gpioSettings,
  gpioLine,
  openWhen: z.enum(['low', 'high']).default('high').meta({
    title: 'Line is … while the door is open',
    description: 'High for a magnet contact to ground with pull-up.',
  }),
  debounceMs: debounceMs(50),
});

export function decode(
  { high, at }: { readonly high: boolean; readonly at: EpochMs },
  openWhen: 'low' | 'high',
  sensor: SensorId,
): ContactRead {
  return { kind: 'ContactRead', sensor, at, open: high === (openWhen === 'high') };
}

/** A magnetic contact on a door leaf or a shutter. */
export const driver = defineDriver({
  type: 'reed-switch',
  offer: {
    does: 'watches-door',
    picture: 'M12 44V6h18v38M30 10l8 4v30M26 24h.1M34 26h.1',
    found: 'gpio',
    setting: 'chip',
    name: { en: 'Door contact', de: 'Türkontakt', fr: 'Contact de porte', es: 'Contacto de puerta' },
    about: {
      en: 'A magnet switch on the gateway’s pins: it tells whether the door is open.',
      de: 'Ein Magnetschalter an den Pins des Gateways: Er sagt, ob die Tür offen ist.',
      fr: 'Un contact magnétique sur les broches : il dit si la porte est ouverte.',
      es: 'Un contacto magnético en los pines: dice si la puerta está abierta.',
    },
  },
  link: 'gpio',
  config,
  labels: { en: 'door contact', de: 'Türkontakt', fr: 'contact de porte', es: 'contacto de puerta' },
  sensing: { senses: 'Whether a door or shutter is open.', keeps: 'The last state.' },
  canBeUnplugged: true,
  contributes: () => ({ kind: 'watches-door', maxGapMs: LINK_GAP_MS }),
  opens: ({ chip, bias, gpioLine, openWhen, debounceMs }) => ({
    ...{ chip, bias, lines: [gpioLine], debounceMs },
    activeLevel: openWhen,
  }),
  observe({ openWhen }, context) {
    return observeGpio({
      decode: (_line, high, at) => decode({ high, at }, openWhen, context.sensor),
      tellLevels: true,
      context,
    });
  },
});
