import { z } from 'zod';

/** The settings every sensor on a serial port has. */
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

export const reportIntervalSeconds = z.number().min(0.1).max(86_400).optional().meta({
  title: 'Reports every (s)',
  description:
    'How often the sensor sends something even when nobody passes. When it stays silent for three times as long it counts as down. Leave empty if it only speaks when somebody passes.',
});
