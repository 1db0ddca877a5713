import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { SensorObservation } from '../../src/core/observation.ts';
import { driverTypes, loadDriver } from '../../src/drivers/registry.ts';
import { configuredSensor } from '../support/configured-sensor.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { Recording } from '../support/recorded-links.ts';
import { readRecording, recordedLinks } from '../support/recorded-links.ts';
import type { Ending } from '../support/scripted-source.ts';

const DRIVERS = join(import.meta.dirname, '..', '..', 'src', 'drivers');

interface Run {
  readonly seen: SensorObservation[];
  readonly error: unknown;
  readonly stop: () => Promise<void>;
}

/** Opens the driver on a recording and reads what it gives until it is quiet, or lost. */
async function observe(type: string, recording: Recording, ending: Ending): Promise<Run> {
  const driver = await loadDriver(type);
  const clock = new FakeClock(recording.items[0]?.at);
  const abort = new AbortController();
  const seen: SensorObservation[] = [];
  let error: unknown;
  const links = recordedLinks(recording, clock, ending);
  const done = (async () => {
    try {
      const sensor = configuredSensor(driver, recording.settings);
      const context = { clock, signal: abort.signal };
      for await (const observation of sensor.open(links, context)) seen.push(observation);
    } catch (caught) {
      error = caught;
    }
  })();
  // A driver that polls does so on its clock; each step also is a chance for one that streams.
  for (let step = 0; step < recording.items.length + 3; step++) await clock.advance(1);
  for (let step = 0; step < recording.items.length; step++) await clock.advance(2_000);
  return {
    seen,
    get error() {
      return error;
    },
    stop: async () => {
      abort.abort();
      await clock.advance(0);
      await done;
    },
  };
}

const withoutPulse = (seen: readonly SensorObservation[]) => seen.filter(({ kind }) => kind !== 'SensorUp');

describe('the registry', () => {
  test('lists every driver file, and nothing else', () => {
    const files = readdirSync(DRIVERS, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'registry.ts')
      .map((entry) => parse(entry.name).name);
    expect(driverTypes).toEqual(files.sort());
  });

  test('names the known types when it is asked for another', async () => {
    await expect(loadDriver('door-bell')).rejects.toThrow(
      `unknown sensor type 'door-bell'; known: ${driverTypes.join(', ')}`,
    );
    await expect(loadDriver('toString')).rejects.toThrow('unknown sensor type');
  });
});

const drivers = await Promise.all(driverTypes.map(loadDriver));

describe.each(drivers)('driver $type', ({ type, config }) => {
  test('has the type its file is named after', () => {
    expect(driverTypes).toContain(type);
    expect(readdirSync(DRIVERS)).toContain(`${type}.ts`);
  });

  test('refuses unknown settings and draws its form from the schema', () => {
    const { settings } = readRecording(type);
    expect(config.safeParse(settings).error).toBeUndefined();
    expect(config.safeParse({ ...settings, colour: 'red' }).success).toBe(false);
    const schema = z.toJSONSchema(config, { io: 'input' });
    expect(schema.additionalProperties).toBe(false);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      expect(property, `${name} needs a title`).toHaveProperty('title');
    }
  });

  test('observes its recording as expected', async () => {
    const recording = readRecording(type);
    const run = await observe(type, recording, 'stall');
    expect(run.error).toBeUndefined();
    expect(withoutPulse(run.seen)).toEqual(recording.expected);
    await run.stop();
  });

  test('stops within a tick of the abort', async () => {
    const run = await observe(type, readRecording(type), 'stall');
    await run.stop();
    expect(run.error).toBeUndefined();
  });

  test('throws when the link is lost', async () => {
    const run = await observe(type, readRecording(type), 'lose');
    expect(run.error).toMatchObject({ code: 'LINK_LOST' });
    await run.stop();
  });

  test('loads no native module', async () => {
    const script = `await import(${JSON.stringify(join(DRIVERS, `${type}.ts`))});
      console.log(JSON.stringify(process.report.getReport().sharedObjects.filter((file) => file.endsWith('.node'))))`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(JSON.parse((await run).stdout)).toEqual([]);
  });
});

describe.each(drivers.filter(({ link }) => link === 'serial'))(
  'driver $type on a serial port',
  ({ type }) => {
    test('makes nothing of line noise', async () => {
      const recording = readRecording(type);
      const noise = ['', ' ', 'C,', '\u0000ÿ', 'C,1,2,3', '9'.repeat(500)].map((item, i) => ({
        at: i,
        item,
      }));
      const run = await observe(type, { ...recording, items: noise }, 'stall');
      expect(withoutPulse(run.seen)).toEqual([]);
      await run.stop();
    });
  },
);
