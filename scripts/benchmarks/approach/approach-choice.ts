import type { ApproachTuning } from '../../../src/core/rules/approach-detector.ts';
import { detectApproaches } from './approach-detect.ts';
import type { Scene } from './approach-scene.ts';
import type { Tally } from './approach-score.ts';
import { measure, sum } from './approach-score.ts';

/** A camera of a public set, or one of a store. */
export interface Group {
  readonly of: 'cameras' | 'stores';
  readonly name: string;
  readonly scene: Scene;
}

/** One set of constants and what came of it. */
export interface Choice {
  readonly tuning: ApproachTuning;
  readonly text: string;
  /** By the name of a group, or of all groups of a kind but one. */
  talliesOf(what: string, without?: string): readonly Tally[];
}

export const CHOICES: readonly ApproachTuning[] = [1, 2].flatMap((inARow) =>
  [1_200, 1_600].flatMap((spanMs) =>
    [0.75, 1].flatMap((leadShare) =>
      [0, 0.05, 0.1].map((leastSpeed) => ({ inARow, spanMs, leadShare, leastSpeed })),
    ),
  ),
);

export function tryAll(groups: readonly Group[]): Choice[] {
  return CHOICES.map((tuning): Choice => {
    const { inARow, spanMs, leadShare, leastSpeed } = tuning;
    const tallies = groups.map(({ scene }) => measure([scene], detectApproaches(tuning)));
    return {
      tuning,
      text: `${inARow} in a row, ${spanMs} ms, ${leadShare} leads, ${leastSpeed} heights/s`,
      talliesOf: (what, without) =>
        groups.flatMap(({ of, name }, i) =>
          name !== without && (name === what || of === what) ? (tallies[i] ?? []) : [],
        ),
    };
  });
}

/** The best mean F1 of cameras and stores, the named one left out. */
export function chooseWithout(choices: readonly Choice[], name: string): Choice {
  const f1 = (choice: Choice, of: Group['of']) => {
    const { recall, precision } = sum(choice.talliesOf(of, name));
    return (2 * recall * precision) / (recall + precision);
  };
  const merit = (choice: Choice) => f1(choice, 'cameras') + f1(choice, 'stores');
  return choices.reduce((best, choice) => (merit(choice) > merit(best) ? choice : best));
}
