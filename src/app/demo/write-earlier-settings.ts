import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { Json } from '../../core/model/ids.ts';
import { SettingsService } from '../console/settings-service.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

type Polygon = readonly (readonly [number, number])[];

/** A change of zones before the start of the demo. */
interface Change {
  readonly atMs: number;
  readonly by: string;
  readonly note: string;
  /** Polygons of the changed zones before the change, by zone id, in metres. */
  readonly before: Readonly<Record<string, Polygon>>;
}

/**
 * The changes in order of time, in the local time of the store (Berlin). After the last one, the zones are those of the
 * demo.
 */
const CHANGES: readonly Change[] = [
  {
    ...{ atMs: Date.parse('2026-02-24T17:40:00+01:00'), by: 'Ada', note: 'rail moved to the wall' },
    before: { jackets: box(8.9, 2.7, 11.4, 6.8) },
  },
  {
    ...{ atMs: Date.parse('2026-03-04T09:15:00+01:00'), by: 'Ben', note: 'closer round the tables' },
    before: { 'table-left': box(2.4, 2.1, 5.9, 6.2), 'table-right': box(6.1, 2.1, 9.5, 6.2) },
  },
];

function box(left: number, top: number, right: number, bottom: number): Polygon {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

interface Options {
  readonly settingsPath: string;
  readonly historyDirectory: string;
}

/** Adds earlier versions of the settings to the demo's history. The settings themselves are the same afterwards. */
export async function writeEarlierSettings({ settingsPath: path, historyDirectory }: Options): Promise<void> {
  const settings = parse(readFileSync(path, 'utf8')) as { readonly zones: readonly Zone[] };
  const earliest = Object.assign({}, ...CHANGES.map(({ before }) => before).toReversed()) as Change['before'];
  const zones = settings.zones.map((zone) => ({ ...zone, polygon: earliest[zone.id] ?? zone.polygon }));
  writeFileSync(path, stringify({ ...settings, zones }));
  let nowMs = 0;
  const schema = await settingsSchema();
  const reload = () => Promise.resolve();
  const file = new SettingsService({ path, historyDirectory, schema, reload, now: () => nowMs });
  for (const { atMs, by, note, before } of CHANGES) {
    nowMs = atMs;
    const edits = Object.keys(before).map((id) => ({
      path: ['zones', id, 'polygon'],
      value: settings.zones.find((zone) => zone.id === id)?.polygon as Json,
    }));
    await file.apply(file.read().hash, edits, by, note);
  }
}

interface Zone {
  readonly id: string;
  readonly polygon: Polygon;
}
