import { z } from 'zod';

export const gpioLine = z
  .string()
  .regex(/^[\w.-]{1,32}$/)
  .meta({ title: 'GPIO line', description: 'The line’s number on the chip, or its name, such as GPIO17.' });

/** Settings of every sensor on GPIO lines. */
export const gpioSettings = {
  chip: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('pinctrl-rp1')
    .meta({
      title: 'GPIO chip',
      description:
        'Its label: pinctrl-rp1 on a Pi 5, pinctrl-bcm2711 on a Pi 4, pinctrl-bcm2835 on older ones.',
    }),
  bias: z.enum(['pull-up', 'pull-down', 'none']).default('pull-up').meta({
    title: 'Pull resistor',
    description: 'Pull-up suits contacts and NPN outputs, which connect the line to ground.',
  }),
};

export function debounceMs(defaultMs: number): z.ZodDefault<z.ZodNumber> {
  return z.number().min(0.1).max(1_000).default(defaultMs).meta({
    title: 'Debounce (ms)',
    description: 'Changes that follow each other faster than this count as one.',
  });
}
