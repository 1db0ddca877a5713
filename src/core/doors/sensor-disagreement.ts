import { number, numbers, row } from '../model/codec.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, held, heldObject } from '../model/state-part.ts';
import type { Company } from './companies.ts';
import type { CountSource } from './count-source.ts';

/** Weight that old comparisons lose per person: comparisons span about the last 300 people. */
const FADE_PER_PERSON = 1 / 300;
/** Variance per person by which two sensors' counts of both directions differ by chance. */
const NOISE_PER_PERSON = 0.07;
/** With fewer people, a difference proves no disagreement. */
const MIN_PEOPLE = 30;
const DISAGREEMENT_SDS = 4.5;
/** Smallest relative difference that is reported: `NEW_SHARE` at first, `KNOWN_SHARE` after `KNOWN_PEOPLE`. */
const NEW_SHARE = 0.25;
const KNOWN_SHARE = 0.15;
const KNOWN_PEOPLE = 600;
/** Relative error that remains between sensors which learned from each other. */
const KNOWN_SD = 0.015;
/** Below this difference the sensors agree again. */
const AGREED_SHARE = 0.1;
/** Error of the usual count: a relative error, and a variance per person because people come in pairs. */
const USUAL_SD = 0.15;
const USUAL_NOISE_PER_PERSON = 1.7;
/** Of two counts, one is clearly unusual when its log-likelihood is lower than the other's by more than this. */
const CLEARLY_LESS = 3;
/** To reverse a verdict, the log-likelihood must be lower by more than this. */
const FAR_LESS = 7;
const DAY_MS = 86_400_000;
/** Missed people explain a difference when they make up more than this share of it. */
const MOST_OF_IT = 0.5;
/**
 * A sensor is blind when it counts less than 10 % of another. A line that counts 1.8 times as many as another sensor
 * invents people.
 */
const SEEING_SHARE = 0.1;
const MADE_UP_TIMES = 1.8;

export interface Resolution {
  readonly source: CountSource;
  readonly isFaulted: boolean;
  /** The source counted people who were not there, so what others learned from it is wrong. */
  readonly madeUp: boolean;
}

interface Claim {
  readonly source: CountSource;
  /** Corrected count over the time in which all sources could be compared. */
  readonly people: number;
  /** Share of people who came alone that the source missed, beyond its usual share. */
  readonly overlooked: number;
  readonly sd: number;
}

const PEOPLE = row({
  compared: number,
  /** People compared since the corrections were last dropped. */
  sinceBegin: number,
  usual: number,
  withoutUsual: number,
  alone: number,
  day: number,
});

/**
 * Finds which of a door's sensors is wrong when they differ beyond chance for long. Compares with the corrections of
 * the last good day: today's corrections adapt to a fault within hours and hide it. The wrong sensor is the one that is
 * clearly further from the usual count. If neither is, it is the one that misses people whom the other sees. Otherwise
 * it is the one that counts more, or the one whose kind is more often wrong.
 */
export class SensorDisagreement implements Checkpointed {
  readonly #sources: readonly CountSource[];
  #claimed: number[];
  /** Missed people among those who came alone, by source. */
  #overlooked: number[];
  /** Missed share on the last good day, by source. */
  #overlookedBefore: number[];
  readonly #people = { compared: 0, sinceBegin: 0, usual: 0, withoutUsual: 0, alone: 0, day: 0 };
  readonly state: StatePart;

  constructor(sources: readonly CountSource[]) {
    this.#sources = sources;
    this.#claimed = sources.map(() => 0);
    this.#overlooked = sources.map(() => 0);
    this.#overlookedBefore = sources.map(() => 0);
    const list = (get: () => readonly number[], set: (values: number[]) => void) =>
      held(
        numbers(),
        () => [...get()],
        (values) => {
          if (values.length === sources.length) set([...values]);
        },
      );
    this.state = composed({
      people: heldObject(PEOPLE, this.#people),
      claimed: list(
        () => this.#claimed,
        (values) => (this.#claimed = values),
      ),
      overlooked: list(
        () => this.#overlooked,
        (values) => (this.#overlooked = values),
      ),
      overlookedBefore: list(
        () => this.#overlookedBefore,
        (values) => (this.#overlookedBefore = values),
      ),
    });
  }

  /** Restarts the comparison after corrections were dropped. */
  begin(): void {
    this.#people.sinceBegin = 0;
    if (this.#sources.every(({ isRemembered }) => isRemembered)) return;
    this.#claimed = this.#sources.map(() => 0);
    this.#overlooked = this.#sources.map(() => 0);
    Object.assign(this.#people, { usual: 0, withoutUsual: 0, alone: 0 });
  }

  /** Adds a minute that all sources counted. `usual` is the usual count of such a minute, if known. */
  compare(start: number, usual: number | undefined): void {
    this.#rememberDay(start);
    const claims = this.#sources.map((source) => correctedMinute(source));
    const most = Math.max(...claims);
    const kept = (1 - FADE_PER_PERSON) ** most;
    this.#claimed = this.#claimed.map((people, i) => kept * people + (claims[i] ?? 0));
    this.#overlooked = this.#overlooked.map((people) => kept * people);
    const people = this.#people;
    people.alone *= kept;
    people.compared += most;
    people.sinceBegin += most;
    people.usual = kept * people.usual + (usual ?? 0);
    people.withoutUsual = kept * people.withoutUsual + (usual === undefined ? most : 0);
  }

  /** After a day of agreement, saves the corrections for comparisons of the next day. */
  #rememberDay(at: number): void {
    const day = Math.floor(at / DAY_MS);
    const { day: last, sinceBegin } = this.#people;
    if (day === last) return;
    this.#people.day = day;
    const [most, least] = [Math.max(...this.#claimed), Math.min(...this.#claimed)];
    const isWell = most - least < AGREED_SHARE * most && !this.#sources.some(({ isFaulted }) => isFaulted);
    if (!isWell || sinceBegin < KNOWN_PEOPLE) return;
    for (const source of this.#sources) source.remember();
    this.#overlookedBefore = this.#sources.map((_, i) => this.#overlookedShare(i));
  }

  /** Adds a company if it is one person. In larger ones, missed people look the same as people counted twice. */
  judge({ counts }: Company): void {
    if (Math.max(...counts.values()) !== 1) return;
    this.#people.alone += 1;
    this.#overlooked = this.#overlooked.map((people, i) => {
      const source = this.#sources[i];
      return source !== undefined && counts.get(source) === 0 ? people + 1 : people;
    });
  }

  #overlookedShare(i: number): number {
    return (this.#overlooked[i] ?? 0) / (this.#people.alone + 1);
  }

  /** Returns whether two sources with a long history differ now. */
  isApart(a: CountSource, b: CountSource): boolean {
    const of = (source: CountSource) => this.#claimed[this.#sources.indexOf(source)] ?? 0;
    const [less, more] = of(a) < of(b) ? [of(a), of(b)] : [of(b), of(a)];
    return this.#people.compared >= KNOWN_PEOPLE && more - less > AGREED_SHARE * more;
  }

  /** Returns a verdict on each source, except on those whose difference may still be chance. */
  resolve(sdOf: (source: CountSource) => number): readonly Resolution[] {
    const claims = this.#sources.map((source, i) => ({
      ...{ source, sd: sdOf(source) },
      ...{
        people: this.#claimed[i] ?? 0,
        overlooked: this.#overlookedShare(i) - (this.#overlookedBefore[i] ?? 0),
      },
    }));
    const [first, ...others] = claims.toSorted((a, b) => b.people - a.people);
    if (first === undefined || first.people < MIN_PEOPLE) return [];
    const trusted = others.reduce(
      (best, claim) => (this.#culprit(best, claim) === best ? claim : best),
      first,
    );
    return claims.flatMap((claim) => this.#verdict(claim, trusted));
  }

  #verdict(claim: Claim, trusted: Claim): Resolution[] {
    const { source } = claim;
    if (claim === trusted) return [{ source, isFaulted: false, madeUp: false }];
    const off = Math.abs(claim.people - trusted.people) / Math.max(claim.people, trusted.people);
    if (off < AGREED_SHARE) return [{ source, isFaulted: false, madeUp: false }];
    if (!this.#isBeyondChance(claim, trusted)) return [];
    return [{ source, isFaulted: true, madeUp: claim.people > trusted.people }];
  }

  /** Returns which of two sources is more likely wrong. */
  #culprit(a: Claim, b: Claim): Claim {
    const unusual = this.#findUnusual(a, b);
    if (unusual !== undefined) return unusual;
    if (a.source.isFaulted !== b.source.isFaulted) return a.source.isFaulted ? a : b;
    return a.people >= b.people ? likelier(a, b) : likelier(b, a);
  }

  /**
   * Returns the source that is clearly further from the usual count. Undefined when neither is, or when no usual count
   * is known.
   */
  #findUnusual(a: Claim, b: Claim): Claim | undefined {
    const { usual, withoutUsual } = this.#people;
    if (usual <= MIN_PEOPLE || withoutUsual >= usual * AGREED_SHARE) return undefined;
    const sd = Math.hypot(USUAL_SD, Math.sqrt(USUAL_NOISE_PER_PERSON / usual));
    const [further, nearer] = distance(a.people, usual) > distance(b.people, usual) ? [a, b] : [b, a];
    const less = (distance(further.people, usual) ** 2 - distance(nearer.people, usual) ** 2) / (2 * sd ** 2);
    return less > (nearer.source.isFaulted ? FAR_LESS : CLEARLY_LESS) ? further : undefined;
  }

  #isBeyondChance(a: Claim, b: Claim): boolean {
    const difference = Math.abs(a.people - b.people);
    const isKnown = this.#people.compared >= KNOWN_PEOPLE;
    const shared = ({ people, sd }: Claim) => (people * (isKnown ? KNOWN_SD : sd)) ** 2;
    const variance = NOISE_PER_PERSON * (a.people + b.people) + shared(a) + shared(b);
    return (
      difference > DISAGREEMENT_SDS * Math.sqrt(variance) &&
      difference > (isKnown ? KNOWN_SHARE : NEW_SHARE) * Math.max(a.people, b.people)
    );
  }
}

function correctedMinute(source: CountSource): number {
  return source.minute.in * source.factorBefore('in') + source.minute.out * source.factorBefore('out');
}

/** Decides by kinds of sensors: some miss people, some count pairs as one person, some invent people. */
function likelier(more: Claim, less: Claim): Claim {
  const overlooked = less.overlooked - more.overlooked;
  const isOverlooked = overlooked > MOST_OF_IT * (1 - less.people / more.people);
  if (more.source.isRemembered && less.source.isRemembered) return isOverlooked ? less : more;
  if (isMadeUp(more, less)) return more;
  const isMerged = less.source.neverInvents && more.people < MADE_UP_TIMES * less.people;
  if (isMerged || isOverlooked) return less;
  return more.source.kind === 'line' || less.source.kind !== 'line' ? more : less;
}

/** Returns whether `more` invents people. Only a camera's line can, when tracks are lost and found again. */
function isMadeUp(more: Claim, less: Claim): boolean {
  const isSeeing = less.people >= SEEING_SHARE * more.people;
  const isLine = more.source.kind === 'line' && less.source.kind !== 'line';
  return isLine && isSeeing && less.people * MADE_UP_TIMES <= more.people;
}

function distance(people: number, usual: number): number {
  return Math.abs(Math.log((people + 1) / (usual + 1)));
}
