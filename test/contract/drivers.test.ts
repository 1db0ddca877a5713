import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { SensorId } from '../../src/core/model/ids.ts';
import type { SensorObservation } from '../../src/core/model/observation.ts';
import { driverTypes, loadDriver } from '../../src/drivers/registry.ts';
import { readRecording } from '../support/links/recorded-links.ts';
import { observeRecording } from '../support/observe-recording.ts';

const DRIVERS = join(import.meta.dirname, '..', '..', 'src', 'drivers');

const withoutPulse = (seen: readonly SensorObservation[]) =>
  seen.filter(({ kind }) => kind !== 'SensorAlive');

describe('the registry', () => {
  test('lists every driver file, and nothing else', () => {
    const files = readdirSync(DRIVERS, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'registry.ts')
      .map((entry) => parse(entry.name).name);
    expect(driverTypes, 'change src/drivers/registry.ts').toEqual(files.sort());
  });

  test('names the known types when it is asked for another', async () => {
    await expect(loadDriver('door-bell')).rejects.toThrow(
      `unknown sensor type 'door-bell'; known: ${driverTypes.join(', ')}`,
    );
    await expect(loadDriver('toString')).rejects.toThrow('unknown sensor type');
  });
});

const drivers = await Promise.all(driverTypes.map(loadDriver));

describe.each(drivers)('driver $type', ({ type, config, configure }) => {
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

  test('can be turned round by the one setting, if it tells in from out', () => {
    const { settings } = readRecording(type);
    const turned = { ...settings, swapDirections: true };
    const { model } = configure({ id: 'one' as SensorId }, config.parse(settings));
    if (model.kind !== 'counts-people') return expect(config.safeParse(turned).success).toBe(false);
    expect(model.isSwapped).toBe(false);
    expect(configure({ id: 'one' as SensorId }, config.parse(turned)).model).toMatchObject({
      isSwapped: true,
    });
  });

  test('observes its recording as expected', async () => {
    const recording = readRecording(type);
    const run = await observeRecording(type, recording, 'stall');
    expect(run.error).toBeUndefined();
    expect(withoutPulse(run.seen)).toEqual(recording.expected);
    await run.stop();
  });

  test('stops within a tick of the abort', async () => {
    const run = await observeRecording(type, readRecording(type), 'stall');
    await run.stop();
    expect(run.error).toBeUndefined();
  });

  test('throws when the link is lost', async () => {
    const run = await observeRecording(type, readRecording(type), 'lose');
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
      const run = await observeRecording(type, { ...recording, items: noise }, 'stall');
      expect(withoutPulse(run.seen)).toEqual([]);
      await run.stop();
    });
  },
);
