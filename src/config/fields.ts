import { z } from 'zod';

/** An id becomes part of topics and file names, so only plain characters are allowed. */
export const id = (title: string) =>
  z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 63')
    .meta({ title, examples: ['shop-window'] });

export const point = z.tuple([z.number(), z.number()]).meta({
  title: 'Point',
  description: '[x, y] in metres on the floor plan, or in pixels of a camera’s picture.',
});

export const durationSeconds = (title: string, description: string, min: number, max: number) =>
  z.number().min(min).max(max).meta({ title, description, unit: 's' });

/** A time of day as `HH:MM`, in the store's local time. */
export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');
