import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from '../../config/schema.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { SensorModel, StoreModel } from '../../core/model/store-model.ts';
import { peopleSeen, untilUnreadable } from '../../drivers/support/people-seen.ts';
import { createCameraLink } from '../../links/camera/camera-link.ts';
import type { CameraOptions } from '../../ports/camera-link.ts';
import { frameGapMs } from '../../ports/camera-link.ts';
import type { Environment } from '../process/environment.ts';
import { INSTALLED_MODELS } from '../process/environment.ts';
import type { MotDetections } from './mot-detections.ts';
import { areBoxesWithin, motObservations, parseMotDetections } from './mot-detections.ts';
import { isRecording, readRecording } from './recording.ts';

/** An input of a replay, from one option `--input`. */
export interface ReplayInput {
  readonly observations: AsyncIterable<SensorObservation> | Iterable<SensorObservation>;
  /** Length of the input in ms. Undefined when it is not known beforehand. */
  readonly lengthMs?: number;
  /** Returns why reading stopped before the end. Call it after reading. */
  readonly problem?: () => GatewayError | undefined;
  /** Set when boxes come from a file. They may come from any detector, at any frame rate and picture size. */
  readonly given?: { readonly camera: string; readonly fps: number; readonly detections: MotDetections };
}

export interface InputOptions {
  /** CAMERA=PATH for a video or a file of boxes, or only PATH for a recording of observations. */
  readonly spec: string;
  readonly start: EpochMs;
  readonly fps?: number;
  readonly settings: Settings;
  readonly environment: Environment;
}

export async function openInput(options: InputOptions): Promise<ReplayInput> {
  const { spec, settings } = options;
  const [, camera, path = spec] = /^([a-z0-9-]+)=(.+)$/.exec(spec) ?? [];
  const isThere = await isRecording(path).catch((error: unknown) => {
    throw new GatewayError('INPUT_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`, error);
  });
  if (isThere) return { observations: readRecording(path) };
  const sensor = camerasOf(settings).find(({ id }) => id === camera);
  if (sensor === undefined) throw noCamera(spec, path, settings);
  return /\.(txt|csv)$/i.test(path)
    ? await openDetections(path, sensor, options)
    : await openVideo(path, sensor, options);
}

/** Removes detector, frame rate and picture size from the model of each camera whose boxes come from a file. */
export function modelOfInputs(model: StoreModel, inputs: readonly ReplayInput[]): StoreModel {
  return { ...model, sensors: model.sensors.map((sensor) => sensorOfInputs(sensor, inputs)) };
}

function sensorOfInputs(sensor: SensorModel, inputs: readonly ReplayInput[]): SensorModel {
  const given = inputs.find((input) => input.given?.camera === sensor.id)?.given;
  if (given === undefined || sensor.kind !== 'sees-people') return sensor;
  const { frame, ...rest } = sensor;
  const { detections, fps } = given;
  return {
    ...rest,
    sureScore: detections.sureScore,
    maxGapMs: frameGapMs(fps),
    ...(frame !== undefined && areBoxesWithin(detections, frame) ? { frame } : {}),
  };
}

interface Camera {
  readonly id: SensorId;
  readonly options: CameraOptions;
}

function camerasOf({ sensors }: Settings): Camera[] {
  return sensors.flatMap(({ id, port }) => (port.link === 'camera' ? [{ id, options: port.options }] : []));
}

function noCamera(spec: string, path: string, settings: Settings): GatewayError {
  const cameras = camerasOf(settings).map(({ id }) => id);
  return new GatewayError(
    'INPUT_UNREADABLE',
    `--input ${spec}: name the camera that filmed it, as in ${cameras[0] ?? 'CAMERA'}=${path} ` +
      `(cameras in the settings: ${cameras.join(', ') || 'none'})`,
  );
}

async function openDetections(
  path: string,
  { id }: Camera,
  { fps, start }: InputOptions,
): Promise<ReplayInput> {
  if (fps === undefined) {
    throw new GatewayError(
      'INPUT_UNREADABLE',
      `${path} is a list of detections: add --fps, the frames a second it was made at`,
    );
  }
  const detections = parseMotDetections(await readFile(path, 'utf8'), path);
  const { firstFrame, lastFrame } = detections;
  return {
    observations: motObservations(detections, { sensor: id, start, fps }),
    lengthMs: ((lastFrame - firstFrame) * 1000) / fps,
    given: { camera: id, fps, detections },
  };
}

async function openVideo(
  path: string,
  { id, options }: Camera,
  { start, environment, settings }: InputOptions,
): Promise<ReplayInput> {
  const { modelFolders, stop } = environment;
  const lengthMs = await videoLengthMs(path);
  const ownModels = join(settings.storage.directory, 'models');
  const source = { kind: 'file' as const, path, startAt: start };
  const frames = createCameraLink({ modelFolders: [...modelFolders, INSTALLED_MODELS, ownModels] }).frames(
    { ...options, source, pace: 'every' },
    stop,
  );
  let problem: GatewayError | undefined;
  const observations = untilUnreadable(peopleSeen(id, frames), (failure) => {
    problem = failure;
  });
  return { observations, problem: () => problem, ...(lengthMs === undefined ? {} : { lengthMs }) };
}

/** Returns the length of a video; undefined when ffprobe fails. Only the progress bar needs it. */
async function videoLengthMs(path: string): Promise<number | undefined> {
  const asked = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', '-i', path];
  const answer = await promisify(execFile)('ffprobe', asked).catch(() => undefined);
  const seconds = Number.parseFloat(answer?.stdout ?? '');
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
