import { expect, test } from 'vitest';
import { Supervisor } from '../../../../src/app/gateway/supervisor.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../../src/core/model/observation.ts';
import { driver } from '../../../../src/drivers/ble-receiver.ts';
import type { Links } from '../../../../src/ports/links.ts';
import type { Sensor } from '../../../../src/ports/sensor.ts';
import { configuredSensor } from '../../../support/configured-sensor.ts';
import { FastClock } from '../../../support/fast-clock.ts';
import { silentLog } from '../../../support/silent-log.ts';

const sensor = 'radio' as SensorId;
const at = 1_000 as EpochMs;

test('a sensor that says itself that it is down is degraded with what to do, told once, and up with its next proof (F36)', async () => {
  const states: (readonly [string, string | undefined])[] = [];
  const observed: SensorObservation[] = [];
  const radio: Sensor = {
    ...configuredSensor(driver, {}, sensor),
    async *open() {
      const look = () => states.push([supervisor.health.state, supervisor.health.cause?.code]);
      for (const kind of ['SensorAlive', 'SensorDown', 'SensorDown', 'SensorAlive'] as const) {
        yield kind === 'SensorAlive' ? { kind, sensor, at } : { kind, sensor, at, cause: 'LINK_SILENT' };
        look();
      }
    },
  };
  const supervisor: Supervisor = new Supervisor(radio, {
    ...{ links: {} as Links, clock: new FastClock(at, 1), log: silentLog, random: Math.random },
    observe: (seen) => observed.push(seen),
  });
  supervisor.start();
  await supervisor.finished();
  expect(states).toEqual([
    ['up', undefined],
    ['degraded', 'LINK_SILENT'],
    ['degraded', 'LINK_SILENT'],
    ['up', undefined],
  ]);
  expect(observed.map(({ kind }) => kind)).toEqual([
    'SensorAlive',
    'SensorDown',
    'SensorAlive',
    'SensorDown',
  ]);
  expect(observed.at(-1)).toMatchObject({ cause: 'ENDED' });
});

test('since when a sensor is lost outlives a change of settings, until it works again', async () => {
  const seen: (number | undefined)[] = [];
  const lostAt = 500 as EpochMs;
  const radio: Sensor = {
    ...configuredSensor(driver, {}, sensor),
    async *open() {
      for (const kind of ['SensorDown', 'SensorAlive', 'SensorDown'] as const) {
        yield kind === 'SensorAlive' ? { kind, sensor, at } : { kind, sensor, at, cause: 'LINK_SILENT' };
        seen.push(supervisor.health.lostAt);
      }
    },
  };
  const supervisor: Supervisor = new Supervisor(radio, {
    ...{ links: {} as Links, clock: new FastClock(at, 1), log: silentLog, random: Math.random },
    ...{ lostAt, observe: () => undefined },
  });
  supervisor.start();
  await supervisor.finished();
  expect(seen[0]).toBe(lostAt);
  expect(seen[1]).toBeUndefined();
  expect(seen[2]).toBeGreaterThanOrEqual(at);
});
