import { expect, test } from 'vitest';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import type { SensorObservation } from '../../src/core/model/observation.ts';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';
import { driverTypes, loadDriver } from '../../src/drivers/registry.ts';
import { configuredSensor } from '../support/configured-sensor.ts';
import { readRecording } from '../support/links/recorded-links.ts';
import { observeRecording } from '../support/observe-recording.ts';
import { storeAround, windowsOf } from '../support/recorded-store.ts';

const schema = await settingsSchema();

/** Whether a sensor is up says nothing of what it contributes. */
function numbersOf(windows: readonly WindowSummary[]): object[] {
  return windows.map(({ sensors: _coverage, ...numbers }) => numbers);
}

function silence({ sensor, at }: SensorObservation): SensorObservation {
  return { kind: 'SensorAlive', sensor, at };
}

test.each(driverTypes)('the recording of a %s changes a published number of its store', async (type) => {
  const recording = readRecording(type);
  const { model } = configuredSensor(await loadDriver(type), recording.settings);
  const run = await observeRecording(type, recording, 'stall');
  await run.stop();
  const tree = storeAround(type, model.kind, recording.settings);
  const counted = numbersOf(windowsOf(tree, schema, run.seen));
  const silent = numbersOf(windowsOf(tree, schema, run.seen.map(silence)));
  expect(counted.length).toBeGreaterThan(0);
  expect(counted.length).toBe(silent.length);
  const file = `src/drivers/${type}.ts or test/fixtures/${type}/recording.json`;
  expect(counted, `nothing is counted: change ${file}`).not.toEqual(silent);
});
