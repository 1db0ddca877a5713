import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { checkSettings, problemsText } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import type { Engine } from '../../core/engine/engine.ts';
import type { StoreModel } from '../../core/engine/store-model.ts';
import { GatewayError } from '../../core/gateway-error.ts';
import type { PeopleSeen, SensorObservation } from '../../core/observation.ts';
import type { EpochMs, SensorId } from '../../core/types.ts';
import { createCameraLink } from '../../links/camera.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../environment.ts';
import { createEgressGate } from '../privacy/create-egress-gate.ts';
import { isRecording, readRecording } from '../recording.ts';
import { mergeByTime } from '../replay/merge.ts';
import { parseMotDetections } from '../replay/mot-detections.ts';
import { replay } from '../replay/replay.ts';
import { settingsSchema } from '../settings-schema.ts';
import { storeModel } from '../store-model.ts';
import { createProgress, table } from '../terminal.ts';

export interface ReplayOptions {
  readonly config: string;
  readonly input: readonly string[];
  readonly start: string;
  readonly fps?: number;
  readonly facts?: string;
  readonly summaries?: string;
  readonly tracks?: string;
}

/** `lintel replay`: the whole engine on recorded input, in event time, as fast as it goes. */
export async function replayCommand(options: ReplayOptions, environment: Environment): Promise<number> {
  const { terminal, stop } = environment;
  const { settings, problems } = checkSettings(options.config, await settingsSchema());
  if (settings === undefined) {
    terminal.err(`${problemsText(options.config, problems)}\n`);
    return EXIT.badSettings;
  }
  const input = mergeByTime(
    await Promise.all(options.input.map((spec) => openInput(spec, options, settings, environment))),
  );
  const outputs = [
    openLines(options.facts),
    openLines(options.summaries),
    openLines(options.tracks),
  ] as const;
  const [facts, summaries, tracks] = outputs;
  const progress = createProgress(terminal, () => performance.now());
  const visits = new Map<string, { visits: number; dwellMs: number; censored: number }>();
  const began = performance.now();
  const model = modelFor(settings, options.input);
  const gate = createEgressGate(settings, model, (path) => terminal.err(`kept back: ${path}\n`));
  const result = await replay(model, input, {
    fact: (fact) => {
      facts.write(JSON.stringify(fact));
      if (fact.kind !== 'ZoneLeft') return;
      const zone = visits.get(fact.zone) ?? { visits: 0, dwellMs: 0, censored: 0 };
      zone.visits += 1;
      zone.dwellMs += fact.dwellMs;
      zone.censored += fact.censored === undefined ? 0 : 1;
      visits.set(fact.zone, zone);
    },
    summary: (summary) => {
      for (const window of gate.pass(summary)) summaries.write(JSON.stringify(window));
    },
    frame: trackWriter(tracks.write),
    progress: (at, observations) => {
      stop.throwIfAborted();
      progress.show(0, undefined, `${new Date(at).toISOString()} · ${observations} observations`);
    },
  });
  for (const window of gate.finish()) summaries.write(JSON.stringify(window));
  progress.end();
  await Promise.all(outputs.map((output) => output.close()));
  const seconds = (performance.now() - began) / 1000;
  terminal.err(`${result.observations} observations in ${seconds.toFixed(1)} s\n`);
  terminal.out(`${visitTable(visits)}\n`);
  return EXIT.ok;
}

/** Boxes that come from a file may be any detector's: what the camera's own is sure of says nothing about them. */
function modelFor(settings: Settings, inputs: readonly string[]): StoreModel {
  const model = storeModel(settings);
  const given = inputs.filter((input) => input.endsWith('.txt')).map((input) => input.split('=')[0]);
  return {
    ...model,
    sensors: model.sensors.map((sensor) => {
      const { sureScore: _own, ...rest } = sensor;
      return given.includes(sensor.id) ? rest : sensor;
    }),
  };
}

function visitTable(
  visits: ReadonlyMap<string, { visits: number; dwellMs: number; censored: number }>,
): string {
  return table([
    ['zone', 'visits', 'dwell s', 'censored'],
    ...[...visits].map(([zone, v]) => [
      zone,
      String(v.visits),
      (v.dwellMs / 1000).toFixed(1),
      String(v.censored),
    ]),
  ]);
}

/** CAMERA=PATH, or PATH alone for a recording of observations. */
async function openInput(
  spec: string,
  options: ReplayOptions,
  settings: Settings,
  environment: Environment,
): Promise<AsyncIterable<SensorObservation>> {
  const [, camera, path = spec] = /^([a-z0-9-]+)=(.+)$/.exec(spec) ?? [];
  const isThere = await isRecording(path).catch((error: unknown) => {
    throw new GatewayError('INPUT_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`, error);
  });
  if (isThere) return readRecording(path);
  const start = Date.parse(options.start) as EpochMs;
  const sensor = settings.sensors.find(({ id, type }) => id === camera && type === 'camera');
  if (sensor === undefined) {
    const cameras = settings.sensors.filter(({ type }) => type === 'camera').map(({ id }) => id);
    throw new GatewayError(
      'INPUT_UNREADABLE',
      `--input ${spec}: name the camera that filmed it, as in ${cameras[0] ?? 'CAMERA'}=${path} ` +
        `(cameras in ${options.config}: ${cameras.join(', ') || 'none'})`,
    );
  }
  const id = sensor.id as SensorId;
  if (!path.endsWith('.txt')) return filmedBy(id, sensor, path, start, environment);
  if (options.fps === undefined) {
    throw new GatewayError(
      'INPUT_UNREADABLE',
      `${path} is a list of detections: add --fps, the frames a second it was made at`,
    );
  }
  return inOrder(
    parseMotDetections(await readFile(path, 'utf8'), { path, sensor: id, start, fps: options.fps }),
  );
}

async function* inOrder(observations: readonly SensorObservation[]): AsyncGenerator<SensorObservation> {
  yield* observations;
}

async function* filmedBy(
  id: SensorId,
  sensor: Settings['sensors'][number],
  path: string,
  startAt: EpochMs,
  { modelFolders, stop }: Environment,
): AsyncGenerator<SensorObservation> {
  const frames = createCameraLink({ modelFolders }).frames(
    {
      source: { kind: 'file', path, startAt },
      detector: { model: String(sensor['model']) },
      framesPerSecond: Number(sensor['framesPerSecond']),
      pace: 'every',
    },
    stop,
  );
  for await (const { at, boxes } of frames) yield { kind: 'PeopleSeen', sensor: id, at, boxes };
}

function openLines(path: string | undefined): { write: (line: string) => void; close: () => Promise<void> } {
  if (path === undefined) return { write: () => undefined, close: async () => undefined };
  const file = createWriteStream(path);
  return {
    write: (line) => {
      file.write(`${line}\n`);
    },
    close: async () => {
      file.end();
      await once(file, 'close');
    },
  };
}

/** MOTChallenge result lines: frame, id, left, top, width, height, score, -1, -1, -1. */
function trackWriter(write: (line: string) => void): (seen: PeopleSeen, engine: Engine) => void {
  let frame = 0;
  return (seen, engine) => {
    frame += 1;
    engine.camera(seen.sensor)?.tracker.forEachTrack((person, left, top, width, height, score) => {
      const box = [left, top, width, height].map((value) => value.toFixed(2));
      write([frame, person, ...box, score.toFixed(3), -1, -1, -1].join(','));
    });
  };
}
