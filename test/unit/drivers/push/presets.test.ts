import { describe, expect, test } from 'vitest';
import { presetNames } from '../../../../src/drivers/push/preset-files.ts';
import type { Delivery } from '../../../support/push/play-preset.ts';
import { itemsOf, observePreset, playPreset } from '../../../support/push/play-preset.ts';
import type { Minute } from '../../../support/push/preset-fixture.ts';
import { createMinutes, fixtureNames, readFixture } from '../../../support/push/preset-fixture.ts';
import type { Played } from '../../../support/stores/interval-door.ts';
import { START } from '../../../support/stores/interval-door.ts';

const MINUTES = 14;
const LATER_MS = 4_000;
/** A total that is read between two minutes has people of both. */
const BETWEEN = 10;

const fixtures = fixtureNames().map((name) => ({ name, ...readFixture(name) }));
const counters = fixtures.filter(({ gives }) => ['interval', 'total', 'both'].includes(gives));

test('every preset has a fixture', () => {
  expect(fixtureNames()).toEqual(presetNames());
});

function fresh(minutes: readonly Minute[]): Delivery[] {
  return minutes.map((minute) => ({ minute, at: minute.to + LATER_MS }));
}

/** The counts up to each minute are those of the truth, and every minute in `covered` is. */
function expectCounted(played: Played, minutes: readonly Minute[], from: number): void {
  let [counted, passed] = [0, 0];
  for (let i = from; i < minutes.length - 1; i++) {
    const door = played.door(i);
    expect({ i, coverage: Math.round((door?.coverage ?? 0) * 20) / 20 }).toEqual({ i, coverage: 1 });
    counted += (door?.in ?? 0) + (door?.out ?? 0);
    passed += (minutes[i]?.in ?? 0) + (minutes[i]?.out ?? 0);
    expect(Math.abs(counted - passed)).toBeLessThanOrEqual(BETWEEN);
  }
}

describe.each(counters)('the preset $name', ({ name, gives, wrapsAt, timed = true, messages }) => {
  // A first total counts nobody; without a time in it, it stands for the moment at which it comes.
  const from = gives === 'total' ? (timed ? 1 : 2) : 0;
  const isExact = timed && !messages.some(({ body }) => body.includes('.12'));
  const minutes = createMinutes(START, MINUTES, {
    firstTotal: wrapsAt === undefined ? 5_000 : wrapsAt - 40,
    ...(wrapsAt && { wrapsAt }),
  });

  test('changes the windows of its door', async () => {
    const played = await playPreset(name, fresh(minutes), MINUTES + 2);
    expectCounted(played, minutes, from);
    if (!isExact) return;
    for (const [i, { in: inward, out }] of minutes.entries()) {
      if (i >= from) expect({ i, ...played.door(i) }).toMatchObject({ i, coverage: 1, in: inward, out });
    }
    expect(played.door(MINUTES)).toMatchObject({ coverage: 0, in: null, out: null });
  });

  test('counts what comes twice once', async () => {
    const twice = minutes.flatMap((minute) => [
      { minute, at: minute.to + LATER_MS },
      { minute, at: minute.to + LATER_MS + 3_000 },
    ]);
    const played = await playPreset(name, twice, MINUTES + 2);
    expectCounted(played, minutes, from);
  });

  test('leaves minutes unknown that it never hears of, or learns of them by the totals', async () => {
    const kept = fresh(minutes).filter((_delivery, i) => i !== 5 && i !== 6);
    const played = await playPreset(name, kept, MINUTES + 2);
    if (gives === 'interval') {
      expect([5, 6].map((i) => played.door(i))).toMatchObject([
        { coverage: 0, in: null },
        { coverage: 0, in: null },
      ]);
    } else {
      const sum = (at: number, to: number) =>
        minutes.slice(at, to).reduce((all, minute) => all + minute.in + minute.out, 0);
      const counted = [5, 6, 7].reduce(
        (all, i) => all + (played.door(i)?.in ?? 0) + (played.door(i)?.out ?? 0),
        0,
      );
      expect([5, 6].every((i) => (played.door(i)?.coverage ?? 0) > 0.9)).toBe(true);
      expect(Math.abs(counted - sum(5, 8))).toBeLessThanOrEqual(isExact ? 0 : BETWEEN);
    }
  });

  test.runIf(timed)('puts what comes late into its own minutes', async () => {
    const late = minutes.map((minute, i) => {
      const isLate = i >= 4 && i <= 6;
      return { minute, at: (isLate ? (minutes[9]?.to ?? 0) : minute.to) + LATER_MS - (isLate ? 1_000 : 0) };
    });
    const played = await playPreset(name, late, MINUTES + 2);
    const sum = [4, 5, 6].reduce((all, i) => all + (played.door(i)?.in ?? 0) + (played.door(i)?.out ?? 0), 0);
    const truth = minutes.slice(4, 7).reduce((all, minute) => all + minute.in + minute.out, 0);
    expect([4, 5, 6].every((i) => (played.door(i)?.coverage ?? 0) > 0.9)).toBe(true);
    // Totals alone know how many passed, and not in which of the minutes.
    expect(Math.abs(sum - truth)).toBeLessThanOrEqual(gives === 'total' ? BETWEEN : 0);
  });

  test('counts no crowd when its totals begin again', async () => {
    const before = createMinutes(START, 6);
    const reset = [...before, ...createMinutes(START + 6 * 60_000, 8, { firstTotal: 100, seed: 5 })];
    const played = await playPreset(name, fresh(reset), MINUTES + 2);
    const unknown = reset
      .map((_minute, i) => i)
      .filter((i) => i >= from && (played.door(i)?.coverage ?? 0) < 0.9);
    expect(unknown.every((i) => gives === 'total' && Math.abs(i - 6) <= 1)).toBe(true);
    const most = reset.reduce((all, minute) => all + minute.in + minute.out, 0);
    expect(played.sum('in') + played.sum('out')).toBeLessThanOrEqual(most);
    expect(played.sum('in') + played.sum('out')).toBeGreaterThan(0.6 * most);
  });
});

describe.each(fixtures.filter(({ gives }) => gives === 'contact'))('the preset $name', ({ name }) => {
  test('says when the door is open', async () => {
    const [minute] = createMinutes(START, 1);
    if (minute === undefined) throw new Error('no minute');
    const at = (isOpen: boolean, ms: number) =>
      itemsOf(readFixture(name), [{ minute, at: minute.to + ms }], isOpen);
    const seen = await observePreset(name, [...at(true, 0), ...at(false, 9_000)]);
    const contacts = seen.filter(({ kind }) => kind === 'ContactRead');
    expect(contacts).toMatchObject([{ open: true }, { open: false }]);
  });
});
