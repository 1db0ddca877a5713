import { z } from 'zod';

/** Setting of all sensors that count in and out. `core/doors` exchanges their counts when it is set. */
export const swapDirections = z.boolean().default(false).meta({
  title: 'Swap directions',
  description: 'It is mounted the other way round: its ins are outs.',
});
