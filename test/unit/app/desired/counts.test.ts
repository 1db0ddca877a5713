import { describe, expect, it } from 'vitest';
import { compareEntries } from '../../../../src/app/desired/usual-entries.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { WindowRecord } from '../../../../src/ports/event-store.ts';
import { DesiredDevice, MINUTE_MS, makeDocument, START_MS } from '../../../support/desired/desired-device.ts';

const WEEK_MS = 7 * 86_400_000;
const GATES = { minutes: 20, countsAtLeast: 0.3, extendHours: 24 };

function window(start: number, entries: number | null, durationMs = MINUTE_MS): WindowRecord {
  const doors = [{ door: 'front', in: entries, out: entries, coverage: entries === null ? 0 : 1 }];
  const payload = { startAt: new Date(start).toISOString(), durationMs, revision: 1, doors };
  return { start: start as EpochMs, durationMs, revision: 1, payload: JSON.stringify(payload) };
}

/** Minutes of four weeks up to the present one, with so many entries each. */
function minutes(from: number, count: number, entries: number | null): WindowRecord[] {
  return Array.from({ length: count }, (_, i) => window(from + i * MINUTE_MS, entries));
}

const history = (perMinute: number, count: number) =>
  [1, 2, 3, 4].flatMap((weeks) => minutes(START_MS - weeks * WEEK_MS, count, perMinute));

async function onTrial(windows: readonly WindowRecord[]): Promise<DesiredDevice> {
  const device = await DesiredDevice.open();
  device.windows = [...windows];
  await device.send(makeDocument(1, { thresholds: { bounceSeconds: 60 } }, { gates: GATES }));
  return device;
}

describe('the counts of a trial', () => {
  it('are proven where as many come as usual', async () => {
    const device = await onTrial([...history(3, 40), ...minutes(START_MS, 40, 3)]);
    await device.pass(21);
    expect(device.reported).toMatchObject({ phase: 'kept', proven: true });
  });

  it.each([
    ['collapsed', 0, /collapsed: 0 entries, where 6\d are usual/],
    ['exploded', 12, /exploded/],
  ])('that %s roll it back', async (_what, perMinute, reason) => {
    const device = await onTrial([...history(3, 40), ...minutes(START_MS, 40, perMinute)]);
    await device.pass(21);
    expect(device.reported).toMatchObject({ phase: 'rolled-back' });
    expect(device.reported?.reason).toMatch(reason);
  });

  it('of a night extend it, until the day shows that nobody is counted any more', async () => {
    // Nobody for two hours, then three a minute; on trial nobody at all.
    const day = [1, 2, 3, 4].flatMap((weeks) => [
      ...minutes(START_MS - weeks * WEEK_MS, 120, 0),
      ...minutes(START_MS - weeks * WEEK_MS + 120 * MINUTE_MS, 120, 3),
    ]);
    const device = await onTrial([...day, ...minutes(START_MS, 240, 0)]);
    await device.pass(60);
    expect(device.reported).toMatchObject({ phase: 'trial', until: '2026-05-05T09:00:00Z' });
    await device.pass(100);
    expect(device.reported).toMatchObject({ phase: 'rolled-back' });
  });

  it('of a store without a history are kept after a day, unproven', async () => {
    const device = await onTrial([]);
    device.clock.setWall(START_MS + 23.5 * 60 * MINUTE_MS);
    await device.pass(1);
    expect(device.reported).toMatchObject({ phase: 'trial' });
    device.clock.setWall(START_MS + 24 * 60 * MINUTE_MS);
    await device.pass(1);
    expect(device.reported).toMatchObject({ phase: 'kept', proven: false });
  });
});

describe('usual entries', () => {
  const read = (windows: readonly WindowRecord[]) => (from: EpochMs, to: EpochMs) =>
    windows.filter(({ start }) => start >= from && start < to);
  const [from, to] = [START_MS as EpochMs, (START_MS + 20 * MINUTE_MS) as EpochMs];

  it('are null where no week was seen, never 0', () => {
    expect(compareEntries(read([]), from, to)).toEqual({ seen: 0, usual: null });
    const blind = minutes(START_MS - WEEK_MS, 20, null);
    expect(compareEntries(read(blind), from, to).usual).toBeNull();
  });

  it('take from a row of an hour the share that lies within', () => {
    const hour = window(START_MS - WEEK_MS - 10 * MINUTE_MS, 60, 60 * MINUTE_MS);
    expect(compareEntries(read([hour]), from, to).usual).toBeCloseTo(20, 6);
  });

  it('leave out weeks in which the door was not seen', () => {
    const weeks = [...minutes(START_MS - WEEK_MS, 20, 2), ...minutes(START_MS - 2 * WEEK_MS, 20, null)];
    expect(compareEntries(read(weeks), from, to).usual).toBe(40);
  });
});
