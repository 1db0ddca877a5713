import { z } from 'zod';
import type { BeamsCrossed } from '../core/observation.ts';
import type { EpochMs, SensorId } from '../core/types.ts';
import { defineDriver } from '../ports/driver.ts';
import { debounceMs, gpioLine, gpioSettings } from './support/gpio-settings.ts';
import { observeLines } from './support/observe-lines.ts';

const config = z
  .strictObject({
    ...gpioSettings,
    outerGpioLine: gpioLine.meta({
      title: 'GPIO line of the outer beam',
      description: 'The beam towards the street.',
    }),
    innerGpioLine: gpioLine.meta({
      title: 'GPIO line of the inner beam',
      description: 'The beam towards the shop.',
    }),
    blockedWhen: z.enum(['low', 'high']).default('low').meta({
      title: 'Line is … while the beam is broken',
      description: 'Walk through: the console shows both beams broken while you stand between them.',
    }),
    debounceMs: debounceMs(5),
  })
  .refine(({ outerGpioLine, innerGpioLine }) => outerGpioLine !== innerGpioLine, {
    path: ['innerGpioLine'],
    message: 'the two beams need two lines',
  });

/** One edge of one beam; undefined for a line that is neither. */
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

/** Two light beams across a door, one behind the other, on GPIO lines: the order of their breaks is the direction. */
export const driver = defineDriver({
  type: 'beam-pair',
  link: 'gpio',
  config,
  observe(settings, context) {
    const { chip, bias, outerGpioLine, innerGpioLine, debounceMs } = settings;
    return observeLines({
      gpio: { chip, bias, lines: [outerGpioLine, innerGpioLine], debounceMs },
      decode: (line, high, at) => decode({ line, high, at }, settings, context.sensor),
      tellLevels: true,
      context,
    });
  },
});
