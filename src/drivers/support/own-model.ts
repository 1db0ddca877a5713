import { z } from 'zod';
import { address } from '../../ports/broker-settings.ts';

const channelLevels = z.tuple([z.number(), z.number(), z.number()]);

/** Settings of a person detector that the store supplies: the file's address, and how to read the model's outputs. */
export const ownModel = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens')
      .meta({ title: 'Name' }),
    url: address(/^https:\/\/\S+$/, 'https://HOST/PATH'),
    sizeBytes: z.int().min(1).max(1e9).meta({ title: 'File size', unit: 'bytes' }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
      .meta({ title: 'SHA-256', description: 'Of the file: other bytes are refused.' }),
    decoder: z.enum(['nanodet', 'nanodet-plus', 'yolox', 'detr']).meta({
      title: 'Decoder',
      description: 'How its outputs are read; detr: boxes and class scores, without suppression.',
    }),
    inputWidth: z.int().min(64).max(1280).meta({ title: 'Input width', unit: 'px' }),
    inputHeight: z.int().min(64).max(1280).meta({ title: 'Input height', unit: 'px' }),
    resize: z.enum(['letterbox', 'stretch']).default('letterbox').meta({
      title: 'Fit of the picture',
      description: 'letterbox pads the picture to the shape of the input; stretch does not keep its shape.',
    }),
    padLevel: z.int().min(0).max(255).default(114).meta({ title: 'Padding level' }),
    mean: channelLevels.default([0, 0, 0]).meta({
      title: 'Channel means',
      description: 'Taken off each channel, levels of 0 to 255.',
    }),
    std: channelLevels.default([1, 1, 1]).meta({
      title: 'Channel deviations',
      description: 'Each channel is then divided by this.',
    }),
    channels: z.enum(['bgr', 'rgb']).default('bgr').meta({ title: 'Channel order' }),
    personClass: z.int().min(0).max(1000).optional().meta({
      title: 'Person class',
      description: 'Place of a person among the classes of a detr decoder.',
    }),
    maxIou: z.number().min(0).max(1).default(0.45).meta({
      title: 'Largest overlap',
      description: 'Boxes that overlap a stronger one by more are the same person.',
    }),
    minScore: z.number().min(0.05).max(0.95).default(0.25).meta({ title: 'Least score' }),
    sureScore: z.number().min(0.1).max(1).default(0.7).meta({
      title: 'Sure score',
      description: 'The score from which it is nearly always right.',
    }),
  })
  .meta({
    title: 'Own person detector',
    description: 'Used in place of the one above. `lintel model pull NAME --config FILE` fetches it.',
  });
