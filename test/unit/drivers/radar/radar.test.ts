import { expect, test } from 'vitest';
import { GhostFilter } from '../../../../src/drivers/radar/ghost-filter.ts';
import { RadarFrames } from '../../../../src/drivers/radar/radar-frames.ts';
import { floorToPicture, pictureToFloor } from '../../../../src/drivers/radar/radar-plane.ts';
import { playRadarQueue } from '../../../support/radar/radar-queue.ts';
import { Random } from '../../../support/seeded-random.ts';

const ONE = 'aaff0300b084c4891e0068010000000000000000000000000000000055cc';
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

test('reads a target of the LD2450 however its bytes are cut', () => {
  for (let cut = 0; cut <= 30; cut++) {
    const frames = new RadarFrames('ld2450');
    const found = [bytes(ONE).slice(0, cut), bytes(ONE).slice(cut)].flatMap((part) => frames.push(part));
    expect(found).toEqual([[{ xMm: 1_200, yMm: 2_500 }]]);
  }
});

test('finds the next frame after noise, and after a header that was none', () => {
  const frames = new RadarFrames('rd-03d');
  const noise = bytes('55ccaaff0300aaff');
  expect(frames.push(new Uint8Array([...noise, ...bytes(ONE), ...noise, ...bytes(ONE)]))).toHaveLength(2);
});

test('reads targets of the LD2460 on either side of it', () => {
  const frames = new RadarFrames('ld2460');
  const frame = bytes('f4f3f2f10413000c001900f4ff1900f8f7f6f5');
  expect(frames.push(frame)).toEqual([
    [
      { xMm: 1_200, yMm: 2_500 },
      { xMm: -1_200, yMm: 2_500 },
    ],
  ]);
});

test.each(['ld2450', 'ld2460'] as const)('throws at no bytes of the %s', (model) => {
  const random = new Random(3);
  const [frames, ghosts] = [new RadarFrames(model), new GhostFilter()];
  for (let i = 0; i < 20_000; i++) {
    const chunk = Uint8Array.from({ length: random.int(0, 60) }, () => random.int(0, 255));
    const good = random.chance(0.3) ? bytes(ONE) : new Uint8Array(0);
    for (const targets of frames.push(new Uint8Array([...chunk, ...good]))) ghosts.filter(targets, i * 100);
  }
  expect(
    frames.push(bytes(model === 'ld2450' ? `${'00'.repeat(40)}${ONE}` : 'f4f3f2f1040b00f8f7f6f5')),
  ).toHaveLength(1);
});

test('lies on the floor plan as it was measured', () => {
  const place = { x: 3, y: 1, facingDegrees: 30 };
  const outline = [
    [4, 2],
    [5, 5],
  ] as const;
  const [a, b, c, d, e, f] = pictureToFloor(place);
  const back = floorToPicture(place, outline).map(({ x, y }) => [a * x + b * y + c, d * x + e * y + f]);
  for (const [i, [x, y]] of outline.entries()) {
    expect(back[i]?.[0]).toBeCloseTo(x, 6);
    expect(back[i]?.[1]).toBeCloseTo(y, 6);
  }
});

test('counts the person-time of three people in a queue, and next to no ghosts', () => {
  const { trueMs, countedMs, ghostMs } = playRadarQueue(1, 22);
  expect(Math.abs(countedMs / trueMs - 1)).toBeLessThan(0.1);
  expect(ghostMs / trueMs).toBeLessThan(0.02);
});
