import { describe, expect, test } from 'vitest';
import { TrackedVisits } from '../../../../src/core/doors/occupancy/tracked-visits.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';

/** Comes in at the door (0, 0) at 10 s, and is lost at (4, 0) at 40 s. */
function cameAndLost(): TrackedVisits {
  const visits = new TrackedVisits();
  visits.moved(1, 9_000, 0, 0);
  visits.crossed('in', 10_000, 1);
  visits.moved(1, 40_000, 4, 0);
  visits.ended(1);
  return visits;
}

function lengths(visits: TrackedVisits, entries = [10_000, 45_000], exits = [80_000]): number[] {
  return visits.match(entries, exits).map(({ lengthMs }) => lengthMs);
}

describe('a visit that cameras follow', () => {
  test('goes on under the track that begins near where the first one ended', () => {
    const visits = cameAndLost();
    visits.moved(2, 43_000, 5, 1);
    visits.crossed('out', 80_000, 2);
    expect(lengths(visits)).toEqual([70_000]);
  });

  test('does not go on far away, nor long after', () => {
    for (const [at, x] of [
      [43_000, 12],
      [55_000, 4],
    ] as const) {
      const visits = cameAndLost();
      visits.moved(2, at, x, 0);
      visits.crossed('out', 80_000, 2);
      expect(lengths(visits)).toEqual([]);
    }
  });

  test('is left for the one who is lost by somebody who comes in there', () => {
    const visits = cameAndLost();
    visits.moved(2, 43_000, 4, 0);
    visits.crossed('in', 45_000, 2);
    visits.moved(3, 46_000, 4, 1);
    visits.crossed('out', 80_000, 3);
    expect(lengths(visits)).toEqual([70_000]);
  });

  test('ends at the door, though the track goes on before it', () => {
    const visits = new TrackedVisits();
    visits.moved(1, 9_000, 0, 0);
    visits.crossed('in', 10_000, 1);
    visits.crossed('out', 80_000, 1);
    visits.moved(1, 82_000, 0, 0);
    visits.ended(1);
    visits.moved(2, 83_000, 0, 0);
    visits.crossed('out', 90_000, 2);
    expect(lengths(visits, [10_000], [80_000, 90_000])).toEqual([70_000]);
  });

  test('is over once, also where the one who left turns round at the door', () => {
    const visits = cameAndLost();
    visits.moved(2, 43_000, 4, 0);
    visits.crossed('out', 45_000, 2);
    visits.crossed('in', 47_000, 2);
    visits.moved(3, 48_000, 4, 0);
    visits.crossed('out', 80_000, 3);
    expect(lengths(visits, [10_000, 12_000], [45_000, 80_000])).toEqual([35_000]);
  });

  test('has the counted entry and exit that are nearest to it, each only once', () => {
    const visits = new TrackedVisits();
    visits.add({ fromMs: 11_000, toMs: 80_000 });
    visits.add({ fromMs: 11_500, toMs: 90_000 });
    visits.add({ fromMs: 12_000, toMs: 99_000 });
    expect(visits.match([5_500, 10_000, 13_000], [80_000, 81_000, 91_000])).toEqual([
      { entry: 1, exit: 0, lengthMs: 69_000 },
      { entry: 2, exit: 2, lengthMs: 78_500 },
    ]);
  });

  test('is known after a restart', () => {
    const visits = cameAndLost();
    const again = new TrackedVisits();
    restoreState(again.state, visits.state.save());
    again.moved(2, 43_000, 5, 1);
    again.crossed('out', 80_000, 2);
    expect(lengths(again)).toEqual([70_000]);
  });
});
