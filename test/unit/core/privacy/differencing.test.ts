/**
 * The strongest attack there is on what the gate holds back: whoever has every row that left, and this program, and
 * tries every shop that there could have been. A number of people is recovered when all shops with the same rows agree
 * on it. Differences of rows, linear programs and knowledge of the rules are all part of it.
 */
import { expect, test } from 'vitest';
import type { Step } from '../../../../src/core/privacy/amounts.ts';
import { closedWindow, createGate, HOUR_MS, MORNING_MS } from '../../../support/stores/closed-windows.ts';

/** Every list of `length` numbers from 0 to `max`. */
function* everyList(length: number, max: number): Generator<readonly number[]> {
  const list = new Array<number>(length).fill(0);
  for (;;) {
    yield [...list];
    let at = 0;
    while (at < length && list[at] === max) list[at++] = 0;
    if (at === length) return;
    list[at] = (list[at] ?? 0) + 1;
  }
}

interface Hour {
  readonly in: number;
  readonly out: number;
  readonly steps: readonly Step[];
}

interface Attack {
  readonly cells: number;
  readonly max: number;
  readonly minimumCount: number;
  /** The hours of a zone; undefined when there is no such shop. */
  readonly hoursOf: (cells: readonly number[]) => readonly Hour[] | undefined;
  /** The numbers of people that he wants to know. */
  readonly secretsOf: (hours: readonly Hour[]) => readonly number[];
}

function rowsOf(hours: readonly Hour[], minimumCount: number): string {
  const gate = createGate({ minimumCount, storeEvery: 'day' });
  const rows = hours.flatMap(({ steps, ...zone }, i) => {
    const start = MORNING_MS + i * HOUR_MS;
    return gate.pass(closedWindow(start, { durationMs: HOUR_MS, zones: { table: zone }, steps }));
  });
  return JSON.stringify(rows);
}

interface Known {
  /** Of secret `i`, the least and the most of all shops with the same rows. */
  readonly least: number[];
  readonly most: number[];
  readonly example: readonly number[];
  isAtEdge: boolean;
}

/** Secrets of 1 to k − 1 people on which all shops with the same rows agree. */
function recovered({ cells, max, minimumCount, hoursOf, secretsOf }: Attack) {
  const shops = new Map<string, Known>();
  for (const list of everyList(cells, max)) {
    const hours = hoursOf(list);
    if (hours === undefined) continue;
    const rows = rowsOf(hours, minimumCount);
    const secrets = secretsOf(hours);
    const known = shops.get(rows) ?? {
      least: [...secrets],
      most: [...secrets],
      example: list,
      isAtEdge: false,
    };
    secrets.forEach((secret, i) => {
      known.least[i] = Math.min(known.least[i] ?? secret, secret);
      known.most[i] = Math.max(known.most[i] ?? secret, secret);
    });
    // At the edge of what was tried a neighbour may be missing only because it was not tried.
    known.isAtEdge ||= list.some((cell) => cell > max - minimumCount + 1);
    shops.set(rows, known);
  }
  const inner = [...shops.values()].filter(({ isAtEdge }) => !isAtEdge);
  const found = inner.flatMap(({ least, most, example }) =>
    least.flatMap((value, i) =>
      value === most[i] && value >= 1 && value < minimumCount ? [`secret ${i} = ${value} of ${example}`] : [],
    ),
  );
  return { tried: inner.length, found };
}

/** Sums over each run of neighbouring hours. */
function runs(values: readonly number[]): number[] {
  return values.flatMap((_, from) =>
    values
      .slice(from)
      .map((__, i) => values.slice(from, from + i + 1).reduce((sum, value) => sum + value, 0)),
  );
}

function insideAfter(hours: readonly Hour[]): number[] {
  let inside = 0;
  return hours.map((hour) => (inside += hour.in - hour.out));
}

test.each([
  { minimumCount: 2, hours: 3, max: 4, atLeast: 10 },
  { minimumCount: 3, hours: 2, max: 8, atLeast: 10 },
])('finds no group of fewer than $minimumCount who came to a zone, left it or were in it', (size) => {
  const { minimumCount, hours, max, atLeast } = size;
  const { tried, found } = recovered({
    ...{ cells: 2 * hours, max, minimumCount },
    hoursOf: (cells) => {
      const shop = Array.from({ length: hours }, (_, i) => ({
        ...{ in: cells[2 * i] ?? 0, out: cells[2 * i + 1] ?? 0, steps: [] },
      }));
      return insideAfter(shop).every((inside) => inside >= 0) ? shop : undefined;
    },
    secretsOf: (shop) => [
      ...runs(shop.map((hour) => hour.in)),
      ...runs(shop.map((hour) => hour.out)),
      ...insideAfter(shop),
    ],
  });
  expect(tried).toBeGreaterThanOrEqual(atLeast);
  expect(found).toEqual([]);
});

/**
 * Those who leave the zone go to the shelf or away; a step counts when they arrive, perhaps in the next hour. Whoever
 * knew that nobody was on the way would know more, and cannot.
 */
test('finds no step of fewer than 2 by the number who left the zone', () => {
  const { tried, found } = recovered({
    ...{ cells: 6, max: 4, minimumCount: 2 },
    hoursOf: ([soon = 0, late = 0, away = 0, nextSoon = 0, nextLate = 0, nextAway = 0]) => {
      const hour = (out: number, arrived: number): Hour => ({
        in: out,
        out,
        steps: [['table', 'shelf', arrived]],
      });
      return [hour(soon + late + away, soon), hour(nextSoon + nextLate + nextAway, late + nextSoon)];
    },
    secretsOf: (shop) => {
      const arrived = shop.map(({ steps }) => steps[0]?.[2] ?? 0);
      return [...runs(arrived), ...runs(shop.map(({ out }) => out))];
    },
  });
  expect(tried).toBeGreaterThan(20);
  expect(found).toEqual([]);
});

test('would find them if only small numbers were held back: the attack finds what is there to find', () => {
  const naive = (cells: readonly number[]) =>
    `${cells.map((count) => (count < 3 ? null : count))} ${cells.reduce((sum, count) => sum + count)}`;
  const shops = Map.groupBy(everyList(3, 4), naive);
  const known = [...shops.values()].filter(
    (same) => same.length === 1 && same[0]?.some((count) => count > 0 && count < 3),
  );
  expect(known.length).toBeGreaterThan(5);
});
