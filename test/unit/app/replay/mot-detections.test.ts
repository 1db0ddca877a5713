import { describe, expect, test } from 'vitest';
import {
  areBoxesWithin,
  motObservations,
  parseMotDetections,
} from '../../../../src/app/replay/mot-detections.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';

const read = (text: string) => parseMotDetections(text, 'det.txt');
const frames = (text: string, fps = 10) => [
  ...motObservations(read(text), { sensor: 'cam' as SensorId, start: 0 as EpochMs, fps }),
];

describe('a list of detections', () => {
  test('gives one observation a frame, at its time, frames that are left out too', () => {
    const seen = frames('4,-1,5,6,7,8,0.5,-1,-1,-1\n1,-1,10,20,30,40,0.9,-1,-1,-1\n1,-1,1,2,3,4,0.8\n');
    expect(seen.map(({ at }) => at)).toEqual([0, 100, 200, 300]);
    expect(seen.map(({ boxes }) => boxes)).toEqual([
      [10, 20, 30, 40, 0.9, 1, 2, 3, 4, 0.8],
      [],
      [],
      [5, 6, 7, 8, 0.5],
    ]);
  });

  test('accepts a count from 0, a head line, blanks, odd line ends and unknown columns', () => {
    const text = '\uFEFFframe,id,x,y,w,h,score\r\n0 1 10 20 30 40 0.9 person\r\n\r\n1;2;1;2;3;4;0.8;;\r\n';
    const detections = read(text);
    expect(detections).toMatchObject({ firstFrame: 0, lastFrame: 1 });
    expect(detections.boxesOf.get(0)).toEqual([10, 20, 30, 40, 0.9]);
    expect(read('0001,-1,1e1,20,30,40').boxesOf.get(1)?.slice(0, 4)).toEqual([10, 20, 30, 40]);
  });

  test.each([
    ['letters', '1,-1,10,20,30,40,0.9\nframe two'],
    ['too few numbers', '1,-1,10,20,30,40,0.9\n1,-1,10'],
    ['a frame that is none', '1,-1,10,20,30,40,0.9\n1.5,-1,10,20,30,40,0.9'],
    ['a frame beyond all measure', '1,-1,10,20,30,40,0.9\n1e15,-1,10,20,30,40,0.9'],
    ['no number', '1,-1,10,20,30,40,0.9\n2,-1,nan,20,30,40,0.9'],
  ])('%s is refused with its line and what is expected', (_, text) => {
    expect(() => read(text)).toThrow(/det\.txt:2 is no detection: frame,id,left,top/);
  });

  test('an empty one is a camera that saw nothing', () => {
    expect(frames('')).toEqual([]);
  });

  const scored = (score: (n: number) => number) =>
    Array.from({ length: 100 }, (_, n) => `${n + 1},-1,10,20,30,40,${score(n)}`).join('\n');

  test('scores of a detector that is often sure stay as they are, others are stretched to them', () => {
    expect(read(scored((n) => 0.7 + n / 330)).sureScore).toBe(0.95);
    expect(read(scored((n) => n / 200)).sureScore).toBeCloseTo(0.45, 1);
    expect(read(scored((n) => n)).sureScore).toBeCloseTo(89, 0);
  });

  test.each([1, -1, 0, 37])('where every score is %d, every box counts for a good one', (score) => {
    const { sureScore, boxesOf } = read(scored(() => score));
    expect(sureScore).toBe(0.95);
    expect([...boxesOf.values()].every((boxes) => boxes[4] === 0.9)).toBe(true);
  });

  test('distinguishes boxes of a larger picture from fitting ones', () => {
    const detections = read(scored(() => 0.9));
    expect(areBoxesWithin(detections, { widthPx: 640, heightPx: 480 })).toBe(true);
    expect(areBoxesWithin(detections, { widthPx: 20, heightPx: 480 })).toBe(false);
  });
});
