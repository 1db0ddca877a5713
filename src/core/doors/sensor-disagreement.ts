import { NOISE_PER_PERSON } from '../statistics/count-interval.ts';
import type { CountSource } from './count-source.ts';

/** Fewer people prove nothing. */
const MIN_PEOPLE_TO_COMPARE = 30;
const DISAGREEMENT_SDS = 4.5;
const DISAGREEMENT_SHARE = 0.25;
/** No kind of sensor is held to be surer than this by what it says of itself. */
const MOST_SD = 0.12;
/** A blind sensor counts almost no one; a sensor that counts this share of another is not blind… */
const SEEING_SHARE = 0.1;
/** …and the other, with this many times its people, has made them up. */
const MADE_UP_TIMES = 1.8;

export interface SourceEstimate {
  readonly source: CountSource;
  /** What it counted, corrected, over the time in which all could be compared. */
  readonly people: number;
  /** Relative error that it is believed to have. */
  readonly sd: number;
}

export interface Resolution {
  readonly source: CountSource;
  readonly isFaulted: boolean;
  /** It counted people who were not there: what others learnt of it is wrong. */
  readonly madeUp: boolean;
}

/**
 * Which of a door's sensors are wrong, where they differ beyond chance: those further from what is usual at that time.
 * Where nothing is usual yet, those that count less, since sensors go blind more often than they see ghosts; but a
 * counter or a beam cannot make people up, and a camera's line can, by losing and finding them.
 */
export function resolveDisagreement(
  claims: readonly SourceEstimate[],
  usual: number | undefined,
): readonly Resolution[] {
  const most = Math.max(...claims.map(({ people }) => people));
  if (most < MIN_PEOPLE_TO_COMPARE) return [];
  const likely = usual === undefined || usual < MIN_PEOPLE_TO_COMPARE / 2 ? likeliest(claims) : usual;
  const sorted = claims.toSorted((a, b) => distance(a.people, likely) - distance(b.people, likely));
  const trusted = sorted[0];
  if (trusted === undefined) return [];
  const verdicts = sorted.slice(1).map((claim) => {
    const isFaulted = isBeyondChance(claim, trusted);
    return { source: claim.source, isFaulted, madeUp: isFaulted && claim.people > trusted.people };
  });
  return [...verdicts, { source: trusted.source, isFaulted: false, madeUp: false }];
}

function likeliest(claims: readonly SourceEstimate[]): number {
  const sane = claims.filter((claim) => !isMadeUp(claim, claims));
  return Math.max(...(sane.length > 0 ? sane : claims).map(({ people }) => people));
}

function isMadeUp({ source, people }: SourceEstimate, claims: readonly SourceEstimate[]): boolean {
  if (source.kind !== 'line') return false;
  return claims.some(
    (other) =>
      other.source.kind !== 'line' &&
      other.people >= SEEING_SHARE * people &&
      other.people * MADE_UP_TIMES <= people,
  );
}

function distance(people: number, likely: number): number {
  return Math.abs(Math.log((people + 1) / (likely + 1)));
}

function isBeyondChance(a: SourceEstimate, b: SourceEstimate): boolean {
  const difference = Math.abs(a.people - b.people);
  const shared = ({ people, sd }: SourceEstimate) => (people * Math.min(sd, MOST_SD)) ** 2;
  const variance = NOISE_PER_PERSON * (a.people + b.people) + shared(a) + shared(b);
  return (
    difference > DISAGREEMENT_SDS * Math.sqrt(variance) &&
    difference > DISAGREEMENT_SHARE * Math.max(a.people, b.people)
  );
}
