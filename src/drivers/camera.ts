import { z } from 'zod';
import type { Calibration } from '../core/geometry/homography.ts';
import { fitHomography } from '../core/geometry/homography.ts';
import type { EpochMs } from '../core/model/ids.ts';
import type { Polygon } from '../core/model/shapes.ts';
import type { CameraModel } from '../core/model/store-model.ts';
import { address } from '../ports/broker-settings.ts';
import type { CameraSource, DetectorOptions, PictureSize } from '../ports/camera-link.ts';
import { frameGapMs, OVERHEAD_MODEL } from '../ports/camera-link.ts';
import { defineDriver } from '../ports/driver.ts';
import type { CalibrationPair } from '../ports/sensor.ts';
import type { OverheadView } from './support/overhead-person.ts';
import { personSidePx, pxPerMetre } from './support/overhead-person.ts';
import { ownModel } from './support/own-model.ts';
import { peopleSeen, untilUnreadable } from './support/people-seen.ts';

const source = z
  .union([
    z.strictObject({
      file: z.string().min(1).meta({ description: 'A video file, played at real speed.' }),
      startAt: z.iso.datetime({ offset: true }).optional().meta({
        description: 'Play as if it had been filmed live from this moment.',
      }),
    }),
    z.strictObject({
      rtsp: address(/^rtsps?:\/\/\S+$/, 'rtsp://HOST:PORT/PATH'),
      username: z.string().min(1).max(200).optional().meta({ title: 'User' }),
      passwordFile: z.string().min(1).optional().meta({
        title: 'Password file',
        description: 'A file that holds only the camera’s password, mode 0600.',
      }),
    }),
    z.strictObject({ device: z.string().startsWith('/dev/').meta({ description: 'A V4L2 camera.' }) }),
    z.strictObject({
      rpicam: z.int().min(0).max(3).meta({ description: 'A Raspberry Pi camera by number.' }),
      accelerator: z.enum(['hailo', 'imx500']).optional().meta({
        title: 'Accelerator',
        description: 'An AI HAT or AI Camera that finds the people: then no model runs on the Pi itself.',
      }),
      network: z.string().startsWith('/').optional().meta({
        title: 'Network file',
        description: 'A HEF or RPK file for the accelerator; without it, the one of the system’s packages.',
      }),
    }),
  ])
  .meta({ title: 'Picture source' });

const pixelPair = z.tuple([z.number(), z.number()]);

const pointPair = z.strictObject({
  picture: pixelPair.meta({ description: '[x, y] in the picture, pixels.' }),
  floor: pixelPair.meta({ description: '[x, y] of the same point on the floor plan, metres.' }),
});

const calibration = z
  .array(pointPair)
  .min(4)
  .max(64)
  .refine((pairs) => calibrate(pairs) !== undefined, {
    message: 'four points of which no three lie on a line',
  })
  .meta({
    title: 'Calibration',
    description: 'The same points on the floor in the picture and on the plan: at least four, far apart.',
  });

const position = z
  .strictObject({
    x: z.number().meta({ title: 'x on the floor plan', unit: 'm' }),
    y: z.number().meta({ title: 'y on the floor plan', unit: 'm' }),
    heightMetres: z
      .number()
      .min(2)
      .max(20)
      .optional()
      .meta({
        title: 'Height above the floor',
        description:
          'Of a camera that looks straight down: how large people look from there. ' +
          'Without a calibration, a lens that sees 66° from left to right is assumed.',
        unit: 'm',
      }),
  })
  .meta({
    title: 'Position on the floor plan',
    description: 'Where it is drawn; what it sees is calibrated.',
  });

const config = z
  .strictObject({
    source,
    widthPx: z.int().min(64).max(8192).optional().meta({
      title: 'Picture width',
      description: 'Needed, with the height, for zones and lines that are drawn in the picture.',
    }),
    heightPx: z.int().min(64).max(8192).optional().meta({ title: 'Picture height' }),
    framesPerSecond: z.number().min(0.2).max(30).default(5).meta({ title: 'Frames looked at', unit: '1/s' }),
    calibration: calibration.optional(),
    position: position.optional(),
    stationaryMinutes: z.int().min(0).max(1440).default(60).meta({
      title: 'Stationary objects',
      description:
        'What never moves is not counted. What came and then stays unmoved for so long is counted no more. 0 counts both.',
      unit: 'min',
    }),
    model: z.string().default('yolox-nano-416').meta({ title: 'Person detector' }),
    ownModel: ownModel.optional(),
    minScore: z.number().min(0.05).max(0.95).optional().meta({
      title: 'Least score',
      description: 'Weaker detections are dropped; the model has its own least score where this is left out.',
    }),
    restWhenStill: z
      .boolean()
      .default(true)
      .meta({
        title: 'Rest in a still scene',
        description:
          'The detector looks seldom while nothing in the picture moves, and at once when something does. ' +
          'It saves most of the work before opening and in quiet hours.',
      }),
    ignoredAreas: z.array(z.array(pixelPair).min(3).max(64)).max(16).optional().meta({
      title: 'Ignored areas',
      description: 'Outlines in the picture, pixels: people whose feet are inside are not counted.',
    }),
  })
  .refine(({ widthPx, heightPx }) => widthPx !== undefined || heightPx === undefined, {
    path: ['widthPx'],
    message: 'a number for both widthPx and heightPx, or for neither',
  })
  .refine(({ widthPx, heightPx }) => heightPx !== undefined || widthPx === undefined, {
    path: ['heightPx'],
    message: 'a number for both widthPx and heightPx, or for neither',
  })
  .meta({ title: 'Camera' });

/** Computes the map from the picture to the floor plan. Undefined when the pairs of points do not determine one map. */
function calibrate(pairs: readonly CalibrationPair[]): Calibration | undefined {
  const point = ([x, y]: readonly [number, number]) => ({ x, y });
  return fitHomography(pairs.map(({ picture, floor }) => ({ picture: point(picture), floor: point(floor) })));
}

type CameraSettings = z.output<typeof config>;

export const driver = defineDriver({
  type: 'camera',
  offer: {
    does: 'sees-people',
    picture: 'M6 14h24v18H6zM30 21l12-6v16l-12-6M18 23m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0',
    found: 'camera',
    name: { en: 'Camera', de: 'Kamera', fr: 'Caméra', es: 'Cámara' },
    about: {
      en: 'Counts people and shows where they are. Its pictures never leave the gateway.',
      de: 'Zählt Menschen und zeigt, wo sie sind. Ihre Bilder verlassen das Gateway nie.',
      fr: 'Compte les personnes et montre où elles sont. Ses images ne quittent jamais la passerelle.',
      es: 'Cuenta personas y muestra dónde están. Sus imágenes nunca salen de la pasarela.',
    },
  },
  link: 'camera',
  config,
  labels: { en: 'camera', de: 'Kamera', fr: 'caméra', es: 'cámara' },
  sensing: {
    senses: 'Light: pictures of everybody in view.',
    keeps:
      'A picture lives in the camera process for as long as the detector looks at it. Boxes come out, no picture.',
  },
  canBeUnplugged: false,
  suggests: ({ kind, path, name }) => (kind === 'camera' ? { source: foundSource(path, name) } : undefined),
  contributes: contributionOf,
  opens: (camera, sensor) => ({
    ...pictureSizeOf(camera),
    ...{ sensor, source: toSource(camera.source), detector: selectDetector(camera) },
    ...{ framesPerSecond: camera.framesPerSecond, pace: 'live' },
    // The overhead detector learns the floor from every picture, so it must not run less often when nothing moves.
    ...(camera.restWhenStill && camera.model !== OVERHEAD_MODEL && { restsWhenStill: true }),
  }),
  plan: ({ position, calibration: pairs }) => ({ position, calibration: pairs }),
  async *observe(camera, { sensor, link, options, signal }) {
    const seen = peopleSeen(sensor, link.frames(options, signal), getPictureSize(camera) !== undefined);
    yield* 'file' in camera.source ? untilUnreadable(seen) : seen;
  },
});

function contributionOf(camera: CameraSettings): CameraModel {
  const { framesPerSecond, stationaryMinutes, model } = camera;
  const frame = getPictureSize(camera);
  const floor = camera.calibration && calibrate(camera.calibration);
  return {
    kind: 'sees-people',
    maxGapMs: frameGapMs(framesPerSecond),
    frameMs: Math.round(1000 / framesPerSecond),
    ...(model === OVERHEAD_MODEL && { isOverhead: true, ...overheadScale(camera) }),
    ...(stationaryMinutes > 0 && { stillAfterMs: stationaryMinutes * 60_000 }),
    ...(frame && { frame }),
    ...(camera.ignoredAreas && { ignoredAreas: camera.ignoredAreas.map(toPolygon) }),
    ...(floor && { pictureToFloor: floor.pictureToFloor }),
  };
}

function toPolygon(outline: readonly (readonly [number, number])[]): Polygon {
  return outline.map(([x, y]) => ({ x, y }));
}

function pictureSizeOf(camera: CameraSettings): { readonly pictureSize?: PictureSize } {
  const pictureSize = getPictureSize(camera);
  return pictureSize === undefined ? {} : { pictureSize };
}

/** Returns the picture size. Undefined when the settings do not contain it. */
function getPictureSize({ widthPx, heightPx }: CameraSettings): PictureSize | undefined {
  return widthPx === undefined || heightPx === undefined ? undefined : { widthPx, heightPx };
}

/**
 * Selects the detector. The overhead detector also gets the width of a person, because it recognises people by size
 * alone.
 */
function selectDetector(camera: CameraSettings): DetectorOptions {
  const { model, minScore, ownModel: own } = camera;
  const size = model === OVERHEAD_MODEL ? getPictureSize(camera) : undefined;
  const side = size && personSidePx(size, overheadView(camera));
  return {
    model: own?.name ?? model,
    ...(own && { ownModel: own }),
    ...(minScore !== undefined && { minScore }),
    ...(side !== undefined && { personSidePx: side }),
  };
}

function overheadScale(camera: CameraSettings): Pick<CameraModel, 'pxPerMetre'> {
  const size = getPictureSize(camera);
  const scale = size && pxPerMetre(size, overheadView(camera));
  return scale === undefined ? {} : { pxPerMetre: Math.round(scale) };
}

function overheadView(camera: CameraSettings): OverheadView {
  const pictureToFloor = camera.calibration && calibrate(camera.calibration)?.pictureToFloor;
  return { pictureToFloor, heightMetres: camera.position?.heightMetres };
}

function toSource(from: z.output<typeof source>): CameraSource {
  if ('file' in from) {
    const startAt = from.startAt === undefined ? {} : { startAt: Date.parse(from.startAt) as EpochMs };
    return { kind: 'file', path: from.file, ...startAt };
  }
  if ('rtsp' in from) {
    const { rtsp: url, username, passwordFile } = from;
    return { kind: 'rtsp', url, ...(username && { username }), ...(passwordFile && { passwordFile }) };
  }
  if ('device' in from) return { kind: 'v4l2', device: from.device };
  const { rpicam: camera, accelerator, network } = from;
  if (accelerator === undefined) return { kind: 'rpicam', camera };
  return { kind: 'accelerated', camera, accelerator, ...(network !== undefined && { network }) };
}

/** Returns the source for a found camera. The IMX500 AI Camera detects people in its own sensor. */
function foundSource(path: string, name: string | null) {
  const [, number] = /^rpicam (\d)$/.exec(path) ?? [];
  if (number === undefined) return { device: path };
  return { rpicam: Number(number), ...(name === 'imx500' && { accelerator: 'imx500' }) };
}
