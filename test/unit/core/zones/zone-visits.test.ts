import { describe, expect, test, vi } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, Json, ZoneId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import type { ZoneModel } from '../../../../src/core/model/store-model.ts';
import { ZoneVisits } from '../../../../src/core/zones/zone-visits.ts';
import { CAMERA, MODEL, THRESHOLDS } from '../../../support/stores/store-model.ts';

const at = (seconds: number) => (seconds * 1000) as EpochMs;
const INSIDE = 500;
const IN_MARGIN = 610;
const OUTSIDE = 700;

/** Walks one person along a list of [second, x] and returns the facts. */
function walk(points: readonly (readonly [number, number])[], prepare?: (visits: ZoneVisits) => void) {
  const facts: Fact[] = [];
  let presentMs = 0;
  const visits = new ZoneVisits(
    MODEL,
    CAMERA,
    (fact) => facts.push(fact),
    (_zone, from, to) => {
      presentMs += to - from;
    },
  );
  prepare?.(visits);
  for (const [second, x] of points) visits.moved(1, at(second), x, 250);
  return { facts, visits, presentMs: () => presentMs };
}

const every = (from: number, to: number, x: number) =>
  Array.from({ length: Math.round((to - from) * 5) + 1 }, (_, i) => [from + i / 5, x] as const);

describe('zone visits', () => {
  test('a visit lasts from first inside to last inside: neither entry nor exit time is added', () => {
    const { facts, presentMs } = walk([
      ...every(0, 2, OUTSIDE),
      ...every(2.2, 12, INSIDE),
      ...every(12.2, 15, OUTSIDE),
    ]);
    expect(facts.map((fact) => fact.kind)).toEqual(['ZoneEntered', 'ZoneLeft']);
    expect(facts[0]).toMatchObject({ at: at(2.2) });
    expect(facts[1]).toMatchObject({ at: at(12), enteredAt: at(2.2), dwellMs: 9_800 });
    expect(facts[1]).not.toHaveProperty('censored');
    expect(presentMs()).toBe(9_800);
  });

  test('a touch shorter than the entry time is no visit', () => {
    expect(
      walk([...every(0, 1, OUTSIDE), ...every(1.2, 1.6, INSIDE), ...every(1.8, 9, OUTSIDE)]).facts,
    ).toEqual([]);
  });

  test('swaying over the border, or standing in the margin, does not end a visit', () => {
    const sway = every(3, 8, INSIDE).flatMap(([t]) => [[t, INSIDE] as const, [t + 0.1, OUTSIDE] as const]);
    const { facts } = walk([
      ...every(0, 2, INSIDE),
      ...sway,
      ...every(9, 20, IN_MARGIN),
      ...every(20.2, 22, INSIDE),
    ]);
    expect(facts.map((fact) => fact.kind)).toEqual(['ZoneEntered']);
  });

  test('emits an engaged visitor once, at the engagement threshold', () => {
    const { facts } = walk(every(0, 40, INSIDE));
    expect(facts.filter((fact) => fact.kind === 'ZoneEngaged')).toMatchObject([{ at: at(30) }]);
  });

  test('emits a running visit every 30 s, and once for a gap', () => {
    const { facts } = walk([...every(0, 65, INSIDE), [140, INSIDE], ...every(140.2, 151, INSIDE)]);
    const running = facts.flatMap((fact) => (fact.kind === 'ZoneDwelling' ? [fact] : []));
    expect(running.map(({ at: ms, dwellMs }) => [ms, dwellMs])).toEqual(
      [30, 60, 120, 150].map((seconds) => [at(seconds), seconds * 1000]),
    );
  });

  test('a visit whose track is lost inside is censored, one that was already outside is not', () => {
    const lostInside = walk(every(0, 10, INSIDE));
    lostInside.visits.ended(1, 'lost');
    expect(lostInside.facts.at(-1)).toMatchObject({ kind: 'ZoneLeft', dwellMs: 10_000, censored: 'lost' });
    const lostOutside = walk([...every(0, 10, INSIDE), ...every(10.2, 10.6, IN_MARGIN)]);
    lostOutside.visits.ended(1, 'lost');
    expect(lostOutside.facts.at(-1)).not.toHaveProperty('censored');
  });

  test('marks the start as unseen for a person inside when the camera comes up', () => {
    const { facts, visits } = walk(every(0.2, 10, INSIDE), (v) => v.resume(at(0)));
    visits.ended(1, undefined);
    expect(facts.at(-1)).toMatchObject({ censored: 'start' });
  });

  test('continues a saved and restored visit', () => {
    const first = walk(every(0, 5, INSIDE));
    const saved = JSON.parse(JSON.stringify(first.visits.state.save())) as Json;
    const second = walk([...every(5.2, 8, INSIDE), ...every(8.2, 10, OUTSIDE)], (v) =>
      restoreState(v.state, saved),
    );
    expect(second.facts).toMatchObject([{ kind: 'ZoneLeft', enteredAt: 0, dwellMs: 8_000 }]);
  });

  describe('a track that is lost in the zone, and one that starts there', () => {
    /** Person 1 is lost at 10 s and known to be at 14 s; person 2 comes up at `second` and walks out at 30 s. */
    function lostAndFound(second: number, x: number, y = 250) {
      const { facts, visits } = walk([...every(0, 2, OUTSIDE), ...every(2.2, 10, INSIDE)]);
      const found = [...every(second, 30, x), ...every(30.2, 33, OUTSIDE)];
      for (const [t, at2] of found.filter(([t]) => t < 14)) visits.moved(2, at(t), at2, y);
      visits.ended(1, 'lost');
      for (const [t, at2] of found.filter(([t]) => t >= 14)) visits.moved(2, at(t), at2, y);
      return facts;
    }

    test.each([11, 20])(
      'are one visit, cut at the loss, if the second comes up at %d s near there',
      (second) => {
        const facts = lostAndFound(second, INSIDE + 20);
        expect(facts.map(({ kind }) => kind).sort()).toEqual(
          ['ZoneEntered', 'ZoneEntered', 'ZoneLeft', 'ZoneLeft'].sort(),
        );
        const [first, second_] = facts.filter((fact) => fact.kind === 'ZoneLeft');
        expect(first).toMatchObject({ person: 1, dwellMs: 7_800, censored: 'lost' });
        expect(first).not.toHaveProperty('resumedFrom');
        expect(second_).toMatchObject({ person: 2, resumedFrom: at(2.2) });
        const entered = facts.filter((fact) => fact.kind === 'ZoneEntered');
        expect(entered.map((fact) => fact.resumedFrom)).toEqual([undefined, at(2.2)]);
      },
    );

    const entries = (facts: readonly Fact[]) =>
      facts.filter((fact) => fact.kind === 'ZoneEntered' && fact.resumedFrom === undefined).length;

    test('are two if the second comes up far from there, or a minute later', () => {
      expect(entries(lostAndFound(11, 405, 110))).toBe(2);
      const { facts, visits } = walk([...every(0, 2, OUTSIDE), ...every(2.2, 10, INSIDE)]);
      visits.ended(1, 'lost');
      for (const [t, x] of every(60, 70, INSIDE)) visits.moved(2, at(t), x, 250);
      expect(entries(facts)).toBe(2);
    });

    test('are two if the second walked in over the border', () => {
      const { facts, visits } = walk([...every(0, 2, OUTSIDE), ...every(2.2, 10, INSIDE)]);
      visits.ended(1, 'lost');
      for (const [t, x] of [...every(10, 11, OUTSIDE), ...every(11.2, 20, INSIDE)])
        visits.moved(2, at(t), x, 250);
      const entered = facts.filter((fact) => fact.kind === 'ZoneEntered');
      expect(entered.map((fact) => fact.resumedFrom)).toEqual([undefined, undefined]);
    });
  });

  describe('a queue that ends where its service zone begins', () => {
    const band = (id: string, from: number, to: number, queue?: ZoneModel['queue']): ZoneModel => ({
      ...{ id: id as ZoneId, space: 'floor', sensors: [], growBy: 0.3, thresholds: THRESHOLDS },
      polygon: [
        { x: from, y: 0 },
        { x: to, y: 0 },
        { x: to, y: 2 },
        { x: from, y: 2 },
      ],
      ...(queue === undefined ? {} : { queue }),
    });
    const QUEUE = band('queue', 0, 4, { servedIn: 'till' as ZoneId });
    const SHELF = band('shelf', 0, 4);

    /** Lengths of the visits to a zone beside the till by a person who walks along these positions. */
    function visitsTo(zone: ZoneModel, way: readonly (readonly [number, number])[]): number[] {
      const lengths: number[] = [];
      const keep = (fact: Fact) => {
        if (fact.kind === 'ZoneLeft' && fact.zone === zone.id) lengths.push(Math.round(fact.dwellMs));
      };
      const zones = [zone, band('till', 4, 6)];
      const visits = new ZoneVisits({ ...MODEL, zones }, 'floor', keep, vi.fn());
      for (const [second, x] of way) visits.moved(1, at(second), x, 1);
      return lengths;
    }

    /** Positions of a person who stands still at `x`: 1.2 s on one side of it, then 0.8 s on the other. */
    const sway = (from: number, to: number, x: number) =>
      every(from, to, x).map(([t], i) => [t, x + (i % 10 < 6 ? -0.2 : 0.2)] as const);

    test('has no time of the counter, though people stand within its margin', () => {
      const way = [...every(0, 10, 3), ...every(10.2, 70, 4.2), ...every(70.2, 75, 2), ...every(75.2, 80, 9)];
      expect(visitsTo(QUEUE, way)).toEqual([10_000, 4_800]);
    });

    test('has none either when the positions of a served person sway over the border', () => {
      const way = [
        ...every(0, 10, 3),
        ...every(10.2, 12, 4.2),
        ...sway(12.2, 70, 3.95),
        ...every(70.2, 80, 9),
      ];
      expect(visitsTo(QUEUE, way)).toEqual([10_000]);
    });

    test('keeps the next in line, who sways into the service zone for less than the entry time', () => {
      const slow = { ...QUEUE, thresholds: { ...THRESHOLDS, zoneEntryMs: 3_000 } };
      const way = [
        ...every(0, 10, 3.9),
        ...every(10.2, 11.2, 4.1),
        ...every(11.4, 30, 3.9),
        ...every(30.2, 40, -5),
      ];
      expect(visitsTo(slow, way)).toEqual([30_000]);
    });

    test('is not entered by somebody beside it whose positions touch it now and then', () => {
      const beside = every(0, 60, -0.2).map(([t, x], i) => [t, i % 10 === 0 ? 0.1 : x] as const);
      const way = [...beside, ...every(60.2, 70, -5)];
      expect(visitsTo(QUEUE, way)).toEqual([]);
      expect(visitsTo(SHELF, way)).toEqual([60_000]);
    });

    test('is entered by somebody who sways over its border all the time', () => {
      const [visitMs] = visitsTo(QUEUE, [...sway(0, 29.8, 0), ...every(30, 40, -5)]);
      expect(visitMs).toBe(28_600);
    });
  });
});
