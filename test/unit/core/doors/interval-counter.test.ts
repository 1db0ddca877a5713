import { describe, expect, test } from 'vitest';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import { Random } from '../../../support/seeded-random.ts';
import { beamsModel } from '../../../support/sensor-models.ts';
import type { Message, MinuteTruth } from '../../../support/stores/interval-door.ts';
import {
  COUNTER,
  intervalMessage,
  intervalModel,
  intervalStore,
  MINUTE_MS,
  playIntervals,
  START,
  totalMessage,
} from '../../../support/stores/interval-door.ts';

const FATES = ['lost', 'late', 'twice', 'fresh', 'fresh', 'fresh'] as const;
const STORE = intervalStore([intervalModel(COUNTER)]);

function truthOf(random: Random, minutes: number): MinuteTruth[] {
  return Array.from({ length: minutes }, () => ({ in: random.int(0, 12), out: random.int(0, 12) }));
}

function sumOf(truth: readonly MinuteTruth[], from: number, to: number): MinuteTruth {
  const part = truth.slice(from, to);
  return {
    in: part.reduce((sum, minute) => sum + minute.in, 0),
    out: part.reduce((sum, minute) => sum + minute.out, 0),
  };
}

const at = (minute: number) => START + minute * MINUTE_MS;

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('a counter that tells of its minutes, seed %i', (seed) => {
  const random = new Random(seed);
  const minutes = 90;
  const truth = truthOf(random, minutes);
  const fates = truth.map(() => FATES[random.int(0, FATES.length - 1)]);
  const messages = truth.flatMap((people, i): Message[] => {
    const send = (delayMs: number) => intervalMessage(at(i), at(i + 1), people, at(i + 1) + delayMs);
    const fate = fates[i];
    if (fate === 'lost') return [];
    if (fate === 'late') return [send(random.int(60, 3_600) * 1_000)];
    return fate === 'twice' ? [send(2_000), send(random.int(1, 2_000) * 1_000)] : [send(2_000)];
  });
  const played = playIntervals(STORE, messages, { minutes: minutes + 70, restartAt: 45 * MINUTE_MS });

  test('covers the minutes that it told of, with their people, and no other', () => {
    for (const [i, people] of truth.entries()) {
      const expected =
        fates[i] === 'lost' ? { coverage: 0, in: null, out: null } : { coverage: 1, ...people, restored: 0 };
      expect({ i, ...played.door(i) }).toMatchObject({ i, ...expected });
    }
  });

  test('raises the revision of a minute once for what came late', () => {
    for (const [i, fate] of fates.entries()) {
      expect(played.window(i)?.revision).toBe(fate === 'late' ? 2 : 1);
    }
  });
});

describe.each([1, 2, 3, 4])('a counter that sends totals and loses messages, seed %i', (seed) => {
  const random = new Random(100 + seed);
  const minutes = 120;
  const truth = truthOf(random, minutes);

  test('is made whole by the next total', () => {
    const messages = truth.flatMap((_people, i): Message[] => {
      const isKept = i === 0 || i === minutes - 1 || random.next() < 0.5;
      if (!isKept) return [];
      const total = sumOf(truth, 0, i + 1);
      return [totalMessage(at(i + 1), 5_000 + total.in, 900 + total.out)];
    });
    const played = playIntervals(STORE, messages, { minutes: minutes + 5, restartAt: 61 * MINUTE_MS });
    expect(played.door(0)).toMatchObject({ coverage: 0, in: null });
    for (let i = 1; i < minutes; i++) expect({ i, ...played.door(i) }).toMatchObject({ i, coverage: 1 });
    expect({ in: played.sum('in'), out: played.sum('out') }).toEqual(sumOf(truth, 1, minutes));
  });

  test('counts nobody twice beside its intervals, and adds what lost ones held', () => {
    const messages = truth.flatMap((people, i): Message[] => {
      const total = sumOf(truth, 0, i + 1);
      const isLost = i > 5 && i < minutes - 1 && random.next() < 0.3;
      if (isLost) return [];
      return [intervalMessage(at(i), at(i + 1), people), totalMessage(at(i + 1), total.in, total.out)];
    });
    const played = playIntervals(STORE, messages, { minutes: minutes + 5 });
    for (let i = 0; i < minutes; i++) expect({ i, ...played.door(i) }).toMatchObject({ i, coverage: 1 });
    expect({ in: played.sum('in'), out: played.sum('out') }).toEqual(sumOf(truth, 0, minutes));
  });

  test('does not know who passed over a reset, and counts on after it', () => {
    const resetAt = 60;
    const messages = truth.map((_people, i) => {
      const total = sumOf(truth, i < resetAt ? 0 : resetAt, i + 1);
      return totalMessage(
        at(i + 1),
        (i < resetAt ? 8_000 : 0) + total.in,
        (i < resetAt ? 8_000 : 0) + total.out,
      );
    });
    const played = playIntervals(STORE, messages, { minutes: minutes + 5 });
    for (let i = 1; i < minutes; i++) {
      const expected = i === resetAt ? { coverage: 0, in: null, out: null } : { coverage: 1, ...truth[i] };
      expect({ i, ...played.door(i) }).toMatchObject({ i, ...expected });
    }
    expect(played.facts.filter(({ kind }) => kind === 'CounterRestarted')).toHaveLength(1);
  });
});

test('a first quarter of an hour with hundreds of people is counted over its minutes', () => {
  const played = playIntervals(STORE, [intervalMessage(at(0), at(15), { in: 301, out: 250 })], {
    minutes: 20,
  });
  const minutes = Array.from({ length: 15 }, (_none, i) => played.door(i));
  expect(minutes.every((door) => door?.coverage === 1 && (door.in ?? 0) >= 20)).toBe(true);
  expect({ in: played.sum('in'), out: played.sum('out') }).toEqual({ in: 301, out: 250 });
  expect(played.door(15)).toMatchObject({ coverage: 0, in: null });
});

test('a thousand minutes that come in one second are each restated', () => {
  const truth = truthOf(new Random(7), 1_000);
  const messages = truth.map((people, i) => intervalMessage(at(i), at(i + 1), people, at(1_001)));
  const played = playIntervals(STORE, messages, { minutes: 1_003 });
  expect({ in: played.sum('in'), out: played.sum('out') }).toEqual(sumOf(truth, 0, 1_000));
  expect(truth.every((_people, i) => played.door(i)?.coverage === 1)).toBe(true);
});

test('a total of 16 bits goes on over its end', () => {
  const store = intervalStore([intervalModel(COUNTER, 65_535)]);
  const totals = [65_500, 65_510, 65_520, 65_530, 4, 14];
  const messages = totals.map((total, i) => totalMessage(at(i + 1), total, 7));
  const played = playIntervals(store, messages, { minutes: 10 });
  expect([1, 2, 3, 4, 5].map((i) => played.door(i)?.in)).toEqual([10, 10, 10, 10, 10]);
});

test('people of a time without any window count with the next report', () => {
  const before = intervalMessage(at(-30), at(-15), { in: 40, out: 30 }, at(1));
  const quarter = intervalMessage(at(0), at(15), { in: 20, out: 20 });
  const next = intervalMessage(at(15), at(30), { in: 5, out: 5 });
  const played = playIntervals(STORE, [before, quarter, next], { minutes: 40 });
  expect({ in: played.sum('in'), out: played.sum('out') }).toEqual({ in: 65, out: 55 });
});

test('more people than can pass are not believed', () => {
  const messages = [
    intervalMessage(at(0), at(1), { in: 3, out: 2 }),
    intervalMessage(at(1), at(2), { in: 9e6, out: 2 }),
  ];
  const played = playIntervals(STORE, messages, { minutes: 5 });
  expect(played.door(1)).toMatchObject({ coverage: 0, in: null });
  expect(played.sum('in')).toBe(3);
});

test('a direction that it does not tell of is unknown, not zero', () => {
  const messages = [intervalMessage(at(0), at(1), { in: 6, out: null })];
  expect(playIntervals(STORE, messages, { minutes: 5 }).door(0)).toMatchObject({
    in: 6,
    out: null,
    coverage: 0,
  });
});

test('two counters that each see half of an entrance add up, and cover it together', () => {
  const OTHER = 'other' as SensorId;
  const store = intervalStore([intervalModel(COUNTER), intervalModel(OTHER)], [COUNTER, OTHER]);
  const left = intervalMessage(at(0), at(1), { in: 4, out: 1 });
  const right = intervalMessage(at(0), at(1), { in: 5, out: 3 }, at(4));
  const messages = [left, { ...right, seen: { ...right.seen, sensor: OTHER } }];
  expect(playIntervals(store, messages.slice(0, 1), { minutes: 6 }).door(0)).toMatchObject({
    in: 4,
    coverage: 0.5,
  });
  expect(playIntervals(store, messages, { minutes: 6 }).door(0)).toMatchObject({
    in: 9,
    out: 4,
    coverage: 1,
  });
});

test('people whom a beam beside it counted are not counted again', () => {
  const BEAM = 'beam' as SensorId;
  const store = intervalStore([beamsModel(BEAM), intervalModel(COUNTER)]);
  const alive: Message[] = [];
  // The beam is away from the fourth minute to the sixth.
  for (let ms = 0; ms < 10 * MINUTE_MS; ms += 5_000) {
    if (ms >= 4 * MINUTE_MS && ms < 6 * MINUTE_MS) continue;
    const seen = { kind: 'SensorAlive', sensor: BEAM, at: (START + ms) as EpochMs } as const;
    alive.push({ at: START + ms, seen });
  }
  const reported = Array.from({ length: 10 }, (_none, i) =>
    intervalMessage(at(i), at(i + 1), { in: 7, out: 7 }, at(i + 1) + (i % 2 === 0 ? 3_000 : 90_000)),
  );
  const played = playIntervals(store, [...alive, ...reported], { minutes: 12 });
  const counts = Array.from({ length: 10 }, (_none, i) => played.door(i)?.in);
  expect(counts).toEqual([0, 0, 0, 0, 7, 7, 0, 0, 0, 0]);
});
