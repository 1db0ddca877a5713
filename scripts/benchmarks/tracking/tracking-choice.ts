import type { TrackerSettings } from '../../../src/core/tracking/tracker-settings.ts';
import { TRACKER_DEFAULTS } from '../../../src/core/tracking/tracker-settings.ts';
import { seeded } from '../../../test/unit/core/tracking/scene.ts';
import type { MotSequence } from './mot-data.ts';
import type { MotCounts } from './mot-metrics.ts';
import { scoreMot, sumCounts } from './mot-metrics.ts';
import { everyFrame } from './mot-run.ts';

const CANDIDATES = 120;
/** What a choice may take for each constant: from timid to bold, around common practice, not around the defaults. */
const GRID: Partial<Record<keyof TrackerSettings, readonly number[]>> = {
  strongScore: [0.6, 0.7, 0.8, 0.85, 0.9],
  weakestBirth: [0.5, 0.6, 0.7],
  confirmingScore: [0.9, 0.95, 1.5],
  confirmAfterMs: [500, 1_000, 2_000],
  unconfirmedLimitMs: [200, 300, 500],
  lostAfterMs: [300, 500, 800],
  joinLimitMs: [1_000, 2_000, 4_000],
  placeNoise: [0.04, 0.055, 0.08],
  agility: [0.1, 0.2, 0.4],
  slackPerDeviation: [0.4, 0.7, 1],
  minOverlap: [0.15, 0.2, 0.3],
  minOverlapWeak: [0.45, 0.55, 0.65],
  minHeightRatio: [0.6, 0.65, 0.7, 0.75],
  minOverlapLost: [0.55, 0.7, 0.8],
};

type CountFrames = (sequence: MotSequence, frames: readonly number[], settings: TrackerSettings) => MotCounts;

interface Candidate {
  readonly settings: TrackerSettings;
  /** Per sequence: every frame, and every third. */
  readonly every: readonly MotCounts[];
  readonly third: readonly MotCounts[];
}

function candidates(sequences: readonly MotSequence[], count: CountFrames): Candidate[] {
  const random = seeded(11);
  return Array.from({ length: CANDIDATES }, () => {
    const drawn = Object.entries(GRID).map(([key, values]) => [
      key,
      values[Math.floor(random() * values.length)] ?? 0,
    ]);
    return evaluate({ ...TRACKER_DEFAULTS, ...Object.fromEntries(drawn) }, sequences, count);
  });
}

function evaluate(
  settings: TrackerSettings,
  sequences: readonly MotSequence[],
  count: CountFrames,
): Candidate {
  return {
    settings,
    every: sequences.map((one) => count(one, everyFrame(one), settings)),
    third: sequences.map((one) => count(one, everyFrame(one, 3), settings)),
  };
}

function merit({ every, third }: Candidate, isUsed: (n: number) => boolean): number {
  return [every, third]
    .map((counts) => scoreMot(sumCounts(counts.filter((_, n) => isUsed(n)))))
    .reduce((sum, { hota, idf1, mota }) => sum + hota + idf1 / 2 + mota / 2, 0);
}

function best(all: readonly Candidate[], isUsed: (n: number) => boolean): Candidate {
  return all.reduce((top, one) => (merit(one, isUsed) > merit(top, isUsed) ? one : top));
}

function print(label: string, counts: readonly MotCounts[]): void {
  const { hota, idf1, mota, switches } = scoreMot(sumCounts(counts));
  const cells = [hota, idf1, mota].map((value) => (100 * value).toFixed(1).padStart(7));
  console.log(label.padEnd(52) + cells.join('') + String(switches).padStart(7));
}

/** For each sequence the constants are drawn at random and chosen on the other four; the fifth is then scored. */
export function printChoice(sequences: readonly MotSequence[], count: CountFrames): void {
  const all = candidates(sequences, count);
  const chosen = sequences.map((_, left) => best(all, (n) => n !== left));
  const onAll = best(all, () => true);
  const defaults = evaluate(TRACKER_DEFAULTS, sequences, count);
  console.log(
    `\nChoice of the constants among ${CANDIDATES} random draws            HOTA   IDF1   MOTA  switches`,
  );
  for (const part of ['every', 'third'] as const) {
    console.log(part === 'every' ? 'Every frame' : 'Every third frame');
    sequences.forEach(({ name }, n) => {
      const own = chosen[n]?.[part][n];
      if (own !== undefined) print(`  ${name}, chosen on the other four`, [own]);
    });
    print(
      '  combined, each left out of its own choice',
      chosen.flatMap((one, n) => one[part][n] ?? []),
    );
    print('  combined, chosen on all five', onAll[part]);
    print('  combined, the defaults', defaults[part]);
  }
}
