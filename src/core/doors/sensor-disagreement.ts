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
/** Of two numbers, one is clearly nearer to the usual one when the other is so many times further off. */
const CLEARLY_FURTHER = 1.5;
/** It takes more to take a verdict back. */
const FAR_FURTHER = 4;
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
  /** People of companies of which it saw no person. */
  readonly overlooked: number;
  readonly sd: number;
}

const PEOPLE = row({ compared: number, usual: number, withoutUsual: number });

/**
 * Finds which of a door's sensors is wrong when they differ beyond chance for long. It is the one that is further from what
 * is usual. Else it is the one that overlooked people whom another saw, or the likelier by its kind.
 */
export class SensorDisagreement implements Checkpointed {
  readonly #sources: readonly CountSource[];
  #claimed: number[];
  #overlooked: number[];
  readonly #people = { compared: 0, usual: 0, withoutUsual: 0 };
  readonly state: StatePart;

  constructor(sources: readonly CountSource[]) {
    this.#sources = sources;
    this.#claimed = sources.map(() => 0);
    this.#overlooked = sources.map(() => 0);
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
    });
  }

  /** What they taught each other is void: they are compared anew. */
  begin(): void {
    this.#claimed = this.#sources.map(() => 0);
    this.#overlooked = this.#sources.map(() => 0);
    Object.assign(this.#people, { usual: 0, withoutUsual: 0 });
  }

  /** A minute that all of them counted; `usual` is what passes in such a minute, where it is known. */
  compare(usual: number | undefined): void {
    const claims = this.#sources.map((source) => correctedMinute(source));
    const most = Math.max(...claims);
    const kept = (1 - FADE_PER_PERSON) ** most;
    this.#claimed = this.#claimed.map((people, i) => kept * people + (claims[i] ?? 0));
    this.#overlooked = this.#overlooked.map((people) => kept * people);
    const people = this.#people;
    people.compared += most;
    people.usual = kept * people.usual + (usual ?? 0);
    people.withoutUsual = kept * people.withoutUsual + (usual === undefined ? most : 0);
  }

  judge({ counts }: Company): void {
    const most = Math.max(...counts.values());
    this.#overlooked = this.#overlooked.map((people, i) => {
      const source = this.#sources[i];
      return source !== undefined && counts.get(source) === 0 ? people + most : people;
    });
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
      ...{ people: this.#claimed[i] ?? 0, overlooked: this.#overlooked[i] ?? 0 },
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
    const [further, nearer] = distance(a.people, usual) > distance(b.people, usual) ? [a, b] : [b, a];
    const times = nearer.source.isFaulted ? FAR_FURTHER : CLEARLY_FURTHER;
    return distance(further.people, usual) > times * distance(nearer.people, usual) ? further : undefined;
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
  return source.minute.in * source.factor('in') + source.minute.out * source.factor('out');
}

/** By what kinds of sensors do: overlook people, take pairs for one, make people up. */
function likelier(more: Claim, less: Claim): Claim {
  if (isMadeUp(more, less)) return more;
  const isMerged = less.source.neverInvents && more.people < MADE_UP_TIMES * less.people;
  const overlooked = less.overlooked - more.overlooked;
  if (isMerged || overlooked > MOST_OF_IT * (more.people - less.people)) return less;
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
