import { number, numbers, row } from '../model/codec.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, held, heldObject } from '../model/state-part.ts';
import { NOISE_PER_PERSON } from '../statistics/count-interval.ts';
import type { Company } from './companies.ts';
import type { CountSource } from './count-source.ts';

/** Earlier minutes fade with the people: what is compared is about the last 300 of them. */
const FADE_PER_PERSON = 1 / 300;
/** Fewer people prove nothing. */
const MIN_PEOPLE = 30;
const DISAGREEMENT_SDS = 4.5;
/** A difference that is named: while sensors get to know each other, and after this many people. */
const NEW_SHARE = 0.25;
const KNOWN_SHARE = 0.15;
const KNOWN_PEOPLE = 600;
/** Relative error of sensors that have taught each other. */
const KNOWN_SD = 0.015;
/** They agree again when they differ by less. */
const AGREED_SHARE = 0.1;
/** An hour comes out as usual within this share, beyond the chance of so few people who come in pairs. */
const USUAL_SD = 0.15;
const USUAL_NOISE_PER_PERSON = 1.7;
/** Of two numbers, one is clearly the unusual one when its log-likelihood is so much less. */
const CLEARLY_LESS = 3;
/** It takes more to take a verdict back. */
const FAR_LESS = 7;
const DAY_MS = 86_400_000;
/** So much of a difference tells where it comes from. */
const MOST_OF_IT = 0.5;
/** A blind sensor counts almost no one; a line that counts so many times what another sees made people up. */
const SEEING_SHARE = 0.1;
const MADE_UP_TIMES = 1.8;

export interface Resolution {
  readonly source: CountSource;
  readonly isFaulted: boolean;
  /** It counted people who were not there: what others learnt of it is wrong. */
  readonly madeUp: boolean;
}

interface Claim {
  readonly source: CountSource;
  /** Corrected, over the time in which all could be compared. */
  readonly people: number;
  /** The share that it overlooked of people who came alone, beyond what it always overlooks. */
  readonly overlooked: number;
  readonly sd: number;
}

const PEOPLE = row({
  compared: number,
  /** Since what they had taught each other was void. */
  sinceBegin: number,
  usual: number,
  withoutUsual: number,
  alone: number,
  day: number,
});

/**
 * Finds which of a door's sensors is wrong when they differ beyond chance for long. What they taught each other up to the
 * last good day corrects their counts. What they learn today follows a fault within hours and hides it. The one further
 * from what is usual is wrong. Else it is the one that overlooks people whom another sees. Else it is the one that counts
 * more than before, or the likelier by its kind.
 */
export class SensorDisagreement implements Checkpointed {
  readonly #sources: readonly CountSource[];
  #claimed: number[];
  /** Of people who came alone, those it did not see. */
  #overlooked: number[];
  /** The share of them on a day when all was well. */
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

  /** What they taught each other is void: they are compared anew. */
  begin(): void {
    this.#people.sinceBegin = 0;
    if (this.#sources.every(({ isRemembered }) => isRemembered)) return;
    this.#claimed = this.#sources.map(() => 0);
    this.#overlooked = this.#sources.map(() => 0);
    Object.assign(this.#people, { usual: 0, withoutUsual: 0, alone: 0 });
  }

  /** A minute that all of them counted; `usual` is what passes in such a minute, where it is known. */
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

  /** After a day on which they agreed, the next one is compared with what they know by now. */
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

  /** Only who comes alone tells the overlooked from those whom another one counts twice. */
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

  /** Whether two that have known each other for long differ by now. */
  isApart(a: CountSource, b: CountSource): boolean {
    const of = (source: CountSource) => this.#claimed[this.#sources.indexOf(source)] ?? 0;
    const [less, more] = of(a) < of(b) ? [of(a), of(b)] : [of(b), of(a)];
    return this.#people.compared >= KNOWN_PEOPLE && more - less > AGREED_SHARE * more;
  }

  /** Nothing for a sensor of which nothing new is known. */
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

  /** The likelier of two to be wrong, if they differed. */
  #culprit(a: Claim, b: Claim): Claim {
    const unusual = this.#findUnusual(a, b);
    if (unusual !== undefined) return unusual;
    if (a.source.isFaulted !== b.source.isFaulted) return a.source.isFaulted ? a : b;
    return a.people >= b.people ? likelier(a, b) : likelier(b, a);
  }

  /** The one that is clearly further from what is usual; undefined where none is, or nothing is usual yet. */
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

/** By what kinds of sensors do: overlook people, take pairs for one, make people up. */
function likelier(more: Claim, less: Claim): Claim {
  const overlooked = less.overlooked - more.overlooked;
  const isOverlooked = overlooked > MOST_OF_IT * (1 - less.people / more.people);
  if (more.source.isRemembered && less.source.isRemembered) return isOverlooked ? less : more;
  if (isMadeUp(more, less)) return more;
  const isMerged = less.source.neverInvents && more.people < MADE_UP_TIMES * less.people;
  if (isMerged || isOverlooked) return less;
  return more.source.kind === 'line' || less.source.kind !== 'line' ? more : less;
}

/** A counter or a beam cannot make people up, and a camera's line can, by losing and finding them. */
function isMadeUp(more: Claim, less: Claim): boolean {
  const isSeeing = less.people >= SEEING_SHARE * more.people;
  const isLine = more.source.kind === 'line' && less.source.kind !== 'line';
  return isLine && isSeeing && less.people * MADE_UP_TIMES <= more.people;
}

function distance(people: number, usual: number): number {
  return Math.abs(Math.log((people + 1) / (usual + 1)));
}
