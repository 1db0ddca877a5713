import { describe, expect, test } from 'vitest';
import {
  addedIndexVariance,
  indexInterval,
  RadiosPerPerson,
} from '../../../../src/core/radios/radios-per-person.ts';

const INDEX = { index: 10, indexLineVar: 1, indexScatterVar: 4 };

describe('interval of the index', () => {
  const halfOf = (minutes: number) => indexInterval(INDEX, minutes).high - INDEX.index;

  test('is by both errors in a minute', () => {
    expect(halfOf(1)).toBeCloseTo(1.96 * Math.sqrt(1 + 4), 6);
  });

  test('gets narrower over an hour by the scatter alone, and less than if minutes were independent', () => {
    expect(halfOf(60)).toBeGreaterThan(1.96 * Math.sqrt(1 + 4 / 60));
    expect(halfOf(60)).toBeLessThan(1.96 * Math.sqrt(1 + (4 * 4) / 60));
    expect(halfOf(100_000)).toBeCloseTo(1.96, 2);
  });

  test('follows from the variance that adds up over an hour', () => {
    const minutes = Array.from({ length: 60 }, () => addedIndexVariance(INDEX, 60) ?? 0);
    const sdOfMean = Math.sqrt(minutes.reduce((sum, each) => sum + each, 0)) / 3_600;
    expect(1.96 * sdOfMean).toBeCloseTo(halfOf(60), 6);
  });

  test('is unknown for an unknown index', () => {
    expect(addedIndexVariance({ indexLineVar: null, indexScatterVar: null }, 60)).toBeUndefined();
  });
});

describe('a receiver in a large store', () => {
  test('hears few of the people, and still tells how many are inside', () => {
    const ratio = new RadiosPerPerson();
    for (let minute = 0; minute < 600; minute++) {
      const inside = 20 + 10 * Math.sin(minute / 40);
      ratio.learn(0.05 * inside, inside);
    }
    expect(Math.abs(ratio.index(0.05 * 30).index - 30)).toBeLessThan(6);
  });
});
