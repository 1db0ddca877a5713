import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ExperimentFile } from '../../../../src/app/experiments/experiment-file.ts';
import { ExperimentService } from '../../../../src/app/experiments/experiment-service.ts';
import { viewExperiments } from '../../../../src/app/experiments/experiment-view.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { parseStore } from '../../../support/stores/reacting-store.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The clocks of Berlin go back on its last day, a Sunday. */
const START = Date.UTC(2026, 9, 19);

const text = (more = '') => `
version: 2
tenant: acme
gateway: gw-1
store:
  id: corner
  timezone: Europe/Berlin
  hours: { opens: "00:00", closes: "08:00" }
  specialDays: [{ date: "2026-10-21", name: stocktaking, closed: true }]
sensors:
  - { id: cam, type: camera, source: { rtsp: "rtsp://192.0.2.10/x" }, widthPx: 640, heightPx: 480 }
zones:
  - { id: table, space: cam, polygon: [[10, 10], [200, 10], [200, 200], [10, 200]] }
experiments:
  - { id: window, measure: engaged, zone: table, from: "2026-10-19", weeks: 2${more} }
`;

async function open(path: string, more?: string) {
  const settings = await parseStore(text(more));
  const asked: number[] = [];
  const service = new ExperimentService({
    ...{ settings, define: () => 'one', log: silentLog, file: new ExperimentFile(path, silentLog) },
    windows: (fromMs) => {
      asked.push(fromMs);
      return [];
    },
  });
  const [experiment] = settings.experiments;
  if (experiment === undefined) throw new Error('the settings have an experiment');
  const run = (nowMs: number) => {
    for (let second = 0; second < 200; second++) service.tick(nowMs + 60_000 * second);
  };
  const view = (nowMs: number) => viewExperiments(service, settings, nowMs)[0];
  return { service, experiment, asked, run, view };
}

describe('experiments of a store', () => {
  test('leave out closed days and blocks in which the clocks change', async () => {
    const { service, experiment, run } = await open(join(tempDir(), 'e.json'));
    run(START + 8 * DAY_MS);
    const blocks = service.blocks(experiment);
    // Four blocks a day: two weeks before the start, and one of the experiment.
    const empty = [...blocks]
      .filter(([number, block]) => number >= 0 && block === null)
      .map(([number]) => number);
    expect(empty).toEqual([8, 9, 10, 11, 25]);
    expect(Math.min(...blocks.keys())).toBe(-56);
  });

  test('go on after a restart, and begin anew with another plan or a damaged file', async () => {
    const path = join(tempDir(), 'e.json');
    const first = await open(path);
    first.run(START + DAY_MS);
    const again = await open(path);
    again.run(START + DAY_MS + 4 * HOUR_MS);
    expect(Math.min(...again.asked)).toBeGreaterThan(START + 20 * HOUR_MS);
    const other = await open(path, ', seed: 7');
    expect(other.service.blocks(other.experiment).size).toBe(0);
    writeFileSync(path, '{"version":1,"experiments":{"window":{"plan":3}}}');
    const damaged = await open(path);
    expect(damaged.service.blocks(damaged.experiment).size).toBe(0);
  });

  test('promise and conclude nothing from blocks that no sensor saw', async () => {
    const { run, view } = await open(join(tempDir(), 'e.json'));
    run(START + 15 * DAY_MS);
    const shown = view(START + 15 * DAY_MS);
    expect(shown).toMatchObject({ promise: null, now: null, result: { verdict: 'refused' } });
    expect(shown?.result?.reasons).toContain('coverage-missing');
  });

  test('say before the start which variant runs when', async () => {
    const { view } = await open(join(tempDir(), 'e.json'));
    const variants = view(START + HOUR_MS)?.today.map(({ variant }) => variant);
    expect(variants?.toSorted()).toEqual(['a', 'a', 'b', 'b']);
    // The second week mirrors the first.
    const mirrored = view(START + 7 * DAY_MS + 2 * HOUR_MS)?.today.map(({ variant }) => variant);
    expect(mirrored).toEqual(variants?.map((variant) => (variant === 'a' ? 'b' : 'a')));
  });
});
