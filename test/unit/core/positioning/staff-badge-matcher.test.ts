import { expect, test } from 'vitest';
import type { EpochMs, TagId } from '../../../../src/core/model/ids.ts';
import { StaffBadgeMatcher } from '../../../../src/core/positioning/staff-badge-matcher.ts';

const BADGE = 'badge-1' as TagId;

/** Where each person is, second by second; the badge is located 1.5 m beside its wearer. Returns who wears it. */
function wearers(
  seconds: number,
  people: Readonly<Record<number, (s: number) => [number, number]>>,
): Set<number> {
  const watch = new StaffBadgeMatcher();
  const found = new Set<number>();
  for (let s = 0; s < seconds; s++) {
    const at = (s * 1000) as EpochMs;
    for (const [person, place] of Object.entries(people)) watch.moved(Number(person), at, ...place(s));
    const [x, y] = people[1]?.(s) ?? [0, 0];
    const wearer = watch.placed(BADGE, at, x + 1.5 * Math.sin(s), y + 1.5 * Math.cos(s));
    if (wearer !== undefined) found.add(wearer);
  }
  return found;
}

const pacing = (s: number): [number, number] => [5 + 4 * Math.sin(s / 8), 5];

test('whoever walks where the badge walks wears it', () => {
  expect(wearers(60, { 1: pacing, 2: () => [12, 9], 3: (s) => [s / 4, 1] })).toEqual(new Set([1]));
});

test('a customer who is served by the one who wears it is nobody’s staff', () => {
  expect(wearers(120, { 1: () => [5, 5], 2: () => [6, 5] })).toEqual(new Set());
});

test('two who walk side by side leave the case open', () => {
  expect(wearers(120, { 1: pacing, 2: (s) => [pacing(s)[0] + 0.8, 5.5] })).toEqual(new Set());
});

test('who comes from the door to the counter does not wear the badge behind it, which no camera sees', () => {
  const watch = new StaffBadgeMatcher();
  const found = new Set<number>();
  for (let s = 0; s < 240; s++) {
    const at = (s * 1000) as EpochMs;
    watch.moved(1, at, Math.min(9.6, 2 + s * 0.5), 1.9);
    const wearer = watch.placed(BADGE, at, 9.6 + 0.7 * Math.sin(s), 0.5 + 0.7 * Math.cos(s));
    if (wearer !== undefined) found.add(wearer);
  }
  expect(found).toEqual(new Set());
});
