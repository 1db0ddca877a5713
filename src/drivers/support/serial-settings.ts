import { z } from 'zod';

/** Settings of every sensor on a serial port. */
export const serialSettings = {
  path: z.string().startsWith('/dev/').max(255).meta({
    title: 'Serial device',
    description:
      'Use the name under /dev/serial/by-id, or under /dev/serial/by-path where two adapters are alike.',
  }),
  baudRate: z.int().min(300).max(4_000_000).default(9600).meta({
    title: 'Baud rate',
    description: 'As printed in the sensor’s manual.',
  }),
};

/** Format of a character on the line, for sensors that may need a format other than 8N1. */
export const frameSettings = {
  parity: z.enum(['none', 'even', 'odd']).default('none').meta({
    title: 'Parity',
    description: 'As printed in the sensor’s manual: the letter of 8N1 or 7E1.',
  }),
  dataBits: z
    .union([z.literal(7), z.literal(8)])
    .default(8)
    .meta({ title: 'Data bits', description: 'As printed in the sensor’s manual: the 8 of 8N1, or 7.' }),
  stopBits: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .meta({ title: 'Stop bits' }),
};

export const maxTotal = z.int().min(99).max(9_999_999_999).optional().meta({
  title: 'Highest total',
  description:
    'The highest number the counter can show, 9999 or 65535 for example; after it, it begins again at 0. Without it a total that falls is taken for a restart, unless it stood just below such a number.',
});

export const reportIntervalSeconds = z.number().min(0.1).max(86_400).optional().meta({
  title: 'Reports every (s)',
  description:
    'How often the sensor sends something when no person passes. After three times as long without data it counts as down. Leave empty if it sends only when a person passes.',
});
