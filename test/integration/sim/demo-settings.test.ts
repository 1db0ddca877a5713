import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { writeEarlierSettings } from '../../../src/app/demo/write-earlier-settings.ts';
import { openDemoStore, SPARE_PORT } from '../../../src/app/sim/demo-store.ts';
import { tempDir } from '../../support/temp-dir.ts';

test('the demo has earlier zones to bring back, and its settings mean the same afterwards', async () => {
  const opened = await openDemoStore(tempDir(), 'mqtt://127.0.0.1');
  const read = () => parse(readFileSync(opened.settingsPath, 'utf8')) as object;
  const before = read();
  await writeEarlierSettings(opened);
  expect(read()).toEqual(before);
  const index = JSON.parse(readFileSync(`${opened.historyDirectory}/index.json`, 'utf8')) as object[];
  expect(index).toMatchObject([{ by: 'Ben' }, { by: 'Ada' }, { note: 'as it was found' }]);
});

test('the demo has a counter to add: it hangs over the door, and the settings do not name it', async () => {
  const { settings, shop } = await openDemoStore(tempDir(), 'mqtt://127.0.0.1');
  expect(shop.layout.counters.map(({ path }) => path)).toContain(SPARE_PORT);
  expect(JSON.stringify(settings.sensors)).not.toContain(SPARE_PORT);
  expect(shop.scenario.faults).toMatchObject([{ kind: 'unplug', sensor: 'receiver-2' }]);
});
