/**
 * The strongest attack there is on withheld counts: whoever has everything that left, and this program, and tries every
 * shop that there could have been. A count is recovered when all shops that give the same output agree on it.
 */
import { describe, expect, test } from 'vitest';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import type { EgressModel } from '../../../../src/core/privacy/disclosure-plan.ts';
import { EgressGate } from '../../../../src/core/privacy/egress-gate.ts';
import { SuppressedSets } from '../../../../src/core/privacy/suppressed-sets.ts';
import type { SampleCounts } from '../../../support/windows.ts';
import { sampleModel, sampleWindow } from '../../../support/windows.ts';

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

function output(model: EgressModel, minimumCount: number, windows: readonly SampleCounts[]): WindowSummary[] {
  const refused: string[] = [];
  const gate = new EgressGate({
    settings: { minimumCount },
    model,
    refused: (path) => refused.push(path),
  });
  const left = windows.flatMap((counts, i) => gate.pass(sampleWindow(i, counts)));
  expect(refused).toEqual([]);
  return [...left, ...gate.finish()];
}

interface Shop {
  readonly cells: readonly number[];
  readonly withheld: readonly boolean[];
}

interface Attack {
  readonly model: EgressModel;
  readonly minimumCount: number;
  readonly cells: number;
  readonly max: number;
  /** The windows of a shop with these cells; undefined when there is no such shop. */
  readonly windowsOf: (cells: readonly number[]) => SampleCounts[] | undefined;
  /** Whether the output withholds each cell. */
  readonly withheldIn: (output: readonly WindowSummary[]) => boolean[];
}

/** Cells above zero that are withheld and yet known; only of shops whose neighbours were tried too. */
function recovered(attack: Attack): { readonly known: string[]; readonly tried: number; withheld: number } {
  const shops = new Map<string, Shop[]>();
  for (const cells of everyList(attack.cells, attack.max)) {
    const windows = attack.windowsOf(cells);
    if (windows === undefined) continue;
    const left = output(attack.model, attack.minimumCount, windows);
    const text = JSON.stringify(left);
    const same = shops.get(text) ?? [];
    same.push({ cells, withheld: attack.withheldIn(left) });
    shops.set(text, same);
  }
  // At the edge of what was tried, a neighbour may be missing only because it was not tried.
  const inner = attack.max - attack.minimumCount + 1;
  const known: string[] = [];
  let withheld = 0;
  for (const same of shops.values()) {
    const one = same.find(({ cells }) => cells.every((cell) => cell <= inner));
    one?.cells.forEach((value, i) => {
      if (one.withheld[i] !== true || value === 0) return;
      withheld += 1;
      if (same.every(({ cells }) => cells[i] === value)) known.push(`cell ${i} of ${one.cells}`);
    });
  }
  return { known, tried: shops.size, withheld };
}

const shortOnes = (left: readonly WindowSummary[]) => left.filter(({ durationMs }) => durationMs < 900_000);

describe('F58: withheld counts', () => {
  test.each([
    { minimumCount: 2, cells: 5 },
    { minimumCount: 3, cells: 4 },
  ])('of one line cannot be told from all that leaves (k = $minimumCount)', ({ minimumCount, cells }) => {
    const attack: Attack = {
      model: sampleModel({ lines: ['aisle'] }),
      minimumCount,
      cells,
      max: minimumCount + 1,
      windowsOf: (counts) => counts.map((count) => ({ lines: { aisle: [count, 0] } })),
      withheldIn: (left) => shortOnes(left).map(({ lines }) => lines[0]?.in === null),
    };
    const { known, withheld } = recovered(attack);
    expect(withheld).toBeGreaterThan(5);
    expect(known).toEqual([]);
  });

  test('of two doors cannot be told from the store’s total', () => {
    const attack: Attack = {
      model: sampleModel({ doors: ['front', 'back'] }),
      minimumCount: 2,
      cells: 6,
      max: 2,
      windowsOf: (cells) =>
        [0, 2, 4].map((at) => ({ doors: { front: [cells[at] ?? 0, 0], back: [cells[at + 1] ?? 0, 0] } })),
      withheldIn: (left) => shortOnes(left).flatMap(({ doors }) => doors.map((door) => door.in === null)),
    };
    const { known, withheld } = recovered(attack);
    expect(withheld).toBeGreaterThan(5);
    expect(known).toEqual([]);
  });

  test('of a zone cannot be told from how many were inside at once, nor from dwell', () => {
    const attack: Attack = {
      model: sampleModel({ zones: ['table'] }),
      minimumCount: 2,
      cells: 6,
      max: 2,
      windowsOf: zoneWindows,
      withheldIn: (left) =>
        shortOnes(left).flatMap(({ zones }) => [zones[0]?.entries === null, zones[0]?.exits === null]),
    };
    const { known, withheld } = recovered(attack);
    expect(withheld).toBeGreaterThan(5);
    expect(known).toEqual([]);
  });

  test('of a door cannot be told from the occupancy', () => {
    const attack: Attack = {
      model: sampleModel({ doors: ['front'] }),
      minimumCount: 2,
      cells: 6,
      max: 2,
      windowsOf: (cells) => doorWindows(cells, 20),
      withheldIn: (left) =>
        shortOnes(left).flatMap(({ store }) => [store.entries === null, store.exits === null]),
    };
    const { known, withheld } = recovered(attack);
    expect(withheld).toBeGreaterThan(5);
    expect(known).toEqual([]);
  });

  test('of a door cannot be told from the stretches between two empty shops', () => {
    const attack: Attack = {
      model: sampleModel({ doors: ['front'] }),
      minimumCount: 2,
      cells: 6,
      max: 2,
      windowsOf: stretches,
      withheldIn: (left) => shortOnes(left).map(({ store }) => store.entries === null),
    };
    const { known, withheld } = recovered(attack);
    expect(withheld).toBeGreaterThan(5);
    expect(known).toEqual([]);
  });

  test('would be told if only the small ones were withheld: the attack finds what is there to find', () => {
    const naive = (cells: readonly number[]) =>
      `${cells.map((count) => (count < 3 ? null : count))} ${cells.reduce((sum, count) => sum + count)}`;
    const shops = Map.groupBy(everyList(3, 4), naive);
    const known = [...shops.values()].filter(
      (same) => same.length === 1 && same[0]?.some((count) => count > 0 && count < 3),
    );
    expect(known.length).toBeGreaterThan(5);
  });
});

/** Entries and exits by turns; ten were inside before. Those who come do so before others go. */
function zoneWindows(cells: readonly number[]): SampleCounts[] {
  let inside = 10;
  return [0, 2, 4].map((at) => {
    const [entries = 0, exits = 0] = cells.slice(at, at + 2);
    const peopleMax = inside + entries;
    inside += entries - exits;
    const dwellsMs = new Array<number>(exits).fill(60_000);
    return { zones: { table: { entries, dwellsMs, peopleMax } } };
  });
}

/** Entries of three windows, and after each whether the shop is empty then: odd numbers say so. */
function stretches(cells: readonly number[]): SampleCounts[] {
  let [since, people] = [0, 0];
  return cells.slice(0, 3).map((entries, i) => {
    if (people === 0) since = i;
    people += entries;
    const isEmpty = people > 0 && (cells[i + 3] ?? 0) % 2 === 1;
    const times = { fromMs: since * 300_000 + 1_234, toMs: (i + 1) * 300_000 - 777 };
    const visits = isEmpty ? [{ n: people, ...times }] : [];
    if (isEmpty) people = 0;
    return { doors: { front: [entries, 9] as const }, visits };
  });
}

function doorWindows(cells: readonly number[], before: number): SampleCounts[] {
  let occupancy = before;
  return [0, 2, 4].map((at) => {
    const [entries = 0, exits = 0] = cells.slice(at, at + 2);
    occupancy += entries - exits;
    return { doors: { front: [entries, exits] as const }, occupancy };
  });
}

test('what was withheld of a set that the settings no longer have is not in the total of its quarter', () => {
  const sets = new SuppressedSets([], (count) => count < 5);
  const first = { 'lines/aisle/in': 2 };
  sets.restore({ 'lines/aisle/in': { first, isPaired: false, carry: {} } });
  expect(sets.snapshot()).toEqual({ 'lines/aisle/in': { first, isPaired: false, carry: {} } });
  expect(sets.endQuarter().deferred).toEqual(new Map([['lines/aisle/in', first]]));
  expect(sets.endQuarter().deferred.size).toBe(0);
});
