import { describe, expect, test } from 'vitest';
import { SenderClock } from '../../../../src/drivers/push/sender-clock.ts';
import { observeLive } from '../../../support/push/observe-live.ts';
import { LOCAL } from '../../../support/push/play-preset.ts';
import type { Minute } from '../../../support/push/preset-fixture.ts';
import { createMinutes, fillBody, readFixture } from '../../../support/push/preset-fixture.ts';
import { MINUTE_MS, START } from '../../../support/stores/interval-door.ts';

const SETTINGS = { preset: 'milesight-line', ...LOCAL };
const HOUR_MS = 60 * MINUTE_MS;

/** The report of a minute, by a device whose clock is ahead by so much. */
function report(minute: Minute, n: number, { aheadMs = 0, lateMs = 2_000 } = {}) {
  const [{ topic, body } = { topic: '', body: '' }] = readFixture('milesight-line').messages;
  const told = { ...minute, from: minute.from + aheadMs, to: minute.to + aheadMs };
  return { at: minute.to + lateMs, topic, text: fillBody(body, told, n) };
}

const minutes = createMinutes(START, 12);
const span = { from: START, to: START + 14 * MINUTE_MS };

describe('a device that reports its counts', () => {
  test('is reported as silent once, after three of its periods, and is alive again with its next report', async () => {
    const reports = minutes.flatMap((minute, n) => (n < 3 || n > 8 ? [report(minute, n)] : []));
    const seen = await observeLive(SETTINGS, reports, span);
    const downs = seen.filter(({ kind }) => kind === 'SensorDown');
    expect(downs).toMatchObject([{ cause: 'LINK_SILENT' }]);
    const silentMs = (downs[0]?.at ?? 0) - (reports[2]?.at ?? 0);
    expect(silentMs).toBeGreaterThan(3 * MINUTE_MS);
    expect(silentMs).toBeLessThanOrEqual(3 * MINUTE_MS + 5_000);
    const alive = seen.filter(({ kind }) => kind === 'SensorAlive').map(({ at }) => at);
    expect(alive.some((at) => at > (downs[0]?.at ?? 0) && at < (reports[3]?.at ?? 0))).toBe(false);
    expect(alive.some((at) => at > (reports[3]?.at ?? 0))).toBe(true);
  });

  test.each([HOUR_MS, -HOUR_MS, 7 * MINUTE_MS])(
    'whose clock is off by %d ms counts in the right minutes',
    async (aheadMs) => {
      const reports = minutes.map((minute, n) => report(minute, n, { aheadMs }));
      const seen = await observeLive(SETTINGS, reports, span);
      const counted = seen.flatMap((one) => (one.kind === 'IntervalCounted' ? [one] : []));
      for (const { at, from, to, entered } of counted.slice(-6)) {
        const minute = minutes.find((one) => one.from === from);
        expect({ to, entered }).toEqual({ to: minute?.to, entered: minute?.in });
        expect(at - to).toBeLessThan(MINUTE_MS);
      }
      expect(counted.length).toBeGreaterThanOrEqual(6);
    },
  );
});

describe('the clock of a sender', () => {
  const clock = () => new SenderClock();
  const at = (minute: number) => START + minute * MINUTE_MS;

  test('is left alone while reports only come late: all at once, or ever closer to the present', () => {
    const [burst, closing] = [clock(), clock()];
    for (let i = 0; i < 30; i++) expect(burst.correct(at(i), at(90) + i * 10)).toBe(0);
    for (let i = 0; i < 30; i++) expect(closing.correct(at(2 * i), at(60 + i))).toBe(0);
  });

  test('is believed again once it is set', () => {
    const own = clock();
    const offs = Array.from({ length: 12 }, (_none, i) =>
      own.correct(at(i) - (i < 6 ? HOUR_MS : 0), at(i) + 2_000),
    );
    expect(offs.slice(3, 6)).toEqual([HOUR_MS, HOUR_MS, HOUR_MS]);
    expect(offs.at(-1)).toBe(0);
  });
});
