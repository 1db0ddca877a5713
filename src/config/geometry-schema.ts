import { z } from 'zod';
import { durationSeconds, id, point } from './fields.ts';

const space = z.string().min(1).meta({
  title: 'Space',
  description:
    '`floor` for the floor plan in metres, or the id of a camera for its own picture in pixels. Of a zone also the id of a sensor that counts the people in it: such a zone has no corners.',
});

export const zoneThresholds = {
  entrySeconds: durationSeconds('Entry time', 'Inside this long before a visit begins.', 0, 60).optional(),
  exitSeconds: durationSeconds('Exit time', 'Outside this long before a visit ends.', 0, 60).optional(),
  visitSeconds: durationSeconds('Visit time', 'Shorter stays are no visit.', 0, 3600).optional(),
  engagedSeconds: durationSeconds('Engaged time', 'From here on a visitor is engaged.', 1, 36_000).optional(),
};

export const zone = z
  .strictObject({
    id: id('Zone id'),
    name: z.string().max(80).optional(),
    space: space.default('floor'),
    polygon: z
      .array(point)
      .min(3)
      .max(64)
      .default([])
      .meta({ title: 'Corners', description: 'In order, first not repeated.' }),
    margin: z.number().min(0).max(500).optional().meta({
      title: 'Margin',
      description:
        'How far outside the polygon still counts as not yet left; metres on the floor, pixels in a picture.',
    }),
    ...zoneThresholds,
    isQueue: z.boolean().default(false).meta({ title: 'Queue', description: 'Visitors wait here.' }),
    serviceZone: z.string().optional().meta({
      title: 'Service zone',
      description: 'The zone where a visitor of this queue is served; leaving without it is abandonment.',
    }),
    staffOnly: z.boolean().default(false).meta({
      title: 'Staff only',
      description: 'People who enter are staff. From then on they are counted as visitors nowhere.',
    }),
  })
  .meta({ title: 'Zone' });

export const line = z
  .strictObject({
    id: id('Line id'),
    name: z.string().max(80).optional(),
    space: space.default('floor'),
    from: point,
    to: point,
    insideSide: z.enum(['left', 'right']).meta({
      title: 'Inside',
      description: 'Standing at `from` and looking at `to`, which side is inside.',
    }),
    margin: z.number().min(0).max(500).optional().meta({
      title: 'Margin',
      description:
        'A person must get this far beyond the line on either side to count. Without it: 0.3 m on the floor; in a picture what the person’s height says.',
    }),
    mode: z
      .enum(['strict', 'tolerant'])
      .default('strict')
      .meta({
        title: 'Mode',
        description:
          'Strict: seen clearly on both sides. Tolerant: people found or lost on the line count too, ' +
          'for a door at the edge of the picture.',
      }),
  })
  .meta({ title: 'Counting line' });

const sees = z.enum(['same', 'part']).default('same').meta({
  title: 'Sees',
  description:
    'same: people whom the door’s other sources see too; their counts check one another. part: a share of the width of a wide entrance; the parts add up.',
});

const doorSource = z.union([
  z.strictObject({ sensor: z.string().meta({ title: 'Sensor' }), sees }),
  z.strictObject({ line: z.string().meta({ title: 'Counting line' }), sees }),
]);

export const door = z
  .strictObject({
    id: id('Door id'),
    name: z.string().max(80).optional(),
    sensors: z
      .array(z.string())
      .default([])
      .meta({ description: 'Ids of the counters and beams at this door. They see the same people.' }),
    lines: z
      .array(z.string())
      .default([])
      .meta({ description: 'Ids of the counting lines at this door. They see the same people.' }),
    sources: z.array(doorSource).max(16).default([]).meta({
      title: 'Count sources',
      description: 'What counts at this door, where some of it sees a part of the width only.',
    }),
    position: point.optional().meta({ title: 'Position', description: '[x, y] on the floor plan, metres.' }),
    auditedErrorPercent: z.number().min(0).max(50).optional().meta({
      title: 'Error found by audit',
      description: 'Largest error of the counts in an audit. Empty: the usual error of this type of sensor.',
      unit: '%',
    }),
  })
  .meta({ title: 'Door' });

export const shopfront = z
  .strictObject({
    lines: z.array(z.string()).default([]).meta({
      description: 'Ids of counting lines across the pavement, farther along than customers walk.',
    }),
    zones: z.array(z.string()).default([]).meta({ description: 'Ids of zones on the pavement.' }),
  })
  .meta({
    title: 'Shopfront',
    description: 'Where passers-by are counted, for the capture rate: entries ÷ (entries + passers-by).',
  });
