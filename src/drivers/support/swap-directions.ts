import { z } from 'zod';

/** Of every sensor that tells in from out; `core/doors` turns its counts round. */
export const swapDirections = z.boolean().default(false).meta({
  title: 'Swap directions',
  description: 'It is mounted the other way round: its ins are outs.',
});
