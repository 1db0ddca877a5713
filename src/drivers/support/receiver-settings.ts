import { z } from 'zod';
import type { TagId } from '../../core/model/ids.ts';
import type { TagReceiverModel } from '../../core/model/store-model.ts';
import type { BleOptions } from '../../ports/links.ts';
import { LINK_GAP_MS } from './link-gap.ts';

const canary = z
  .strictObject({
    tag: z.string().min(1).meta({ title: 'Tag', description: 'A registered tag of kind canary.' }),
    intervalSeconds: z.number().min(0.1).max(10).default(2).meta({ title: 'Sends every', unit: 's' }),
  })
  .meta({
    title: 'Canary beacon',
    description: 'Fixed beside the receiver. Three intervals without it mean that the receiver is deaf.',
  });

const position = z
  .strictObject({
    x: z.number().meta({ title: 'x on the floor plan', unit: 'm' }),
    y: z.number().meta({ title: 'y on the floor plan', unit: 'm' }),
    heightMetres: z.number().min(0).max(20).default(2.3).meta({ title: 'Height above the floor', unit: 'm' }),
  })
  .meta({
    title: 'Position on the floor plan',
    description: 'Tags are located by receivers that have one; without it this one only hears.',
  });

/** Settings of every receiver, for any kind of connection. */
export const receiverSettings = {
  canary: canary.optional(),
  position: position.optional(),
  presentMinDbm: z.int().min(-100).max(-30).default(-75).meta({
    title: 'Present from',
    description: 'Unknown radios heard at least this loud are taken to be in, weaker ones outside.',
    unit: 'dBm',
  }),
};

export interface ReceiverSettings {
  readonly presentMinDbm: number;
  readonly position?: { readonly x: number; readonly y: number; readonly heightMetres: number } | undefined;
  readonly canary?: { readonly tag: string; readonly intervalSeconds: number } | undefined;
}

/**
 * What a receiver contributes. With a position it helps to locate tags; without one it only detects that they are
 * present.
 */
export function receiverContribution({
  presentMinDbm,
  position,
  canary,
}: ReceiverSettings): TagReceiverModel {
  return {
    ...{ kind: 'hears-tags', maxGapMs: LINK_GAP_MS },
    receiver: {
      insideDbm: presentMinDbm,
      ...(position && { place: { xM: position.x, yM: position.y, zM: position.heightMetres } }),
      ...(canary && { canary: canary.tag as TagId }),
    },
  };
}

export function createCanary({
  tag,
  intervalSeconds,
}: NonNullable<ReceiverSettings['canary']>): NonNullable<BleOptions['canary']> {
  return { tag, intervalMs: intervalSeconds * 1000 };
}
