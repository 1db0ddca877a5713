import { expect, test } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, LineId, SensorId, ZoneId } from '../../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import { TrackHistory } from '../../../../src/core/tracking/history/track-history.ts';
import { backtestModel } from '../../../../src/core/zones/backtest.ts';
import { Random } from '../../../support/seeded-random.ts';

const CAM = 'cam' as SensorId;
const TIMES = { zoneEntryMs: 500, zoneExitMs: 1500, visitMs: 5000, engagedMs: 30_000, lineReturnMs: 2000 };
const FRAME_MS = 200;

function model(left: number, lineX: number): StoreModel {
  const corner = (x: number, y: number) => ({ x, y });
  return {
    sensors: [
      {
        id: CAM,
        type: 'camera',
        kind: 'sees-people',
        maxGapMs: 2000,
        frame: { widthPx: 1280, heightPx: 720 },
      },
    ],
    zones: [
      {
        id: 'table' as ZoneId,
        space: CAM,
        polygon: [corner(left, 300), corner(left + 300, 300), corner(left + 300, 719), corner(left, 719)],
        growBy: 10,
        thresholds: TIMES,
        sensors: [CAM],
      },
    ],
    lines: [
      {
        id: 'door' as LineId,
        space: CAM,
        from: corner(lineX, 0),
        to: corner(lineX, 720),
        inSide: 'right',
        hysteresis: 10,
        marginByHeight: true,
        thresholds: TIMES,
        sensors: [CAM],
      },
    ],
    doors: [],
    windows: { durationMs: 60_000, latenessMs: 5_000 },
  };
}

/** People who wander to and fro in a camera's picture for some minutes, and a camera that goes blind now and then. */
function watch(seed: number, minutes: number): { ring: TrackHistory; facts: Fact[]; live: StoreModel } {
  const random = new Random(seed);
  const live = model(400, 300);
  const ring = new TrackHistory({ maxBytes: 64 * 1024 * 1024, maxAgeMs: 86_400_000 });
  const facts: Fact[] = [];
  const engine = new Engine(live, {
    fact: (fact) => facts.push(fact),
    summary: () => undefined,
    tracks: ring,
  });
  const people = Array.from({ length: 4 }, (_, i) => ({ x: 150 + 250 * i, y: 420, goal: 640 }));
  const frames = (minutes * 60_000) / FRAME_MS;
  for (let frame = 0; frame < frames; frame++) {
    const at = (1_800_000_000_000 + frame * FRAME_MS) as EpochMs;
    for (const person of people) {
      if (Math.abs(person.x - person.goal) < 10 && random.chance(0.02))
        person.goal = 60 + 1160 * random.next();
      person.x += Math.max(-12, Math.min(12, person.goal - person.x));
    }
    const isBlind = frame % 900 > 880;
    const boxes = people.flatMap(({ x, y }, i) => [x - 30, y - 180 + 30 * i, 60, 180, 0.9]);
    if (!isBlind) engine.step({ kind: 'PeopleSeen', sensor: CAM, at, boxes });
    if (frame % 5 === 0) engine.step({ kind: 'Tick', at });
  }
  return { ring, facts, live };
}

const count = (facts: readonly Fact[], test: (fact: Fact) => boolean) => facts.filter(test).length;

test.each([1, 2, 3, 4, 5])('the same zones and lines count the same again as live, day %i', (seed) => {
  const { ring, facts, live } = watch(seed, 4);
  const { zones, lines } = backtestModel(live, ring);
  const left = facts.filter((fact) => fact.kind === 'ZoneLeft');
  expect(zones.get('table' as ZoneId)).toEqual({
    entries: count(facts, isEntry),
    engaged: count(facts, ({ kind }) => kind === 'ZoneEngaged'),
    visits: left.filter(({ dwellMs, resumedFrom }) => dwellMs >= TIMES.visitMs && resumedFrom === undefined)
      .length,
    dwellMs: left.reduce((sum, { dwellMs }) => sum + dwellMs, 0),
  });
  const crossed = (direction: 'in' | 'out') =>
    count(facts, (fact) => fact.kind === 'LineCrossed' && fact.direction === direction);
  expect(lines.get('door' as LineId)).toEqual({ in: crossed('in'), out: crossed('out') });
  expect(crossed('in') + left.length).toBeGreaterThan(5);
});

/** A visit that goes on under another number is no second one. */
const isEntry = (fact: Fact) => fact.kind === 'ZoneEntered' && fact.resumedFrom === undefined;

test('a draft counts what counting live under it would have counted', () => {
  const { ring, facts } = watch(6, 4);
  const draft = backtestModel(model(900, 800), ring).zones.get('table' as ZoneId);
  const entered = count(facts, isEntry);
  expect(draft?.entries).toBeGreaterThan(0);
  expect(draft?.entries).not.toBe(entered);
});

test('a path longer than five minutes is cut, and crossings stay the same', () => {
  const { ring, facts, live } = watch(7, 12);
  const numbers = new Set<number>();
  const spans = new Map<number, [number, number]>();
  ring.replay(CAM, {
    moved: (person, at) => {
      numbers.add(person);
      spans.set(person, [spans.get(person)?.[0] ?? at, at]);
    },
    cut: () => undefined,
    ended: () => undefined,
    resumed: () => undefined,
    advanced: () => undefined,
  });
  for (const [from, to] of spans.values()) expect(to - from).toBeLessThanOrEqual(5 * 60_000);
  const entries = count(facts, isEntry);
  expect(backtestModel(live, ring).zones.get('table' as ZoneId)?.entries).toBe(entries);
  expect(numbers.size).toBeGreaterThan(4);
});

test('the ring stays within its bytes and forgets the oldest first', () => {
  const ring = new TrackHistory({ maxBytes: 1024 * 1024, maxAgeMs: 86_400_000 });
  for (let i = 0; i < 200_000; i++)
    ring.moved(CAM, 1 + (i % 7), (1_800_000_000_000 + i * 100) as EpochMs, { x: i, y: i, heightPx: 0 });
  expect(ring.sizeBytes).toBeLessThanOrEqual(1024 * 1024);
  const span = ring.span();
  expect(span?.to).toBe(1_800_000_000_000 + 199_999 * 100);
  expect(span?.from).toBeGreaterThan(1_800_000_000_000 + 150_000 * 100);
});
