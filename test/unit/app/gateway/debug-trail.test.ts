import { expect, test } from 'vitest';
import { createDebugTrail } from '../../../../src/app/gateway/debug-trail.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId, ZoneId } from '../../../../src/core/model/ids.ts';
import type { Log } from '../../../../src/ports/log.ts';

const sensor = 'front' as SensorId;
const at = 5_000 as EpochMs;

function trail() {
  const lines: [string, object][] = [];
  const log = { debug: (details: object, message: string) => lines.push([message, details]) };
  return { lines, ...createDebugTrail(log as Partial<Log> as Log) };
}

test('a reading can be followed from the sensor to its fact', () => {
  const { lines, observation, fact } = trail();
  observation({ kind: 'CounterRead', sensor, at, mode: 'total', entered: 12, left: 9 });
  fact({ kind: 'ZoneEntered', at, zone: 'table' as ZoneId, person: 7 } as Fact);
  expect(lines).toEqual([
    ['observed CounterRead', { sensor, mode: 'total', entered: 12, left: 9 }],
    ['fact ZoneEntered', { zone: 'table' }],
  ]);
});

test('nothing in it tells who, which radio or where', () => {
  const { lines, observation } = trail();
  observation({ kind: 'PeopleSeen', sensor, at, boxes: [10, 20, 30, 40, 0.9] });
  observation({ kind: 'RadioHeard', sensor, at, pseudonym: 'q1w2e3r4', rssiDbm: -60 });
  observation({ kind: 'SensorAlive', sensor, at });
  expect(lines).toEqual([
    ['observed PeopleSeen', { sensor, people: 1 }],
    ['observed RadioHeard', { sensor }],
  ]);
});
