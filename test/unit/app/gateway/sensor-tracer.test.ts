import { describe, expect, test } from 'vitest';
import { SensorTracer } from '../../../../src/app/gateway/sensor-tracer.ts';
import type { EpochMs, SensorId, TagId } from '../../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../../src/core/model/observation.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const START = Date.UTC(2026, 0, 5, 10);
const base = { sensor: 'one' as SensorId, at: START as EpochMs };
const total = (entered: number): SensorObservation => ({
  ...{ kind: 'CounterRead', ...base, mode: 'total', entered, left: null },
});

function openTrace() {
  const clock = new FakeClock(START);
  return { clock, tracer: new SensorTracer(clock) };
}

describe('the trace of a sensor', () => {
  test('keeps the last eight lines, newest first, and which of them were left out', async () => {
    const { clock, tracer } = openTrace();
    for (let i = 1; i <= 20; i++) {
      tracer.noteLine(`IN ${i}`, i % 2 === 0);
      await clock.advance(1_000);
    }
    const { at, lines } = tracer.view();
    expect(lines.map(({ text }) => text)).toEqual([20, 19, 18, 17, 16, 15, 14, 13].map((i) => `IN ${i}`));
    expect(lines[0]).toEqual({ text: 'IN 20', isRead: true, at: START + 19_000 });
    expect(lines[1]?.isRead).toBe(false);
    expect(at - (lines[0]?.at ?? 0)).toBe(1_000);
  });

  test('shows a line printable and short, and no password of an address in it', () => {
    const { tracer } = openTrace();
    tracer.noteLine(`\u0007rtsp://user:hunter2@cam/1 ${'x'.repeat(5_000)}`, false);
    const [line] = tracer.view().lines;
    expect(line?.text).toMatch(/^\?rtsp:\/\/cam[ -~]*$/);
    expect(line?.text.length).toBeLessThanOrEqual(60);
    expect(line?.text).not.toContain('hunter2');
  });

  test('tells how often it speaks, and that it has stopped', async () => {
    const { clock, tracer } = openTrace();
    for (let i = 0; i < 600; i++) {
      tracer.noteReading(total(i));
      await clock.advance(200);
    }
    expect(tracer.view().perSecond).toBeCloseTo(5, 0);
    await clock.advance(70_000);
    expect(tracer.view().perSecond).toBe(0);
    expect(tracer.view().reading).toMatchObject({ kind: 'totals', in: 599, out: null });
  });

  test('a heartbeat is no reading: the age is that of what was read', async () => {
    const { clock, tracer } = openTrace();
    tracer.noteReading(total(7));
    await clock.advance(5_000);
    tracer.noteReading({ kind: 'SensorAlive', ...base });
    expect(tracer.view()).toMatchObject({ at: START + 5_000, reading: { kind: 'totals', in: 7, at: START } });
  });
});

const SECRET = 'p-7f3a9c';
const READINGS: readonly (readonly [SensorObservation, object])[] = [
  [
    { kind: 'PeopleSeen', ...base, boxes: [11, 22, 33, 44, 0.9, 55, 66, 77, 88, 0.8] },
    { kind: 'people-seen', people: 2, frame: null },
  ],
  [
    { kind: 'RadioHeard', ...base, pseudonym: SECRET, rssiDbm: -71 },
    { kind: 'signal', tag: null, rssiDbm: -71 },
  ],
  [
    { kind: 'TagHeard', ...base, tag: 'trolley-7' as TagId, rssiDbm: -55, powerAt1mDbm: -59 },
    { kind: 'signal', tag: 'trolley-7', rssiDbm: -55 },
  ],
  [
    { kind: 'SaleMade', ...base, transactions: 3 },
    { kind: 'sales', transactions: 3 },
  ],
];

test.each(READINGS)('of %o only numbers and names of the settings are told', (seen, told) => {
  const { tracer } = openTrace();
  tracer.noteReading(seen);
  const { reading } = tracer.view();
  expect(reading).toEqual({ ...told, at: START });
  expect(JSON.stringify(reading)).not.toContain(SECRET);
});

test('hashed buckets of radios leave no trace', () => {
  const { tracer } = openTrace();
  tracer.noteReading({ kind: 'RadioBucketsRead', ...base, key: SECRET, buckets: [3, 5] });
  expect(tracer.view()).toMatchObject({ reading: null, lines: [], perSecond: 0 });
});
