/** Reads the position-annotated BLE recordings that lie beside the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Receiver } from '../../../src/core/positioning/radio-model/radio-map.ts';

export const RECORDINGS =
  process.env['BLE_DATA'] ??
  join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'ble', 'position-annotated');
/** The room of the recordings. */
export const ROOM = { widthM: 20.66, heightM: 17.64 };

export interface Advert {
  /** Seconds since the track's first advert. */
  readonly atS: number;
  readonly receiver: number;
  readonly rssiDbm: number;
}

export interface Track {
  readonly name: string;
  readonly adverts: readonly Advert[];
  /** Truth at whole seconds 1, 2, … */
  readonly truth: readonly { readonly xM: number; readonly yM: number }[];
}

export function readReceivers(): Receiver[] {
  const text = readFileSync(join(RECORDINGS, 'cnf', 'tetam.dev'), 'utf8').split('\n')[0] ?? '';
  const devices = JSON.parse(text.slice(text.indexOf(':') + 1)) as Record<
    string,
    [[number, number, number], number, string]
  >;
  return Object.entries(devices).map(([id, [[xM, yM, zM]]]) => ({ id, xM, yM, zM }));
}

export function readTracks(receivers: readonly Receiver[]): Track[] {
  const folder = join(RECORDINGS, 'trk');
  return readdirSync(folder)
    .filter((file) => file.endsWith('_all_sensors.mbd'))
    .sort()
    .map((file) => readTrack(join(folder, file), file.replace('_all_sensors.mbd', ''), receivers));
}

function readTrack(path: string, name: string, receivers: readonly Receiver[]): Track {
  const index = new Map(receivers.map(({ id }, i) => [id, i]));
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(','))
    .map((f) => ({
      at: Number(f[0]),
      receiver: index.get(f[1] ?? '') ?? -1,
      rssiDbm: Number(f[3]),
      x: Number(f[4]),
      y: Number(f[5]),
    }))
    .sort((a, b) => a.at - b.at);
  const start = rows[0]?.at ?? 0;
  const end = Math.floor((rows.at(-1)?.at ?? 0) - start);
  const truth = Array.from({ length: end }, (_, k) => interpolate(rows, start + k + 1));
  const adverts = rows.map(({ at, receiver, rssiDbm }) => ({ atS: at - start, receiver, rssiDbm }));
  return { name, adverts, truth };
}

function interpolate(
  rows: readonly { at: number; x: number; y: number }[],
  at: number,
): { xM: number; yM: number } {
  let after = rows.findIndex((row) => row.at >= at);
  if (after < 1) after = after < 0 ? rows.length - 1 : 1;
  const a = rows[after - 1];
  const b = rows[after];
  if (a === undefined || b === undefined) throw new Error('a track needs two rows');
  const share = b.at === a.at ? 0 : (at - a.at) / (b.at - a.at);
  return { xM: a.x + (b.x - a.x) * share, yM: a.y + (b.y - a.y) * share };
}

/**
 * The room's free floor, where the folder has it (`occ/*_0.5.occ`: `[x, y]::1` is a blocked half metre). Else
 * undefined, and no floor plan is used.
 */
export function readPlan(): ((xM: number, yM: number) => boolean) | undefined {
  const folder = join(RECORDINGS, 'occ');
  const file = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('_0.5.occ')) : undefined;
  if (file === undefined) return undefined;
  const key = (x: number, y: number) => `${Math.floor(2 * x + 1e-6)},${Math.floor(2 * y + 1e-6)}`;
  const blocked = new Set<string>();
  for (const line of readFileSync(join(folder, file), 'utf8').split('\n').slice(1)) {
    const [, x = '', y = '', flag = ''] = /^\[([\d.]+), ([\d.]+)\]::([01])/.exec(line) ?? [];
    if (flag === '1') blocked.add(key(Number(x), Number(y)));
  }
  return (xM, yM) => !blocked.has(key(xM, yM));
}

/** Zone index of the scorer's layouts: equal rectangles, `ix * 3 + iy`. */
export function zoneAt(layout: '6' | '12'): (xM: number, yM: number) => number {
  const xs = layout === '6' ? [10.33] : [5.165, 10.33, 15.495];
  return (xM, yM) => xs.filter((x) => xM > x).length * 3 + [5.88, 11.76].filter((y) => yM > y).length;
}
