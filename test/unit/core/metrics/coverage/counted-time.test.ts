import { describe, expect, test } from 'vitest';
import { CountedTime } from '../../../../../src/core/metrics/coverage/counted-time.ts';
import type { DoorId, EpochMs, SensorId } from '../../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../../src/core/model/state-part.ts';
import type { StoreModel } from '../../../../../src/core/model/store-model.ts';
import { TimeSet } from '../../../../../src/core/model/time-set.ts';
import { Random } from '../../../../support/seeded-random.ts';
import { counterModel } from '../../../../support/sensor-models.ts';
import { MODEL } from '../../../../support/stores/store-model.ts';

const [LEFT, RIGHT] = ['left' as SensorId, 'right' as SensorId];

function twoCounters(parts?: readonly string[]) {
  const door = { id: 'door' as DoorId, sensors: [LEFT, RIGHT], lines: [], ...(parts && { parts }) };
  const sensors = [LEFT, RIGHT].map(counterModel);
  const model: StoreModel = { ...MODEL, sensors, doors: [door] };
  const counted = new CountedTime(model);
  return { counted, share: () => counted.countedShare(door, 0, 60_000) };
}

describe('the coverage of a door', () => {
  test('with witnesses is the time in which at least one was live', () => {
    const { counted, share } = twoCounters();
    counted.live(0, 0, 20_000);
    counted.live(1, 15_000, 30_000);
    expect(share()).toBe(0.5);
  });

  test('with parts is the share of the width that was counted', () => {
    const { counted, share } = twoCounters([LEFT, RIGHT]);
    counted.live(0, 0, 60_000);
    counted.live(1, 0, 30_000);
    expect(share()).toBe(0.75);
  });

  test('leaves out what a live sensor could not count, until it turns out that it could', () => {
    const { counted, share } = twoCounters();
    counted.live(0, 0, 60_000);
    const lost = { sensor: LEFT, from: 10_000 as EpochMs, at: 40_000 as EpochMs };
    counted.corrected({ kind: 'CountsLost', ...lost });
    expect(share()).toBe(0.5);
    expect(counted.lostMs(LEFT, 0, 60_000)).toBe(30_000);
    counted.live(1, 0, 25_000);
    expect(share()).toBe(0.75);
    counted.corrected({ kind: 'CountsRegained', ...lost });
    expect(share()).toBe(1);
  });

  test('survives a checkpoint', () => {
    const { counted } = twoCounters();
    counted.live(0, 0, 20_000);
    counted.live(0, 40_000, 50_000);
    const next = twoCounters();
    restoreState(next.counted.state, JSON.parse(JSON.stringify(counted.state.save())));
    expect(next.share()).toBe(0.5);
  });
});

test('a set of times answers as a row of seconds does', () => {
  const random = new Random(5);
  for (let round = 0; round < 300; round++) {
    const set = new TimeSet();
    const seconds = new Array<boolean>(100).fill(false);
    for (let step = 0; step < 12; step++) {
      const [a, b] = [random.int(0, 100), random.int(0, 100)];
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const isAdded = random.chance(0.7);
      seconds.fill(isAdded, from, to);
      if (isAdded) set.add(from, to);
      else set.remove(from, to);
    }
    const [from, to] = [random.int(0, 50), random.int(50, 100)];
    expect(set.lengthWithin(from, to)).toBe(seconds.slice(from, to).filter(Boolean).length);
  }
});
