import { describe, expect, test } from 'vitest';
import type { LineShape, Pair, Shape, ZoneShape } from '../../../../../src/web/app/canvas/shapes.ts';
import { currentLanguage, LANGUAGES, WORDS } from '../../../../../src/web/app/kit/i18n.ts';
import type { PlanContext } from '../../../../../src/web/app/plan/plan-checks.ts';
import { checkPlan } from '../../../../../src/web/app/plan/plan-checks.ts';

const zone = (id: string, ...points: Pair[]): ZoneShape => ({
  kind: 'zone',
  id,
  name: id,
  space: 'floor',
  points,
});
const line = (id: string, from: Pair, to: Pair): LineShape => ({
  kind: 'line',
  id,
  name: id,
  space: 'floor',
  points: [from, to],
  in: 'left',
});
const box = (id: string, x: number, y: number, w: number, h: number) =>
  zone(id, [x, y], [x + w, y], [x + w, y + h], [x, y + h]);

/** People walk a lane from the door at (1, 4) to the till at (9, 4); their paths begin at the door. */
const LANE: Pair[] = Array.from({ length: 400 }, (_, i) => [1 + (8 * i) / 400, 4 + 0.4 * Math.sin(i)]);
const FLOOR: PlanContext = {
  space: { id: 'floor', unit: 'm', width: 10, height: 8 },
  points: LANE,
  births: Array.from({ length: 20 }, (_, i): Pair => [1.1, 3.8 + i * 0.02]),
  doors: [],
};
const CAMERA: PlanContext = {
  ...FLOOR,
  space: { id: 'floor', unit: 'px', width: 1280, height: 720 },
  points: [],
  births: [],
};

/** Nothing is known of paths, and two lines are one door. */
const DOOR: PlanContext = { ...FLOOR, points: [], births: [], doors: [{ name: 'Front', lines: ['a', 'b'] }] };

const said = (shapes: readonly Shape[], ground = FLOOR) => checkPlan(shapes, ground).map(({ word }) => word);

describe('hints about a bad drawing', () => {
  test.each<[string, readonly Shape[], string, PlanContext]>([
    ['a line where nobody walks', [line('a', [5, 6], [5, 7.9])], 'hintUnwalkedLine', FLOOR],
    ['a line where paths begin', [line('a', [1.2, 3], [1.2, 5])], 'hintNearBirth', FLOOR],
    ['a line shorter than a person', [line('a', [5, 4], [5.3, 4])], 'hintShortLine', FLOOR],
    ['a line at the edge of the picture', [line('a', [10, 5], [1200, 8])], 'hintAtEdge', CAMERA],
    ['a zone where nobody was', [box('z', 4, 6, 2, 1)], 'hintUnwalkedZone', FLOOR],
    ['a zone smaller than a position’s error', [box('z', 4, 3.7, 0.4, 0.6)], 'hintSmallZone', FLOOR],
    ['a long zone too narrow to be in', [box('z', 2, 3.9, 6, 0.5)], 'hintSmallZone', FLOOR],
    ['a border that crosses itself', [zone('z', [3, 3], [6, 5], [6, 3], [3, 5])], 'hintSelfCrossing', FLOOR],
    ['two zones that overlap by half', [box('a', 3, 3, 2, 2), box('b', 4, 3, 2, 2)], 'hintOverlap', FLOOR],
    ['a small picture zone', [box('z', 600, 300, 40, 200)], 'hintSmallZone', CAMERA],
    [
      'two lines of one door that differ',
      [line('a', [1, 1], [1, 3]), line('b', [1, 5], [1, 7])],
      'hintDoorLines',
      DOOR,
    ],
    [
      'two lines of one door that cross',
      [line('a', [0.2, 3], [1.6, 5]), line('b', [0.2, 5], [1.6, 3])],
      'hintDoorLines',
      DOOR,
    ],
    ['a line of a door with floor on both sides', [line('a', [5, 3], [5, 5])], 'hintInnerDoor', DOOR],
  ])('%s', (_what, shapes, word, ground) => {
    expect(said(shapes, ground)).toEqual([word]);
  });
});

describe('what is drawn well is left alone', () => {
  test.each<[string, readonly Shape[], PlanContext]>([
    ['a line across the lane', [line('a', [3, 3], [3, 5])], FLOOR],
    ['a slanted line across the lane', [line('a', [5, 2.8], [6, 5.2])], FLOOR],
    ['a zone round the till', [box('z', 8, 3, 2, 2)], FLOOR],
    ['neighbours that share a border', [box('a', 3, 3, 2, 2), box('b', 5, 3, 2, 2)], FLOOR],
    ['a shelf within a department', [box('a', 2, 2, 6, 4), box('b', 4, 3, 1, 2)], FLOOR],
    ['one door line drawn both ways', [line('a', [1, 3], [1, 5]), line('b', [1, 5], [1, 3])], DOOR],
    ['a line in the middle of a picture', [line('a', [200, 400], [1000, 420])], CAMERA],
    ['a line of another space', [{ ...line('a', [5, 6], [5, 6.1]), space: 'cam' }], FLOOR],
    [
      'anything while nothing is known of paths',
      [line('a', [5, 6], [5, 7.9])],
      { ...FLOOR, points: [], births: [] },
    ],
  ])('%s', (_what, shapes, ground) => {
    expect(said(shapes, ground)).toEqual([]);
  });
});

test('every sentence is there in every language, with the same values in it', () => {
  expect(LANGUAGES).toContain(currentLanguage());
  for (const [word, texts] of Object.entries(WORDS)) {
    expect([word, texts.length]).toEqual([word, LANGUAGES.length]);
    const values = texts.map((text) => (text.match(/\{\w+\}/g) ?? []).toSorted().join());
    expect([word, new Set(values).size]).toEqual([word, 1]);
    for (const text of texts) expect(text.trim()).not.toBe('');
  }
});
