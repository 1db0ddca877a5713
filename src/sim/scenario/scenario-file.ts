/**
 * A scenario file: what a store's settings file omits because the gateway does not need it. It holds shelves and
 * thresholds, camera mounts, arrivals and faults. It names the gateway's settings file.
 */
import { z } from 'zod';

export const SCENARIO_VERSION = 2;

const meters = (title: string) => z.number().min(-1000).max(3000).meta({ title, unit: 'm' });
const share = (title: string, description: string) => z.number().min(0).max(1).meta({ title, description });
const id = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 63');
const point = z.tuple([z.number(), z.number()]).meta({ title: 'Point', description: '[x, y] in metres.' });
const polygon = z
  .array(point)
  .min(3)
  .max(64)
  .meta({ title: 'Corners', description: 'In metres on the floor plan; the first is not repeated.' });

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'a time of day such as "09:30", in quotes')
  .meta({ title: 'Time of day', description: 'Store-local, in quotes.' });
/** A time on the first day, or a full date and time. */
const moment = z
  .string()
  .regex(
    /^(\d{4}-\d\d-\d\dT)?([01]\d|2[0-4]):[0-5]\d$/,
    'a time such as "09:30" (on the first day) or 2026-03-04T09:30',
  )
  .meta({ title: 'Moment', description: 'Store-local; without a date it is on the first day.' });
const hours = z
  .strictObject({ from: clockTime, to: clockTime })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'later than from' });
const logNormal = z
  .strictObject({
    medianSeconds: z.number().positive().max(36_000).meta({ title: 'Median', unit: 's' }),
    sigma: z.number().min(0).max(3).default(0.5).meta({
      title: 'Spread',
      description: 'Of the logarithm: at 0.7 one in six takes twice the median or longer.',
    }),
  })
  .meta({ description: 'Log-normal: most near the median, some much longer.' });
const hourly = (title: string) =>
  z
    .array(z.number().min(0).max(100_000))
    .length(24)
    .meta({ title, description: 'For each hour from 0 to 23.' });

const detector = z
  .strictObject({
    missShare: share('Missed', 'Share of boxes that are missing for no reason.').optional(),
    jitterShare: share('Jitter', 'Standard deviation of a box’s edges ÷ its size.').optional(),
    falseAlarmsPerMinute: z.number().min(0).max(600).optional(),
    clearLogit: z
      .number()
      .min(-5)
      .max(10)
      .optional()
      .meta({ description: 'Score of a person in plain view.' }),
    waverLogit: z.number().min(0).max(5).optional(),
  })
  .meta({
    title: 'Detector',
    description: 'How well the camera’s person detector does; typical where absent.',
  });

const camera = z
  .strictObject({
    x: meters('x'),
    y: meters('y'),
    heightMetres: z.number().min(1).max(30).meta({ title: 'Height above the floor', unit: 'm' }),
    panDegrees: z.number().min(-360).max(360).meta({ description: '0 looks along x, 90 along y.' }),
    tiltDegrees: z
      .number()
      .min(5)
      .max(90)
      .meta({ description: 'Below the horizon; 90 looks straight down.' }),
    fieldOfViewDegrees: z.number().min(20).max(150).meta({ description: 'From left to right.' }),
    detector: detector.optional(),
  })
  .meta({ title: 'How a camera hangs' });

const door = z
  .strictObject({
    from: point,
    to: point,
    street: z
      .strictObject({ from: point, to: point, widthMetres: z.number().min(0.5).max(50) })
      .optional()
      .meta({ description: 'The pavement in front of it; a strip along the store’s front where absent.' }),
  })
  .meta({ title: 'Threshold', description: 'Its two ends, on the floor’s border.' });

const till = z
  .strictObject({
    id,
    serve: point.meta({ description: 'Where the customer stands who is being served.' }),
    queue: z.array(point).min(1).max(16).meta({ description: 'The queue stands from there along these.' }),
    topic: z.string().min(1).optional().meta({ description: 'Where its sales are published by MQTT.' }),
  })
  .meta({ title: 'Till' });

const carrier = z.union([
  z.strictObject({ fixed: z.tuple([z.number(), z.number(), z.number()]) }),
  z.strictObject({
    staff: z.int().min(0).meta({ description: 'Worn by the staff member of this place in the list.' }),
  }),
  z.strictObject({ product: id.meta({ description: 'On the piece of this product that people handle.' }) }),
  z.strictObject({ parked: point.meta({ description: 'Goes with a visitor, and waits here in between.' }) }),
]);

const tag = z
  .strictObject({
    carrier,
    intervalSeconds: z.number().min(0.1).max(60).default(1),
    powerAt1mDbm: z.number().min(-100).max(0).default(-61),
    powerErrorDb: z.number().min(-30).max(30).default(0),
  })
  .meta({ title: 'A registered tag, as it really sends' });

const sensorFault = { sensor: id, from: moment, to: moment };
export const faultList = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('unplug'), ...sensorFault }),
      z.strictObject({ kind: z.literal('silence'), ...sensorFault }),
      z.strictObject({
        kind: z.literal('drift'),
        ...sensorFault,
        by: z.number().meta({ description: 'Camera: degrees. Receiver: dB lost. Counter: % missed.' }),
      }),
      z.strictObject({ kind: z.literal('flat-battery'), tag: id, from: moment, to: moment }),
      z.strictObject({ kind: z.literal('clock-jump'), at: moment, bySeconds: z.number() }),
      z.strictObject({ kind: z.literal('power-cut'), from: moment, to: moment }),
    ]),
  )
  .max(1000)
  .meta({ title: 'Faults', description: 'What breaks, and when.' });

const weekday = z.union([hours, z.null()]);
const opening = z
  .strictObject({
    monday: weekday,
    tuesday: weekday,
    wednesday: weekday,
    thursday: weekday,
    friday: weekday,
    saturday: weekday,
    sunday: weekday,
  })
  .meta({ title: 'Opening hours', description: 'null is closed.' });

export const scenarioSchema = z
  .strictObject({
    version: z.literal(SCENARIO_VERSION),
    name: z.string().min(1).max(80),
    settings: z.string().min(1).meta({
      title: 'Settings file',
      description: 'The settings file of the store, as for `lintel run`; relative to this file’s folder.',
    }),
    day: z.iso.date().meta({ title: 'First day', description: 'In quotes: "2026-03-03".' }),
    walls: z
      .array(polygon)
      .max(200)
      .default([])
      .meta({ description: 'Higher than people: they neither walk through nor see over them.' }),
    shelves: z
      .array(z.strictObject({ polygon, heightMetres: z.number().positive().max(10) }))
      .max(1000)
      .default([]),
    doors: z.record(id, door).meta({ title: 'Doors', description: 'By the id of the settings.' }),
    tills: z.array(till).max(100).default([]),
    cameras: z.record(id, camera).default({}),
    beams: z
      .record(
        id,
        z.strictObject({
          outerInside: z.number().min(-2).max(2).default(-0.04).meta({
            description: 'Metres from the threshold inward to the outer beam; negative is outside.',
          }),
          innerInside: z.number().min(-2).max(2).default(0.04),
          bounceShare: share('Bounce', 'Share of edges that bounce.').default(0.1),
        }),
      )
      .default({}),
    counters: z
      .record(
        id,
        z.strictObject({
          missShare: share('Missed', 'Share of passages that it does not see.').default(0.03),
          doubleShare: share('Doubled', 'Share of passages that it counts twice.').default(0.01),
        }),
      )
      .default({}),
    receivers: z
      .record(id, z.strictObject({ gainDb: z.number().min(-40).max(40).default(0) }))
      .default({})
      .meta({ description: 'How much louder than the model each hears; the gateway does not know it.' }),
    tags: z.record(id, tag).default({}),
    opening,
    visitorsPerHour: hourly('Visitors an hour'),
    weekdayWeights: z.array(z.number().min(0).max(100)).length(7).meta({ description: 'Monday first.' }),
    passersByPerHour: hourly('People an hour who only pass'),
    groupSizes: z
      .array(z.number().min(0))
      .min(1)
      .max(10)
      .refine((shares) => shares.some((s) => s > 0), 'at least one share above 0')
      .meta({ description: 'Shares of groups of one, two, three …' }),
    stopsMean: z.number().min(0).max(50).meta({ description: 'Mean number of products a group stops at.' }),
    buyShare: share('Buys', 'Share of groups that buy, when there is a till.'),
    turnBackShare: share('Turns back', 'Share of groups that step in and turn round at once.').default(0),
    service: logNormal,
    patience: logNormal.meta({ description: 'Longer waits make a customer leave; drawn for each.' }),
    staff: z
      .array(hours.safeExtend({ post: point }))
      .max(100)
      .default([]),
    products: z
      .array(
        z.strictObject({
          id,
          position: point,
          weight: z.number().min(0).max(1000).default(1),
          dwell: logNormal,
        }),
      )
      .max(500)
      .meta({ description: 'What people stop at.' }),
    promotions: z
      .array(z.strictObject({ product: id, from: moment, to: moment, factor: z.number().min(0).max(100) }))
      .default([]),
    phones: z
      .strictObject({
        share: share('Share', 'Of people who carry a phone that sends.'),
        intervalSeconds: z.number().min(0.1),
        constantShare: share('Constant', 'Of phones that always send the same address.').default(0),
        returnShare: share('Come again', 'Of carriers of such a phone: there the day before.').default(0),
      })
      .prefault({ share: 0.7, intervalSeconds: 10 }),
    handling: z
      .strictObject({
        share: share('Share', 'Of people at a product who take it in hand.'),
        held: logNormal,
      })
      .default({ share: 0.4, held: { medianSeconds: 7, sigma: 0.5 } }),
    feedback: z
      .strictObject({
        share: share('Share', 'Of leaving customers who press a button.'),
        answers: z.array(z.number().min(0)).min(1).max(8),
      })
      .default({ share: 0, answers: [1] }),
    faults: faultList.default([]),
  })
  .meta({ title: 'Lintel scenario' });

export type ScenarioFile = z.output<typeof scenarioSchema>;
export type FaultFile = z.output<typeof faultList>[number];
