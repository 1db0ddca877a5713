import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, LineId, ZoneId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import { PasserByCounter } from '../../../../src/core/zones/passer-by-counter.ts';
import { MODEL } from '../../../support/stores/store-model.ts';

const PAVEMENT = 'pavement' as LineId;
const THRESHOLD = 'threshold' as LineId;
const OUTSIDE = 'outside' as ZoneId;

function watchOf(doorLines: readonly LineId[]) {
  const [line] = MODEL.lines;
  const [zone] = MODEL.zones;
  if (line === undefined || zone === undefined) throw new Error('the sample store has a line and a zone');
  const model: StoreModel = {
    ...MODEL,
    lines: [PAVEMENT, THRESHOLD].map((id) => ({ ...line, id })),
    zones: [{ ...zone, id: OUTSIDE }],
    doors: [{ id: 'front' as DoorId, sensors: [], lines: doorLines }],
    shopfront: { lines: [PAVEMENT], zones: [OUTSIDE] },
  };
  const facts: Fact[] = [];
  const watch = new PasserByCounter(model, (fact) => facts.push(fact));
  const cross = (line: LineId, person: number, atS: number) =>
    watch.handleFact({
      kind: 'LineCrossed',
      line,
      person,
      at: (atS * 1000) as EpochMs,
      direction: 'in',
      x: 0,
      y: 0,
    });
  return { watch, cross, counted: () => facts.map((fact) => 'person' in fact && fact.person) };
}

describe('passers-by', () => {
  test('count once, however often they cross, and not when they go in or come out', () => {
    const { watch, cross, counted } = watchOf([THRESHOLD]);
    cross(PAVEMENT, 1, 0);
    cross(PAVEMENT, 1, 4);
    cross(PAVEMENT, 2, 5);
    cross(THRESHOLD, 2, 9);
    cross(THRESHOLD, 3, 10);
    cross(PAVEMENT, 3, 12);
    watch.advance(40_000 as EpochMs);
    cross(PAVEMENT, 1, 41);
    watch.advance(90_000 as EpochMs);
    expect(counted()).toEqual([1]);
  });

  test('are not those whose track broke at the door', () => {
    const { watch, cross, counted } = watchOf([THRESHOLD]);
    const at = 9_000 as EpochMs;
    cross(PAVEMENT, 1, 0);
    cross(PAVEMENT, 2, 1);
    watch.handleFact({ kind: 'TrackBrokenAtLine', line: THRESHOLD, person: 1, at });
    watch.handleFact({ kind: 'TrackBrokenAtLine', line: PAVEMENT, person: 2, at });
    watch.advance(40_000 as EpochMs);
    expect(counted()).toEqual([2]);
  });

  test('count at once where no camera sees the door, by zones as by lines', () => {
    const { watch, cross, counted } = watchOf([]);
    cross(PAVEMENT, 1, 0);
    const at = 5_000 as EpochMs;
    watch.handleFact({ kind: 'ZoneLeft', zone: OUTSIDE, person: 1, at, enteredAt: at, dwellMs: 0 });
    watch.handleFact({ kind: 'ZoneLeft', zone: OUTSIDE, person: 2, at, enteredAt: at, dwellMs: 0 });
    expect(counted()).toEqual([1, 2]);
  });

  test('are the same after a restart', () => {
    const before = watchOf([THRESHOLD]);
    before.cross(PAVEMENT, 1, 0);
    const after = watchOf([THRESHOLD]);
    restoreState(after.watch.state, JSON.parse(JSON.stringify(before.watch.state.save())));
    after.watch.advance(40_000 as EpochMs);
    expect(after.counted()).toEqual([1]);
  });
});
