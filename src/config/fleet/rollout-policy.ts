import { z } from 'zod';
import { gates } from '../../ports/messages/desired.ts';

const stage = z.union([
  z.literal('canary'),
  z.literal('all'),
  z.string().regex(/^[1-9]\d? ?%$/, 'canary, all or a share such as 10 %'),
]);

/** Content of `rollout.yaml`: how new settings are rolled out to the stores. */
export const rolloutPolicy = z
  .strictObject({
    gates: gates.prefault({}),
    stages: z
      .array(stage)
      .min(1)
      .max(10)
      .default(['canary', '10 %', '50 %', 'all'])
      .refine((stages) => stages.at(-1) === 'all', 'the last stage is all'),
    holdMinutes: z.number().min(0).max(10_080).default(120),
    haltAbovePercent: z.number().min(0).max(100).default(5),
    haltAfter: z.int().min(1).max(1_000).default(3),
    quorumPercent: z.number().min(1).max(100).default(90),
    expireDays: z.number().min(0.01).max(30).default(30),
  })
  .prefault({});

export type RolloutPolicy = z.output<typeof rolloutPolicy>;
