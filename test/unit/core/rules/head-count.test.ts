import { describe, expect, it } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { DoorId, EpochMs, LineId, SensorId } from '../../../../src/core/model/ids.ts';
import type { RuleChanged, RuleModel } from '../../../../src/core/model/rule-model.ts';
import { HeadCount } from '../../../../src/core/rules/head-count.ts';
import { THRESHOLDS } from '../../../support/stores/store-model.ts';

const CAMERA = 'cam' as SensorId;
const LINE = 'threshold' as LineId;
const FRAME_MS = 200;

const START = Date.UTC(2026, 4, 4, 9);
const second = (s: number) => (START + 1000 * s) as EpochMs;

/** Ten people are in the store, nine to eleven with 95 %. */
const estimateAt = (s: number) => ({ at: second(s), mean: 10, low: 9, high: 11 });

function createCount(): HeadCount {
  const heads = new HeadCount();
  heads.estimated(estimateAt(0));
  return heads;
}

describe('the head count', () => {
  it('is unknown before the first estimate', () => {
    const heads = new HeadCount();
    heads.crossed('door', 'in', 1);
    expect(heads.people).toBe(null);
  });

  it('knows at once who is over the line, and counts them once', () => {
    const heads = createCount();
    heads.touched({ door: 'door', direction: 'in', at: second(1) });
    expect(heads.people).toBe(11);
    heads.crossed('door', 'in', 1);
    expect(heads.people).toBe(11);
  });

  it('takes back who turned back', () => {
    const heads = createCount();
    heads.touched({ door: 'door', direction: 'out', at: second(1) });
    expect(heads.people).toBe(9);
    heads.turnedBack('door', 'out');
    expect(heads.people).toBe(10);
  });

  it('settles nobody of another door', () => {
    const heads = createCount();
    heads.touched({ door: 'door', direction: 'in', at: second(1) });
    heads.crossed('other', 'in', 2);
    expect(heads.people).toBe(13);
  });

  it('keeps over a new estimate who has not settled yet, and forgets who never does', () => {
    const heads = createCount();
    heads.touched({ door: 'door', direction: 'in', at: second(58) });
    heads.estimated(estimateAt(60));
    expect(heads.people).toBe(11);
    heads.estimated(estimateAt(120));
    expect(heads.people).toBe(10);
  });
});

describe('the interval of the head count', () => {
  it('is that of the estimate, and moves with who crosses', () => {
    const heads = createCount();
    expect(heads.range).toEqual({ low: 9, high: 11 });
    for (let i = 0; i < 3; i++) heads.crossed('door', 'in', 1);
    expect(heads.people).toBe(13);
    expect(heads.range).toEqual({ low: 12, high: 14 });
  });

  it('widens with many crossings, though no more are inside', () => {
    const heads = createCount();
    heads.crossed('door', 'in', 100);
    heads.crossed('door', 'out', 100);
    expect(heads.people).toBe(10);
    // Twice the square root of 200 crossings with 3 % each.
    expect(heads.range).toEqual({ low: 5, high: 15 });
  });

  it('holds both what is and what was while somebody may turn back', () => {
    const heads = new HeadCount();
    heads.estimated({ at: second(0), mean: 10, low: 10, high: 10 });
    heads.touched({ door: 'door', direction: 'in', at: second(1) });
    expect(heads.people).toBe(11);
    expect(heads.range).toEqual({ low: 10, high: 11 });
    heads.touched({ door: 'door', direction: 'out', at: second(2) });
    expect(heads.range).toEqual({ low: 9, high: 11 });
  });

  it('never excludes the number itself, nor falls below nobody', () => {
    const heads = createCount();
    heads.crossed('door', 'out', 15);
    expect(heads.people).toBe(0);
    expect(heads.range).toEqual({ low: 0, high: 0 });
  });
});

/** People who walk over the only line of the only door, one after the other; when a rule on the head count turns on. */
function firedAfterFrames(peopleBefore: number): number | undefined {
  const changes: RuleChanged[] = [];
  const rule: RuleModel = {
    ...{ id: 'full', forMs: 0, clearForMs: 0, holdMs: 0, cooldownMs: 0, unknownForMs: 30_000 },
    when: { kind: 'occupancy', atLeast: peopleBefore + 1, clearBelow: 1 },
  };
  const engine = new Engine(
    {
      sensors: [{ id: CAMERA, type: 'camera', kind: 'sees-people', maxGapMs: 2_000 }],
      ...{ zones: [], doors: [{ id: 'front' as DoorId, sensors: [], lines: [LINE] }] },
      lines: [
        {
          ...{ id: LINE, space: CAMERA, inSide: 'right', hysteresis: 10, thresholds: THRESHOLDS },
          ...{ from: { x: 300, y: 480 }, to: { x: 300, y: 0 }, sensors: [CAMERA] },
        },
      ],
      windows: { durationMs: 60_000, latenessMs: 15_000 },
      reactions: { timezone: 'UTC', rules: [rule] },
    },
    { fact: () => undefined, summary: () => undefined, rule: (change) => changes.push(change) },
  );
  const walk = (fromFrame: number, frames: number) => {
    for (let frame = 0; frame < frames; frame++) {
      const at = (START + FRAME_MS * (fromFrame + frame)) as EpochMs;
      const box = [30 * frame - 30, 100, 60, 160, 0.9];
      engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at, boxes: frame < 20 ? box : [] });
      if (frame % 5 === 0) engine.step({ kind: 'Tick', at });
    }
  };
  walk(0, 400);
  const before = changes.length;
  walk(400, 40);
  const fired = changes.slice(before).find(({ state }) => state === 'on');
  return fired && (fired.at - START) / FRAME_MS - 400;
}

it('turns a rule on in the frame in which somebody is over the line, seconds before that settles', () => {
  // The feet are on the line in the tenth frame, and clearly beyond it in the eleventh.
  const frame = firedAfterFrames(1);
  expect(frame).toBeGreaterThanOrEqual(10);
  expect(frame).toBeLessThanOrEqual(13);
});
