import { expect, test } from 'vitest';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../../src/core/model/observation.ts';
import { driver } from '../../../../src/drivers/serial-counter.ts';
import { observeItems } from '../../../../src/drivers/support/observe-items.ts';
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

test('a counter that reports on its own is silent after three missed reports, noise or not (F41)', async () => {
  const run = open(new FakeSerial(['C,1,1', '\u0000garbage', 'ÿÿÿ']), { reportIntervalSeconds: 10 });
  await run.clock.advance(29_000);
  expect(run.error).toBeUndefined();
  await run.clock.advance(10_000);
  expect(run.error).toMatchObject({ code: 'LINK_UNREADABLE', message: expect.stringContaining("'???'") });
});

test('a counter that reports on its own and says nothing is silent (F41)', async () => {
  const run = open(new FakeSerial(['C,1,1']), { reportIntervalSeconds: 10 });
  await run.clock.advance(40_000);
  expect(run.error).toMatchObject({ code: 'LINK_SILENT', message: expect.stringContaining('baud rate') });
});

test('a counter whose lines fit no pattern is down, with its last line, and not proven to be alive by its link', async () => {
  const clock = new FakeClock();
  const seen: SensorObservation[] = [];
  const abort = new AbortController();
  const options = {
    async *open(signal: AbortSignal) {
      for (let i = 1; i < 100 && !signal.aborted; i++) {
        yield i === 30 ? 'C,1,1' : `C;${i};\u00011`;
        await clock.sleep(2_000, signal).catch(() => undefined);
      }
    },
    decode: (line: string, at: EpochMs) =>
      line.startsWith('C,')
        ? ({ kind: 'SensorAlive', sensor: 'counter' as SensorId, at } as const)
        : undefined,
    textOf: (line: string) => line,
    context: { sensor: 'counter' as SensorId, clock, signal: abort.signal },
  };
  const done = (async () => {
    for await (const each of observeItems(options)) seen.push(each);
  })();
  for (let second = 0; second < 57; second++) await clock.advance(1_000);
  expect(seen.map(({ kind }) => kind)).toEqual(['SensorAlive', 'SensorDown']);
  expect(seen[1]).toMatchObject({ cause: 'LINK_UNREADABLE', detail: expect.stringContaining("'C;5;?1'") });
  await clock.advance(2_000);
  expect(seen.at(-1)?.kind).toBe('SensorAlive');
  abort.abort();
  await clock.advance(1);
  await done;
});

test('a burst of noise is no fault of the settings', async () => {
  const run = open(new FakeSerial(['C;1;1', 'C;2;1', 'C;3;1', 'C;4;1', 'C;5;1', 'C,7,1']));
  await run.clock.advance(60_000);
  expect(run.seen.map(({ kind }) => kind)).not.toContain('SensorDown');
});

test('a port is opened as its characters are sent', async () => {
  const serial = new FakeSerial([]);
  open(serial, { parity: 'even', dataBits: 7 });
  await Promise.resolve();
  expect(serial.opened).toMatchObject([{ baudRate: 9_600, parity: 'even', dataBits: 7, stopBits: 1 }]);
});

test('a counter that is lost says so, and no number (F47)', async () => {
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
