import { expect, test } from 'vitest';
import type { SensorObservation } from '../../../../src/core/model/observation.ts';
import { driver } from '../../../../src/drivers/serial-counter.ts';
import type { Links } from '../../../../src/ports/links.ts';
import { configuredSensor } from '../../../support/configured-sensor.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FakeSerial } from '../../../support/links/fake-serial.ts';

function open(serial: FakeSerial, settings: Record<string, unknown> = {}) {
  const clock = new FakeClock();
  const abort = new AbortController();
  const seen: SensorObservation[] = [];
  let error: unknown;
  const context = { clock, signal: abort.signal };
  const sensor = configuredSensor(driver, { path: '/dev/ttyUSB0', ...settings });
  const links = { serial } as unknown as Links;
  const done = (async () => {
    try {
      for await (const each of sensor.open(links, context)) seen.push(each);
    } catch (caught) {
      error = caught;
    }
  })();
  return {
    clock,
    seen,
    done,
    abort: () => abort.abort(),
    get error() {
      return error;
    },
  };
}

test('a link that is up and quiet proves it every five seconds', async () => {
  const run = open(new FakeSerial(['C,1,1']));
  await run.clock.advance(16_000);
  expect(run.seen.map(({ kind }) => kind)).toEqual([
    'CounterRead',
    'SensorAlive',
    'SensorAlive',
    'SensorAlive',
  ]);
  run.abort();
  await run.done;
  expect(run.error).toBeUndefined();
});

test('F41: a counter that reports on its own is silent after three missed reports, noise or not', async () => {
  const run = open(new FakeSerial(['C,1,1', '\u0000garbage', 'ÿÿÿ']), { reportIntervalSeconds: 10 });
  await run.clock.advance(29_000);
  expect(run.error).toBeUndefined();
  await run.clock.advance(10_000);
  expect(run.error).toMatchObject({ code: 'LINK_SILENT', message: expect.stringContaining('baud rate') });
});

test('F47: a counter that is lost says so, and no number', async () => {
  const run = open(new FakeSerial([], 'lose'));
  await run.clock.advance(1);
  expect(run.error).toMatchObject({ code: 'LINK_LOST' });
  expect(run.seen).toEqual([]);
});

test('leaving the loop early closes the link', async () => {
  const serial = new FakeSerial(['C,1,1']);
  const clock = new FakeClock();
  const context = { clock, signal: new AbortController().signal };
  const sensor = configuredSensor(driver, { path: '/dev/ttyUSB0' });
  for await (const _first of sensor.open({ serial } as unknown as Links, context)) break;
  expect(serial.opened).toHaveLength(1);
});

test('requires both totals in every pattern of the settings, and reports a mistake', () => {
  expect(driver.config.safeParse({ path: '/dev/x', patterns: ['IN {in}'] }).success).toBe(false);
  expect(driver.config.safeParse({ path: '/dev/x', patterns: ['IN{+in}'], mode: 'delta' }).success).toBe(
    true,
  );
  const refused = driver.config.safeParse({ path: '/dev/x', patterns: ['{inn}'] });
  expect(JSON.stringify(refused.error?.issues)).toContain('is no field');
});
