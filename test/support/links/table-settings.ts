import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sharedPath, TABLE_CLIP } from '../shared-data.ts';

export interface TableSettings {
  readonly directory: string;
  /** Another clip of the same table. */
  readonly clip?: string;
  readonly framesPerSecond: number;
  readonly model?: string;
  readonly startAt?: number;
  readonly windowSeconds?: number;
  readonly latenessSeconds?: number;
  readonly broker?: { readonly url: string; readonly caFile?: string };
}

/** Settings for the clip of the display table, with the zone of its README; returns the file's path. */
export function writeTableSettings(options: TableSettings): string {
  const { directory, framesPerSecond, startAt, broker, windowSeconds = 60, latenessSeconds = 15 } = options;
  const start = startAt === undefined ? {} : { startAt: new Date(startAt).toISOString() };
  const settings = {
    version: 2,
    tenant: 'acme',
    gateway: 'gw-1',
    store: { id: 'corner' },
    storage: { directory: join(directory, 'data') },
    sensors: [
      {
        id: 'table-cam',
        type: 'camera',
        source: { file: options.clip ?? sharedPath(TABLE_CLIP), ...start },
        widthPx: 768,
        heightPx: 432,
        framesPerSecond,
        model: options.model ?? 'nanodet-plus-m-416',
      },
    ],
    zones: [
      {
        id: 'table',
        space: 'table-cam',
        polygon: [
          [330, 300],
          [561, 300],
          [561, 426],
          [330, 426],
        ],
      },
    ],
    windows: { seconds: windowSeconds, latenessSeconds },
    // One or two people are in the clip: by default they would wait for the next hour.
    privacy: { minimumCount: 1, indoorEvery: 'window' },
    ...(broker === undefined ? {} : { mqtt: { ...broker, reconnect: QUICK } }),
  };
  const path = join(directory, 'store.yaml');
  writeFileSync(path, stringify(settings));
  return path;
}

/** One gateway alone may come back at once. */
const QUICK = {
  initialDelaySeconds: 1,
  maxDelaySeconds: 2,
  gatewayOffsetSeconds: 0,
  bootJitterSeconds: 0,
  stableAfterSeconds: 1,
};
