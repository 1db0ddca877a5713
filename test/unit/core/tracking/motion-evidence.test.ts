import { describe, expect, test } from 'vitest';
import { MOTION_EVIDENCE, MotionEvidence } from '../../../../src/core/tracking/motion-evidence.ts';
import { seeded } from './scene.ts';

type Box = readonly [left: number, top: number, width: number, height: number];

/** Shows boxes of somebody 200 px tall, one every `stepMs`, and says when it was found to have moved (s). */
function watch(box: (second: number) => Box, seconds: number, stepMs = 100): number | undefined {
  const motion = new MotionEvidence();
  motion.start(...box(0));
  for (let ms = stepMs; ms <= 1000 * seconds; ms += stepMs) {
    motion.update(...box(ms / 1000), stepMs);
    if (motion.hasMoved) return ms / 1000;
  }
  return undefined;
}

describe('evidence of motion', () => {
  test('somebody who walks has moved within a second, at any frame rate', () => {
    for (const stepMs of [40, 100, 300]) {
      expect(watch((s) => [300 + 140 * s, 100, 80, 200], 3, stepMs)).toBeLessThanOrEqual(1.5);
    }
  });

  test('somebody who shifts from one leg to the other has moved, somebody who comes nearer too', () => {
    expect(watch((s) => [300 + (s > 3 ? 14 : 0), 100, 80, 200], 8)).toBeLessThan(6);
    expect(watch((s) => [300 - 4 * s, 100 - 4 * s, 80 + 8 * s, 200 + 20 * s], 8)).toBeLessThan(6);
  });

  test('a thing whose box flutters never has, in an hour, whatever the frame rate and the flutter', () => {
    for (const stepMs of [100, 500]) {
      for (const flutter of [0.01, 0.03, 0.06]) {
        const random = seeded(stepMs + 1000 * flutter);
        const off = () => 2 * flutter * 200 * (random() - 0.5);
        expect(
          watch(() => [300 + off(), 100 + off(), 80 + off(), 200 + off()], 3600, stepMs),
        ).toBeUndefined();
      }
    }
  });

  test('an edge that something covers has not moved the thing', () => {
    expect(watch((s) => [300, 100, 80, s % 10 < 4 ? 120 : 200], 600)).toBeUndefined();
    expect(watch((s) => [300 + (s % 10 < 4 ? 40 : 0), 100, s % 10 < 4 ? 40 : 80, 200], 600)).toBeUndefined();
  });

  test('goes on where it was saved', () => {
    const one = new MotionEvidence();
    one.start(300, 100, 80, 200);
    for (let n = 0; n < 30; n++) one.update(300 + (n % 3), 100, 80, 200, 100);
    const other = MOTION_EVIDENCE.decode(JSON.parse(JSON.stringify(MOTION_EVIDENCE.encode(one))), 'motion');
    for (let n = 0; n < 40; n++) {
      for (const motion of [one, other]) motion.update(300 + n, 100, 80, 200, 100);
      expect(other.hasMoved).toBe(one.hasMoved);
    }
    expect(one.hasMoved).toBe(true);
  });
});
