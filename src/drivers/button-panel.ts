import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { ButtonPressed } from '../core/model/observation.ts';
import { defineDriver } from '../ports/driver.ts';
import { debounceMs, gpioLine, gpioSettings } from './support/gpio-settings.ts';
import { BUTTON_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { observeGpio } from './support/observe-gpio.ts';
import { BUTTON_PRESSES } from './support/sensing.ts';

const config = z.strictObject({
  ...gpioSettings,
  gpioLines: z.array(gpioLine).min(2).max(8).meta({
    title: 'GPIO lines of the buttons',
    description: 'From the happiest to the unhappiest.',
  }),
  pressedWhen: z
    .enum(['low', 'high'])
    .default('low')
    .meta({ title: 'Line is … while a button is held down' }),
  debounceMs: debounceMs(30),
});

/** Decodes a button press: the button's GPIO line changes to the pressed level. Its release yields nothing. */
export function decode(
  { line, high, at }: { readonly line: string; readonly high: boolean; readonly at: EpochMs },
  { gpioLines, pressedWhen }: { readonly gpioLines: readonly string[]; readonly pressedWhen: 'low' | 'high' },
  sensor: SensorId,
): ButtonPressed | undefined {
  const index = gpioLines.indexOf(line);
  if (index < 0 || high !== (pressedWhen === 'high')) return undefined;
  return { kind: 'ButtonPressed', sensor, at, button: index + 1 };
}

/** A feedback panel whose buttons are on GPIO lines. */
export const driver = defineDriver({
  type: 'button-panel',
  offer: {
    does: 'takes-answers',
    picture:
      'M4 18h40v16H4zM12 26m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M24 26m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M36 26m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0',
    found: 'gpio',
    setting: 'chip',
    name: { en: 'Feedback buttons', de: 'Feedback-Tasten', fr: 'Boutons d’avis', es: 'Botones de opinión' },
    about: {
      en: 'Buttons on the gateway’s pins, from happy to unhappy.',
      de: 'Tasten an den Pins des Gateways, von zufrieden bis unzufrieden.',
      fr: 'Des boutons sur les broches de la passerelle, du content au mécontent.',
      es: 'Botones en los pines de la pasarela, de contento a descontento.',
    },
  },
  link: 'gpio',
  config,
  labels: BUTTON_LABELS,
  sensing: BUTTON_PRESSES,
  canBeUnplugged: true,
  contributes: ({ gpioLines }) => ({
    kind: 'takes-answers',
    buttons: gpioLines.length,
    maxGapMs: LINK_GAP_MS,
  }),
  opens: ({ chip, bias, gpioLines, pressedWhen, debounceMs }) => ({
    ...{ chip, bias, lines: gpioLines, debounceMs },
    activeLevel: pressedWhen,
  }),
  observe(settings, context) {
    return observeGpio({
      decode: (line, high, at) => decode({ line, high, at }, settings, context.sensor),
      tellLevels: false,
      context,
    });
  },
});
