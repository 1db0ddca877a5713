import { z } from 'zod';

/** A text that a person writes, such as a reason or a notice. The minimum length requires whole sentences. */
const written = (title: string, description: string, minimum: number, maximum: number) =>
  z.string().trim().min(minimum).max(maximum).meta({ title, description });

const optOut = z
  .strictObject({
    instructions: written('How to object', 'What a visitor has to do, as the notice says it.', 20, 1000),
    keyFile: z.string().min(1).meta({
      title: 'Key of the list',
      description: 'A file that `lintel privacy opt-out` makes, mode 0600.',
    }),
    digests: z
      .array(z.string().regex(/^[0-9a-f]{32}$/, 'a digest from `lintel privacy opt-out`'))
      .max(10_000)
      .meta({
        title: 'Who objected',
        description: 'Keyed digests of their devices, from `lintel privacy opt-out`; an empty list at first.',
      }),
  })
  .meta({ title: 'Opt-out list', description: 'Devices that are not even counted.' });

/**
 * Settings to keep pseudonyms longer than 5 minutes. They name the person who decided this; the privacy log records the
 * whole decision.
 */
const extendedPseudonyms = z
  .strictObject({
    lifetimeHours: z
      .number()
      .min(0.25)
      .max(24)
      .default(24)
      .meta({ title: 'Longest life of a pseudonym', unit: 'h' }),
    decidedBy: written('Who decided', 'Name and office of who answers for it.', 5, 200),
    decidedOn: z.iso.date().meta({ title: 'When', description: 'The day of the decision.' }),
    reason: written('Why', 'What five minutes cannot answer, and why that matters more.', 40, 2000),
    notice: written('Notice', 'The text on the door, word for word.', 80, 4000),
    optOut,
  })
  .meta({
    title: 'Pseudonyms for up to a day',
    description:
      'Unknown radios keep their pseudonym for hours instead of five minutes (CNIL scenario 2). Needs a decision, a notice and an opt-out list; without any of them it is refused.',
  });

export const privacy = z
  .strictObject({
    minimumCount: z.int().min(1).max(100).default(5).meta({
      title: 'Minimum count',
      description:
        'Zones, queues and ways of fewer people than this wait for the next period. 1 withholds nothing: for demonstrations.',
    }),
    storeEvery: z
      .enum(['window', 'quarter', 'hour', 'day'])
      .default('window')
      .meta({
        title: 'Release of store-level counts',
        description:
          'Doors, occupancy, shopfront, sales and feedback, as counted. With fewer than 120 visits a day, one visit in ' +
          'twenty is alone in its minutes. Then choose 15 minutes or an hour.',
      }),
    indoorEvery: z
      .enum(['window', 'quarter', 'hour', 'day'])
      .default('hour')
      .meta({
        title: 'Release of indoor metrics',
        description:
          'Zones, queues, aisle lines, ways, trolleys and products. Distributions of dwell leave once a day. By the hour ' +
          'an attacker who knows a regular’s habits finds his visit hardly better than by chance; `window` and ' +
          '`quarter` are less private and serve trials.',
      }),
    repeatVisitors: z
      .boolean()
      .default(false)
      .meta({
        title: 'Repeat visitors',
        description:
          'Once a day, how many of the day’s radios were there the day before: an estimate with its interval, from ' +
          'buckets that many devices share, never a list. Needs a receiver that counts unknown radios, and tells of ' +
          'those that keep their address, which most phones do not. The door notice has to say so.',
      }),
    extendedPseudonyms: extendedPseudonyms.optional(),
    cameraPreview: z.boolean().default(false).meta({
      title: 'Camera preview',
      description:
        'A paired technician may look through a camera for some minutes, people hidden. Switch it off again when the camera points where it should.',
    }),
  })
  .prefault({})
  .meta({ title: 'Privacy' });
