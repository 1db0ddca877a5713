import { describe, expect, test } from 'vitest';
import {
  addedIndexVariance,
  indexInterval,
  RadiosPerPerson,
} from '../../../../src/core/radios/radios-per-person.ts';
import { createRandom } from '../../../support/random.ts';

const INDEX = { index: 10, indexLineVar: 1, indexScatterVar: 4 };

describe('interval of the index', () => {
  const halfOf = (minutes: number) => indexInterval(INDEX, minutes).high - INDEX.index;

  test('is by both errors in a minute', () => {
    expect(halfOf(1)).toBeCloseTo(1.96 * Math.sqrt(1 + 4), 6);
  });

  test('gets narrower over an hour by the scatter alone, and less than if minutes were independent', () => {
    expect(halfOf(60)).toBeGreaterThan(1.96 * Math.sqrt(1 + 4 / 60));
    expect(halfOf(60)).toBeLessThan(1.96 * Math.sqrt(1 + (5 * 4) / 60));
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

describe('the interval of an hour', () => {
  /** A store's first hours: people carry more or fewer radios, and those who are inside stay for some minutes. */
  function holdHours(random: () => number): boolean[] {
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const [always, perPerson] = [Math.abs(4 * normal()), Math.max(0.3, 1.3 + 0.5 * normal())];
    const line = new RadiosPerPerson();
    for (let minute = 0; minute < 15; minute++) line.learn(Math.round(always), 0);
    let more = 0;
    return Array.from({ length: 5 }, (_, hour) => {
      const sum = { index: 0, indexLineVar: 0, indexScatterVar: 0, inside: 0 };
      for (let minute = 60 * hour; minute < 60 * hour + 60; minute++) {
        const inside = 4 + 2.5 * Math.sin(minute / 30);
        more = 0.65 * more + Math.sqrt((1 - 0.65 ** 2) * 0.3 * perPerson * inside) * normal();
        const heard = Math.max(0, always + perPerson * inside + more);
        line.learn(heard, inside);
        const told = { ...line.index(heard), inside };
        for (const key of ['index', 'indexLineVar', 'indexScatterVar', 'inside'] as const)
          sum[key] += told[key] / 60;
      }
      const { low, high } = indexInterval(sum, 60);
      return low <= sum.inside && sum.inside <= high;
    });
  }

  test('holds who was inside neither too seldom nor nearly always, in stores as the prior has them', () => {
    const random = createRandom(9);
    const held = Array.from({ length: 200 }, () => holdHours(random)).flat();
    const share = held.filter(Boolean).length / held.length;
    expect(share).toBeGreaterThan(0.93);
    expect(share).toBeLessThan(0.985);
  });
});
