/**
 * How long the radio map's errors last along a walk that it was not learned from. Measures the correlation of a
 * receiver's errors some seconds apart. The constants of {@link ShadowingTracker} come from here.
 */
import { existsSync } from 'node:fs';
import type { Json } from '../../../src/core/model/ids.ts';
import { FloorGrid } from '../../../src/core/positioning/floor-grid.ts';
import { applyModel } from '../../../src/core/positioning/radio-model/fit-radio-model.ts';
import { Lattice } from '../../../src/core/positioning/radio-model/fit-residual-map.ts';
import { RadioMap } from '../../../src/core/positioning/radio-model/radio-map.ts';
import {
  decodeRadioModel,
  PACKED_MODEL,
} from '../../../src/core/positioning/radio-model/radio-model-codec.ts';
import { RssiAggregator } from '../../../src/core/positioning/rssi-aggregator.ts';
import type { Track } from '../beacons/ble-recordings.ts';
import { RECORDINGS, ROOM, readReceivers, readTracks, zoneAt } from '../beacons/ble-recordings.ts';
import type { Setting } from './presence-walks.ts';
import { learnedWithout } from './presence-walks.ts';

const LAGS_S = [0, 1, 2, 3, 4, 5, 7, 10, 15];

function mapFrom(model: Json, { receivers }: Setting): RadioMap {
  const grid = new FloorGrid({ ...ROOM, zoneAt: zoneAt('12'), zoneCount: 12 });
  const lattice = new Lattice(grid);
  const map = new RadioMap(grid, receivers);
  const learned = decodeRadioModel(PACKED_MODEL.decode(model, 'model'), receivers, lattice.nodes);
  if (learned === undefined) throw new Error('the model is of other receivers');
  applyModel(map, lattice, learned);
  return map;
}

/** Per second and receiver, level less what the map says of the true place, the tag's own power left out. */
function errorsOf(track: Track, map: RadioMap): (number | undefined)[][] {
  const receivers = [...map.receivers.keys()];
  const bucket = new RssiAggregator(receivers.length);
  let next = 0;
  const rows = track.truth.map(({ xM, yM }, k) => {
    for (; (track.adverts[next]?.atS ?? Number.POSITIVE_INFINITY) <= k + 1; next++) {
      const { receiver = 0, rssiDbm = 0 } = track.adverts[next] ?? {};
      if (rssiDbm < 0) bucket.add(receiver, rssiDbm);
    }
    const heard = bucket.takeSecond();
    const cell = map.grid.cellAt(xM, yM);
    return receivers.map((r) => {
      const level = (heard?.count[r] ?? 0) > 0 ? heard?.meanDbm[r] : undefined;
      return level === undefined ? undefined : level - (map.meanDbm[r * map.grid.cells + cell] ?? 0);
    });
  });
  const all = rows.flat().filter((error) => error !== undefined);
  const power = all.reduce((sum, error) => sum + error, 0) / all.length;
  return rows.map((row) => row.map((error) => (error === undefined ? undefined : error - power)));
}

/** The mean product of errors of the same receiver so far apart. */
function covariance(walks: readonly (number | undefined)[][][], lagS: number): number {
  const products = walks.flatMap((rows) =>
    rows.slice(lagS).flatMap((row, k) =>
      row.flatMap((error, r) => {
        const before = rows[k]?.[r];
        return error === undefined || before === undefined ? [] : [error * before];
      }),
    ),
  );
  return products.reduce((sum, product) => sum + product, 0) / products.length;
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence lasting: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const tracks = readTracks(receivers);
  for (const learn of ['traffic', 'walks'] as const) {
    const setting = { receivers, use: receivers.map((_, r) => r), tracks, learn };
    const walks = tracks.map((track) => {
      const { model } = learnedWithout(track, setting) as { model: Json };
      return errorsOf(track, mapFrom(model, setting));
    });
    const at = LAGS_S.map((lagS) => `${covariance(walks, lagS).toFixed(1)} (${lagS} s)`);
    console.log(`learned from ${learn}: errors alike by ${at.join(', ')} dB²`);
  }
  await Promise.resolve();
}

if (import.meta.main) await run();
