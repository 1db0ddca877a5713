import type { TrackerSettings } from '../../../src/core/tracking/tracker-settings.ts';
import { TRACKER_DEFAULTS } from '../../../src/core/tracking/tracker-settings.ts';
import { seeded } from '../../../test/unit/core/tracking/scene.ts';
import type { MotSequence } from './mot-data.ts';
import type { MotCounts } from './mot-metrics.ts';
import { scoreMot, sumCounts } from './mot-metrics.ts';
import type { View } from './tracking-views.ts';
import { blurred, countView, createView, FIXED_CAMERAS } from './tracking-views.ts';

/** Candidates drawn at random for all choices, and those that each choice then makes of its own best ones. */
const DRAWN = 150;
const MADE = 50;
/** A choice changes one of so many of its best, in up to so many constants. */
const PARENTS = 3;
const MOST_CHANGES = 3;
/** Of every frame, sharp and blurred twice, and of every third, as a small computer sees them, sharp and blurred. */
const VIEW_WEIGHTS = [1, 0.7, 0.7, 0.7, 0.7];
const MOVING_WEIGHT = 0.35;
/** Weight of the mean over sequences beside that of all their boxes together. */
const EACH_WEIGHT = 0.3;

/** What a choice may take for each constant: from timid to bold, around common practice, not around the defaults. */
const GRID: Partial<Record<keyof TrackerSettings, readonly number[]>> = {
  strongScore: [0.8, 0.85, 0.9],
  fairScore: [0.65, 0.75, 0.85],
  lostAfterMs: [500, 1_000, 2_000, 3_000],
  placeNoise: [0.055, 0.08, 0.1],
  agility: [0.05, 0.1, 0.2],
  speedFade: [0.2, 0.5, 1.5],
  slackPerDeviation: [0.7, 1, 1.5, 2],
  maxSlack: [0.5, 0.8],
  minOverlap: [0.2, 0.3],
  minHeightRatio: [0.6, 0.65, 0.7],
  heightWeight: [0, 0.6],
  stitchOdds: [0, 1, 2],
  stitchMemoryMs: [1_500, 3_000],
};

interface Candidate {
  readonly settings: TrackerSettings;
  /** Per view, per fixed camera; and all moving ones together. */
  readonly views: readonly (readonly MotCounts[])[];
  readonly moving: MotCounts;
}

class Chooser {
  readonly #random = seeded(11);
  readonly #views: readonly (readonly View[])[];
  readonly #moving: readonly View[];
  readonly #keys = Object.keys(GRID) as (keyof TrackerSettings)[];
  readonly #drawn: Candidate[];

  constructor(fixed: readonly MotSequence[], moving: readonly MotSequence[]) {
    this.#views = [
      fixed.map((one) => createView(one)),
      fixed.map((one) => createView(blurred(one, 1))),
      fixed.map((one) => createView(blurred(one, 3))),
      fixed.map((one) => createView(one, 3, 2)),
      fixed.map((one) => createView(blurred(one, 2), 3)),
    ];
    this.#moving = moving.map((one) => createView(one, 2));
    this.#drawn = Array.from({ length: DRAWN }, () =>
      this.evaluate(this.#draw(TRACKER_DEFAULTS, this.#keys)),
    );
  }

  evaluate(settings: TrackerSettings): Candidate {
    return {
      settings,
      views: this.#views.map((views) => views.map((view) => countView(view, settings))),
      moving: sumCounts(this.#moving.map((view) => countView(view, settings))),
    };
  }

  /** Chosen without a look at fixed camera `left`. */
  choose(left: number): Candidate {
    const ranked = this.#drawn.map((one) => [merit(one, left), one] as const);
    for (let n = 0; n < MADE; n++) {
      ranked.sort((a, b) => b[0] - a[0]);
      const parent = ranked[Math.floor(PARENTS * this.#random())]?.[1];
      if (parent === undefined) break;
      const changes = 1 + Math.floor(MOST_CHANGES * this.#random());
      const keys = Array.from({ length: changes }, () => this.#pick(this.#keys));
      const child = this.evaluate(this.#draw(parent.settings, keys));
      ranked.push([merit(child, left), child]);
    }
    ranked.sort((a, b) => b[0] - a[0]);
    return ranked[0]?.[1] ?? this.evaluate(TRACKER_DEFAULTS);
  }

  #draw(from: TrackerSettings, keys: readonly (keyof TrackerSettings)[]): TrackerSettings {
    const drawn = keys.map((key) => [key, this.#pick(GRID[key] ?? [from[key]])]);
    return { ...from, ...Object.fromEntries(drawn) };
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(values.length * this.#random())] as T;
  }
}

function computeMerit(counts: MotCounts): number {
  const { hota, idf1, mota } = scoreMot(counts);
  return hota + 0.7 * idf1 + 0.15 * mota;
}

function merit({ views, moving }: Candidate, left: number): number {
  const weights = VIEW_WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  const fixed = views.map((counts, n) => {
    const used = counts.filter((_, sequence) => sequence !== left);
    const each = used.reduce((sum, one) => sum + computeMerit(one), 0) / used.length;
    const both = (computeMerit(sumCounts(used)) + EACH_WEIGHT * each) / (1 + EACH_WEIGHT);
    return ((VIEW_WEIGHTS[n] ?? 0) * both) / weights;
  });
  return fixed.reduce((sum, one) => sum + one, 0) + MOVING_WEIGHT * computeMerit(moving);
}

function print(label: string, counts: readonly MotCounts[]): void {
  const { hota, idf1, mota, switches } = scoreMot(sumCounts(counts));
  const cells = [hota, idf1, mota].map((value) => (100 * value).toFixed(1).padStart(7));
  console.log(label.padEnd(52) + cells.join('') + String(switches).padStart(7));
}

/** What was chosen without each sequence, scored on it; returned is every frame of all of them. */
export function printChoice(sequences: readonly MotSequence[]): MotCounts[] {
  const fixed = sequences.filter(({ name }) => FIXED_CAMERAS.includes(name));
  const moving = sequences.filter(({ name }) => !FIXED_CAMERAS.includes(name));
  const chooser = new Chooser(fixed, moving);
  const chosen = fixed.map((_, left) => chooser.choose(left));
  const onAll = chooser.choose(-1);
  const defaults = chooser.evaluate(TRACKER_DEFAULTS);
  console.log(`\nChoice of the constants, fixed cameras                 HOTA   IDF1   MOTA  switches`);
  [
    'Every frame',
    'Every frame, blurred boxes',
    'Every frame, blurred otherwise',
    'Every third frame',
    'Every third frame, blurred boxes',
  ].forEach((view, v) => {
    console.log(view);
    fixed.forEach(({ name }, n) => {
      print(`  ${name}, chosen without it`, chosen[n]?.views[v]?.slice(n, n + 1) ?? []);
    });
    print(
      '  combined, each left out of its own choice',
      chosen.flatMap((one, n) => one.views[v]?.[n] ?? []),
    );
    print('  combined, chosen on all five', onAll.views[v] ?? []);
    print('  combined, the defaults', defaults.views[v] ?? []);
  });
  const changed = Object.entries(onAll.settings).filter(
    ([key, value]) => TRACKER_DEFAULTS[key as keyof TrackerSettings] !== value,
  );
  console.log(`Chosen on all five, other than the defaults: ${JSON.stringify(Object.fromEntries(changed))}`);
  return chosen.flatMap((one, n) => one.views[0]?.[n] ?? []);
}
