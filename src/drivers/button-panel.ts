import { z } from 'zod';
import type { ButtonPressed } from '../core/observation.ts';
import type { EpochMs, SensorId } from '../core/types.ts';
import { defineDriver } from '../ports/driver.ts';
import { debounceMs, gpioLine, gpioSettings } from './support/gpio-settings.ts';
import { observeLines } from './support/observe-lines.ts';

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

/** A press when a button's line goes to its pressed level; letting go is nothing. */
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
  link: 'gpio',
  config,
  observe(settings, context) {
    const { chip, bias, gpioLines, debounceMs } = settings;
    return observeLines({
      gpio: { chip, bias, lines: gpioLines, debounceMs },
      decode: (line, high, at) => decode({ line, high, at }, settings, context.sensor),
      tellLevels: false,
      context,
    });
  },
});
