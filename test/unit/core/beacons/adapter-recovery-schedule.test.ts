import { describe, expect, test } from 'vitest';
import {
  AdapterRecoverySchedule,
  RECOVERY_STEPS,
  silenceLimits,
} from '../../../../src/core/beacons/adapter-recovery-schedule.ts';

/** Plays seconds of silence and lists what was tried when. */
function silence(ladder: AdapterRecoverySchedule, fromS: number, seconds: number): [number, string][] {
  const tried: [number, string][] = [];
  for (let s = fromS; s < fromS + seconds; s++) {
    const remedy = ladder.tick(s * 1000);
    if (remedy !== undefined) tried.push([s, remedy]);
  }
  return tried;
}

describe('a radio that goes deaf (F36)', () => {
  test('is found by its canary in seconds, and every remedy is tried in turn within a minute', () => {
    const ladder = new AdapterRecoverySchedule(silenceLimits(2000), 0);
    ladder.acceptAdvert(0, true);
    const tried = silence(ladder, 0, 60);
    expect(tried.map(([, remedy]) => remedy).slice(0, 5)).toEqual([...RECOVERY_STEPS]);
    expect(tried[0]?.[0]).toBeLessThan(10);
    expect(tried[4]?.[0]).toBeLessThan(60);
  });

  test('is found although other radios go on', () => {
    const ladder = new AdapterRecoverySchedule(silenceLimits(1000), 0);
    for (let s = 0; s < 20; s++) ladder.acceptAdvert(s * 1000, s < 5);
    expect(ladder.isDeaf(19_000)).toBe(true);
  });

  test('without a canary is found within two minutes of silence', () => {
    const ladder = new AdapterRecoverySchedule(silenceLimits(undefined), 0);
    const tried = silence(ladder, 0, 120);
    expect(tried[0]).toEqual([61, 'rescan']);
    expect(tried.map(([, remedy]) => remedy)).toContain('give-up');
  });

  test('starts at the mildest remedy again after one has worked', () => {
    const ladder = new AdapterRecoverySchedule(silenceLimits(1000), 0);
    expect(silence(ladder, 0, 18).map(([, remedy]) => remedy)).toEqual(['rescan', 'reset-adapter']);
    ladder.acceptAdvert(18_000, true);
    expect(silence(ladder, 18, 12).map(([, remedy]) => remedy)).toEqual(['rescan']);
  });

  test('gives a new process its time, and goes on at the next rung when that did not help', () => {
    const ladder = new AdapterRecoverySchedule(silenceLimits(1000), 0);
    expect(silence(ladder, 0, 9).map(([, remedy]) => remedy)).toEqual(['rescan']);
    ladder.begin(9_000);
    expect(silence(ladder, 9, 8)).toEqual([]);
    expect(silence(ladder, 17, 2).map(([, remedy]) => remedy)).toEqual(['reset-adapter']);
  });

  test('proves nothing before its canary was heard once', () => {
    const ladder = new AdapterRecoverySchedule(silenceLimits(1000), 0);
    ladder.acceptAdvert(1000, false);
    expect(ladder.isHearing(1000)).toBe(false);
    ladder.acceptAdvert(2000, true);
    expect(ladder.isHearing(2000)).toBe(true);
    expect(ladder.isHearing(9000)).toBe(false);
  });
});
