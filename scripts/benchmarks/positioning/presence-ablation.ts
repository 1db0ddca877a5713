/**
 * What each mechanism of the locator earns: zones of all walks by 12, 8, 6 and 4 receivers with it taken out. A mechanism is
 * taken out by a changed constant, in a process of its own that loads the source with that change.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../src/core/model/ids.ts';
import { RECORDINGS, readReceivers, readTracks } from '../beacons/ble-recordings.ts';

interface Ablation {
  readonly name: string;
  /** In `src/core/positioning`, without its ending. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** It has a part in learning, too. */
  readonly isLearned?: true;
}

const ABLATIONS: readonly Ablation[] = [
  { name: 'as it is', file: 'delayed-places', from: '', to: '' },
  { name: 'record at once', file: 'delayed-places', from: 'LAG_S = 12', to: 'LAG_S = 0' },
  {
    name: 'no hold in doubt of rest',
    file: 'stationary-detector',
    from: 'MAY_REST_M = 3',
    to: 'MAY_REST_M = -99',
  },
  { name: 'no rest', file: 'stationary-detector', from: 'WINDOW_S = 60', to: 'WINDOW_S = 1e9' },
  { name: 'each second in full', file: 'likelihood', from: 'TEMPER = 0.6', to: 'TEMPER = 1' },
  { name: 'no tag of another power', file: 'tx-power-estimator', from: 'share: 0.2', to: 'share: 1e-9' },
  { name: 'no ways of the teaching walks', file: 'walkable-prior', from: 'WEIGHT = 0.1', to: 'WEIGHT = 1' },
  {
    name: 'unsure of the map in full',
    file: 'likelihood',
    from: 'VARIANCE_WORTH = 0.5',
    to: 'VARIANCE_WORTH = 1',
  },
  {
    ...{ name: 'no map of the residuals', file: 'radio-model/fit-residual-map', isLearned: true },
    ...{ from: 'FIELD_SD_DB = 3.2', to: 'FIELD_SD_DB = 0.01' },
  },
];

const LEARNS = ['traffic', 'walks'] as const;

/** Loads the source of `file` with its change from now on. */
function change({ file, from, to }: Ablation): void {
  const ending = `/src/core/positioning/${file}.ts`;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(ending)) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
      if (!source.includes(from)) throw new Error(`${file} has no “${from}”`);
      return { ...loaded, source: source.replace(from, to) };
    },
  });
}

/** In the process of one ablation: learns, unless the models are there; then prints a row. */
async function runOne(ablation: Ablation, modelFile: string): Promise<void> {
  if (ablation.from !== '') change(ablation);
  const { accuracy, learnedWithout, positionsOf, SPREAD } = await import('./presence-walks.ts');
  const receivers = readReceivers();
  const tracks = readTracks(receivers);
  const counts = process.env['PRESENCE_COUNTS']?.split(',') ?? Object.keys(SPREAD).reverse();
  const models = new Map<string, Json>(
    existsSync(modelFile) && ablation.isLearned !== true
      ? (JSON.parse(readFileSync(modelFile, 'utf8')) as [string, Json][])
      : [],
  );
  const cells = counts.flatMap((count) =>
    LEARNS.map((learn) => {
      const setting = { receivers, use: SPREAD[Number(count)] ?? [], tracks, learn };
      const share = (layout: '6' | '12') =>
        accuracy(
          (track) => {
            const key = `${count} ${learn} ${track.name}`;
            if (!models.has(key)) models.set(key, learnedWithout(track, setting));
            return positionsOf(track, models.get(key), setting, layout).map(({ xM, yM, zone }) => ({
              ...{ x: xM, y: yM, zone },
            }));
          },
          tracks,
          layout,
        ).toFixed(3);
      return `${share('6')}/${share('12')}`;
    }),
  );
  if (ablation.isLearned !== true) writeFileSync(modelFile, JSON.stringify([...models]));
  console.log(`${ablation.name.padEnd(32)} ${cells.join('  ')}`);
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence ablation: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'lintel-ablation-'));
  console.log('right of 6 and 12 zones, by traffic and taught, for 12, 8, 6 and 4 receivers');
  for (const index of ABLATIONS.keys()) {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [import.meta.filename, String(index), join(folder, 'models.json')],
      { encoding: 'utf8' },
    );
    process.stdout.write(status === 0 ? stdout : stderr);
    if (status !== 0) process.exitCode = 1;
  }
  rmSync(folder, { recursive: true });
  await Promise.resolve();
}

if (import.meta.main) {
  const [, , index, modelFile] = process.argv;
  const ablation = ABLATIONS[Number(index)];
  if (index === undefined || modelFile === undefined || ablation === undefined) await run();
  else await runOne(ablation, modelFile);
}
