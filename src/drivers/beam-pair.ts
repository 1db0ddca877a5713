import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { BeamsCrossed } from '../core/model/observation.ts';
import { defineDriver } from '../ports/driver.ts';
import { debounceMs, gpioLine, gpioSettings } from './support/gpio-settings.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { observeGpio } from './support/observe-gpio.ts';
import { INTERRUPTION } from './support/sensing.ts';
import { swapDirections } from './support/swap-directions.ts';

const config = z
  .strictObject({
    ...gpioSettings,
    outerGpioLine: gpioLine.meta({
      title: 'GPIO line of the outer beam',
      description: 'The beam towards the street.',
    }),
    innerGpioLine: gpioLine.meta({
      title: 'GPIO line of the inner beam',
      description: 'The beam towards the store.',
    }),
    blockedWhen: z.enum(['low', 'high']).default('low').meta({
      title: 'Line is … while the beam is broken',
      description: 'Walk through: the console shows both beams broken while you stand between them.',
    }),
    debounceMs: debounceMs(5),
    swapDirections,
  })
  .refine(({ outerGpioLine, innerGpioLine }) => outerGpioLine !== innerGpioLine, {
    path: ['innerGpioLine'],
    message: 'the two beams need two lines',
  });

/** Decodes one edge of one beam. Returns undefined for an edge of any other GPIO line. */
export function decode(
  { line, high, at }: { readonly line: string; readonly high: boolean; readonly at: EpochMs },
  {
    outerGpioLine,
    innerGpioLine,
    blockedWhen,
  }: Pick<z.output<typeof config>, 'outerGpioLine' | 'innerGpioLine' | 'blockedWhen'>,
  sensor: SensorId,
): BeamsCrossed | undefined {
  if (line !== outerGpioLine && line !== innerGpioLine) return undefined;
  const blocked = high === (blockedWhen === 'high');
  return { kind: 'BeamsCrossed', sensor, at, beam: line === outerGpioLine ? 'a' : 'b', blocked };
}

/** Two light beams on GPIO lines, one behind the other across a door. The order of their breaks gives the direction. */
export const driver = defineDriver({
  type: 'beam-pair',
  offer: {
    does: 'counts-people',
    picture: 'M10 44V8h28v36M10 22h4M18 22h4M26 22h4M34 22h4M10 30h4M18 30h4M26 30h4M34 30h4',
    found: 'gpio',
    setting: 'chip',
    name: { en: 'Two light beams', de: 'Zwei Lichtschranken', fr: 'Deux faisceaux', es: 'Dos haces de luz' },
    about: {
      en: 'Two beams across the door, on the gateway’s pins. The one that breaks first tells in from out.',
      de: 'Zwei Schranken quer zur Tür, an den Pins des Gateways. Welche zuerst bricht, sagt hinein oder hinaus.',
      fr: 'Deux faisceaux en travers de la porte, sur les broches. Le premier coupé dit le sens.',
      es: 'Dos haces en la puerta, en los pines de la pasarela. El primero cortado dice el sentido.',
    },
  },
  link: 'gpio',
  config,
  labels: { en: 'light beam', de: 'Lichtschranke', fr: 'barrière lumineuse', es: 'barrera de luz' },
  sensing: INTERRUPTION,
  canBeUnplugged: true,
  // Two people side by side count as one. When 25 % of crossings are by two people, the beams count 20 % too few.
  contributes: ({ swapDirections: isSwapped }) => ({
    ...{ kind: 'counts-people', method: 'beams', believedSd: 0.035, maxGapMs: LINK_GAP_MS, isSwapped },
  }),
  opens: ({ chip, bias, outerGpioLine, innerGpioLine, blockedWhen, debounceMs }) => ({
    ...{ chip, bias, lines: [outerGpioLine, innerGpioLine], debounceMs },
    activeLevel: blockedWhen,
  }),
  observe(settings, context) {
    return observeGpio({
      decode: (line, high, at) => decode({ line, high, at }, settings, context.sensor),
      tellLevels: true,
      context,
    });
  },
});
