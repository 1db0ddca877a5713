import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { PeopleSeen } from '../core/model/observation.ts';
import { defineDriver } from '../ports/driver.ts';
import type { SerialLink, SerialOptions } from '../ports/links.ts';
import { GhostFilter } from './radar/ghost-filter.ts';
import type { RadarModel, RadarTarget } from './radar/radar-frames.ts';
import { MANY_TARGETS, RadarFrames } from './radar/radar-frames.ts';
import { floorToPicture, pictureToFloor, RADAR_PICTURE, toBoxes } from './radar/radar-plane.ts';
import { observeItems } from './support/observe-items.ts';
import { serialSettings } from './support/serial-settings.ts';

const BAUD_RATES: Readonly<Record<RadarModel, number>> = {
  ld2450: 256_000,
  'rd-03d': 256_000,
  ld2460: 115_200,
};
/** The radar sends ten frames a second. Two seconds without a frame are a gap in coverage. */
const FRAME_MS = 100;
const GAP_MS = 2_000;

const metres = (title: string) => z.number().min(-1_000).max(1_000).meta({ title, unit: 'm' });

const config = z.strictObject({
  path: serialSettings.path,
  model: z
    .enum(['ld2450', 'rd-03d', 'ld2460'])
    .meta({ title: 'Radar', description: 'As printed on its board.' }),
  baudRate: serialSettings.baudRate.optional().meta({
    title: 'Baud rate',
    description: 'If it was changed on the radar; without it, that of the model.',
  }),
  position: z
    .strictObject({
      x: metres('x on the floor plan'),
      y: metres('y on the floor plan'),
      facingDegrees: z.number().min(-360).max(360).meta({
        title: 'Direction it looks in',
        description: '0 along the x axis of the floor plan, 90 along its y axis.',
        unit: '°',
      }),
    })
    .meta({ title: 'Position on the floor plan' }),
  ignoredOutlines: z
    .array(
      z
        .array(z.tuple([z.number(), z.number()]))
        .min(3)
        .max(64),
    )
    .max(16)
    .optional()
    .meta({
      title: 'Ignored outlines',
      description:
        'On the floor plan, metres: fans, curtains and doors that move, and what lies behind a wall.',
    }),
  stationaryMinutes: z.int().min(0).max(1_440).default(60).meta({
    title: 'Stationary objects',
    description: 'What stays unmoved for so long is counted no more. 0 counts it.',
    unit: 'min',
  }),
  reportIntervalSeconds: z.number().min(0.1).max(60).default(1).meta({
    title: 'Reports every (s)',
    description: 'When the radar stays silent for three times as long it counts as down.',
  }),
});

type Settings = z.output<typeof config>;

async function* readFrames(
  link: SerialLink,
  options: SerialOptions,
  { model, signal }: { readonly model: RadarModel; readonly signal: AbortSignal },
): AsyncGenerator<readonly RadarTarget[]> {
  const port = await link.openDuplex(options, signal);
  try {
    for (const command of MANY_TARGETS[model]) await port.write(fromHex(command));
    const frames = new RadarFrames(model);
    for await (const chunk of port.chunks()) yield* frames.push(chunk);
  } finally {
    await port.close();
  }
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Converts a radar's targets into people on the radar's plane. A frame without targets is a heartbeat. */
export function decode(
  targets: readonly RadarTarget[],
  ghosts: GhostFilter,
  sensor: SensorId,
  at: EpochMs,
): PeopleSeen {
  return { kind: 'PeopleSeen', sensor, at, boxes: toBoxes(ghosts.filter(targets, at)) };
}

/** A 24 GHz radar that reports the positions of up to three (LD2450, RD-03D) or five (LD2460) people. */
export const driver = defineDriver({
  type: 'radar-targets',
  offer: {
    does: 'sees-people',
    picture: 'M24 42L8 14M24 42l16-28M12 20a20 20 0 0 1 24 0M16 28a12 12 0 0 1 16 0M20 16h.1M29 22h.1',
    found: 'serial',
    setting: 'path',
    name: { en: 'Radar', de: 'Radar', fr: 'Radar', es: 'Radar' },
    about: {
      en: 'Tells where up to five people stand or walk. It has no picture of them.',
      de: 'Sagt, wo bis zu fünf Menschen stehen oder gehen. Es hat kein Bild von ihnen.',
      fr: 'Dit où se trouvent jusqu’à cinq personnes. Il n’en a aucune image.',
      es: 'Dice dónde están hasta cinco personas. No tiene imagen de ellas.',
    },
  },
  link: 'serial',
  config,
  labels: { en: 'radar', de: 'Radar', fr: 'radar', es: 'radar' },
  sensing: {
    senses: 'Radio echoes: where up to five people stand or walk; not who they are, and no shape of them.',
    keeps: 'Places become tracks at once; no echo is kept.',
  },
  canBeUnplugged: true,
  contributes: ({ position, ignoredOutlines = [], stationaryMinutes }: Settings) => ({
    ...{ kind: 'sees-people', maxGapMs: GAP_MS, frameMs: FRAME_MS, isOverhead: true, frame: RADAR_PICTURE },
    ...(stationaryMinutes > 0 && { stillAfterMs: stationaryMinutes * 60_000 }),
    pictureToFloor: pictureToFloor(position),
    ignoredAreas: ignoredOutlines.map((outline) => floorToPicture(position, outline)),
  }),
  opens: ({ path, model, baudRate = BAUD_RATES[model] }) => ({ path, baudRate }),
  plan: ({ position: { x, y } }) => ({ position: { x, y } }),
  observe({ model, reportIntervalSeconds }, { sensor, link, options, clock, signal }) {
    const ghosts = new GhostFilter();
    return observeItems({
      open: (ends) => readFrames(link, options, { model, signal: ends }),
      decode: (targets, at) => decode(targets, ghosts, sensor, at),
      context: { sensor, clock, signal },
      reportIntervalSeconds,
    });
  },
});
