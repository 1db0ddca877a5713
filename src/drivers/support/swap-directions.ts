import { z } from 'zod';

/** Setting of all sensors with directions; `core/doors` swaps their counts. */
export const swapDirections = z.boolean().default(false).meta({
  title: 'Swap directions',
  description: 'It is mounted the other way round: its ins are outs.',
});
