/** The true events of a simulated store: what people did and intended, whether or not a sensor saw it. */

import type { DoorId, SensorId } from '../../core/model/ids.ts';
import type { Thresholds } from '../../core/model/store-model.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';
import type { TrueWait } from './queue-truth.ts';
import { ShopfrontTruth } from './shopfront-truth.ts';
import { TagTruth } from './tag-truth.ts';
import type { TrueVisit } from './zone-truth.ts';
import { ZoneTruth } from './zone-truth.ts';

/** From the settings: the time within which a person may take a crossing back. */
export type TruthRules = Pick<Thresholds, 'lineReturnMs'>;

/** Default of the settings file. */
const DEFAULT_RULES: TruthRules = { lineReturnMs: 2_000 };

export interface TrueCrossing {
  readonly atMs: number;
  readonly door: DoorId;
  readonly direction: 'in' | 'out';
  readonly person: Person;
  /** True when the person went back within the line return time. Both crossings of such a pair are marked. */
  readonly isTakenBack: boolean;
}

export interface TrueStay {
  readonly person: Person;
  readonly inMs: number;
  /** Infinite while the person is inside. */
  readonly outMs: number;
}

export interface TrueHandling {
  readonly atMs: number;
  readonly kind: 'picked-up' | 'put-back';
  readonly product: string;
}

export interface TrueRadio {
  readonly atMs: number;
  readonly radio: number;
}

export interface TrueAnswer {
  readonly atMs: number;
  readonly sensor: SensorId;
  /** 1 for the happiest answer, 0 for the unhappiest. */
  readonly happiness: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Records the truth as a witness of `createSimStore`. `truthWindow` returns it for a span of time. */
export class StoreTruth implements StoreObserver {
  readonly layout: StoreLayout;
  readonly rules: TruthRules;
  readonly crossings: Mutable<TrueCrossing>[] = [];
  /** The stays of all people in the store, including staff. */
  readonly stays: Mutable<TrueStay>[] = [];
  readonly waits: Mutable<TrueWait>[] = [];
  readonly sales: { readonly atMs: number; readonly till: string }[] = [];
  readonly answers: TrueAnswer[] = [];
  readonly handlings: TrueHandling[] = [];
  /** Arrivals of radios with a constant address. */
  readonly radios: TrueRadio[] = [];
  /** Time at which each passer-by left. */
  readonly passersByMs: number[] = [];
  readonly tags: TagTruth;
  readonly #zones: ZoneTruth;
  readonly #shopfront: ShopfrontTruth;
  readonly #lastCrossing = new Map<Person, Mutable<TrueCrossing>>();
  readonly #inside = new Map<Person, Mutable<TrueStay>>();
  readonly #waiting = new Map<Person, Mutable<TrueWait>>();

  constructor(layout: StoreLayout, rules: Partial<TruthRules> = {}) {
    this.layout = layout;
    this.rules = { ...DEFAULT_RULES, ...rules };
    this.tags = new TagTruth(layout);
    this.#zones = new ZoneTruth(layout);
    this.#shopfront = new ShopfrontTruth(layout);
  }

  visitsUntil(nowMs: number): TrueVisit[] {
    return this.#zones.visitsUntil(nowMs);
  }

  /** Times at which people passed the shopfront until `nowMs` without entering the store. */
  shopfrontPassersMs(nowMs: number): number[] {
    return this.#shopfront.passersMs(this.visitsUntil(nowMs));
  }

  moved(people: ReadonlyMap<number, Person>, fromMs: number): void {
    this.#zones.moved(people, fromMs);
    this.#shopfront.moved(people, fromMs);
  }

  happened(event: StoreEvent): void {
    if (event.kind === 'crossed') this.#cross(event);
    else if (event.kind === 'joined-queue') this.#join(event);
    else if (event.kind === 'served' || event.kind === 'abandoned') this.#endWait(event);
    else if (event.kind === 'bought') this.sales.push({ atMs: event.atMs, till: event.till });
    else if (event.kind === 'answered') this.answers.push(event);
    else if (event.kind === 'picked-up' || event.kind === 'put-back') this.handlings.push(event);
    else if (event.kind === 'brought-radio') this.radios.push(event);
    else if (event.kind === 'gone') this.#go(event);
  }

  #cross({ atMs, door, direction, person }: Extract<StoreEvent, { kind: 'crossed' }>): void {
    this.#shopfront.sawCustomer(person);
    const last = this.#lastCrossing.get(person);
    const crossing = { atMs, door, direction, person, isTakenBack: false };
    if (last !== undefined && !last.isTakenBack && this.#takesBack(crossing, last)) {
      last.isTakenBack = true;
      crossing.isTakenBack = true;
    }
    this.crossings.push(crossing);
    this.#lastCrossing.set(person, crossing);
    if (direction === 'in') this.#begin(person, atMs);
    else this.#end(person, atMs);
  }

  #takesBack(crossing: TrueCrossing, last: TrueCrossing): boolean {
    const isReturn = crossing.door === last.door && crossing.direction !== last.direction;
    return isReturn && crossing.atMs - last.atMs < this.rules.lineReturnMs;
  }

  #begin(person: Person, inMs: number): void {
    const stay = { person, inMs, outMs: Number.POSITIVE_INFINITY };
    this.stays.push(stay);
    this.#inside.set(person, stay);
  }

  #end(person: Person, outMs: number): void {
    const stay = this.#inside.get(person);
    if (stay !== undefined) stay.outMs = outMs;
    this.#inside.delete(person);
  }

  #join({ atMs, till, ahead, person }: Extract<StoreEvent, { kind: 'joined-queue' }>): void {
    const wait = { till, ahead, joinedMs: atMs, endedMs: Number.POSITIVE_INFINITY, isServed: false };
    this.waits.push(wait);
    this.#waiting.set(person, wait);
  }

  #endWait({ kind, atMs, person }: Extract<StoreEvent, { kind: 'served' | 'abandoned' }>): void {
    const wait = this.#waiting.get(person);
    if (wait === undefined) return;
    wait.endedMs = atMs;
    wait.isServed = kind === 'served';
    this.#waiting.delete(person);
  }

  #go({ person, atMs }: Extract<StoreEvent, { kind: 'gone' }>): void {
    this.#zones.gone(person);
    if (person.kind === 'passer-by' && !this.#lastCrossing.has(person)) this.passersByMs.push(atMs);
    this.#lastCrossing.delete(person);
  }
}
