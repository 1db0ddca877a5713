import type { Point } from '../../core/model/shapes.ts';
import type { Random } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';
import { Crowd } from './crowd.ts';
import { DistanceField } from './distance-field.ts';
import { Doorway } from './doorway.ts';
import type { Itinerary, Step } from './itinerary.ts';
import type { Newcomer, Place } from './place.ts';
import { QueueLine } from './queue-line.ts';
import { WalkGrid } from './walk-grid.ts';

/** Time step of people's paths. Within a step, paths are straight. */
const STEP_MS = 100;

/** A person within this distance of the end of a queue has joined it. */
const JOIN_M = 1.2;

interface Life {
  readonly itinerary: Itinerary;
  readonly random: Random;
  /** What the person does at the goal. */
  arrival: 'next' | 'join-queue' | 'stand-in-queue';
  queue: QueueLine | undefined;
  isServed: boolean;
}

/**
 * The people in a simulated store and their actions, on a virtual clock. Sensors observe them; witnesses receive the
 * truth.
 */
export class World implements Place {
  readonly crowd: Crowd;
  readonly #clock: VirtualClock;
  readonly #scenario: Scenario;
  readonly #grid: WalkGrid;
  readonly #doors: Doorway;
  readonly #fields = new Map<number, DistanceField>();
  readonly #lives = new Map<Person, Life>();
  readonly #queues: readonly QueueLine[];
  /** Products that a person has in hand. */
  readonly #handled = new Set<string>();
  readonly #witnesses: StoreObserver[] = [];
  #people = 0;
  #stepFromMs: number;
  #isStepping = false;

  constructor(layout: StoreLayout, scenario: Scenario, clock: VirtualClock) {
    this.#clock = clock;
    this.#scenario = scenario;
    this.#grid = new WalkGrid(layout);
    this.crowd = new Crowd(this.#grid);
    this.#queues = layout.tills.map((till) => new QueueLine(till));
    this.#doors = new Doorway(layout.doors, (event) => this.#emitEvent(event));
    this.#witnesses.push(this.#doors);
    this.#stepFromMs = clock.trueMs();
  }

  addWitness(witness: StoreObserver): void {
    this.#witnesses.push(witness);
  }

  /** Reports an action of a person at a sensor, such as a pressed button. */
  emit(event: StoreEvent): void {
    this.#emitEvent(event);
  }

  /** Elapsed share of the present step, from 0 to 1. People are at that share of the way between its ends. */
  stepShare(): number {
    return Math.max(0, Math.min(1, (this.#clock.trueMs() - this.#stepFromMs) / STEP_MS));
  }

  enter(who: Newcomer, at: Point, itinerary: Itinerary, random: Random): Person {
    const person: Person = {
      ...who,
      id: ++this.#people,
      x: at.x,
      y: at.y,
      fromX: at.x,
      fromY: at.y,
      vx: 0,
      vy: 0,
      headingRad: 0,
      goal: undefined,
      stuckSinceMs: this.#clock.trueMs(),
      nearestM: Number.POSITIVE_INFINITY,
    };
    this.crowd.people.set(person.id, person);
    this.#lives.set(person, { itinerary, random, arrival: 'next', queue: undefined, isServed: false });
    this.#emitEvent({ kind: 'came', atMs: this.#clock.trueMs(), person });
    this.#next(person);
    return person;
  }

  #next(person: Person): void {
    const life = this.#lives.get(person);
    if (life === undefined) return;
    const { done, value } = life.itinerary.next();
    if (done === true) this.#leave(person);
    else this.#begin(person, life, value);
  }

  #begin(person: Person, life: Life, step: Step): void {
    life.arrival = 'next';
    if (step.kind === 'stay') {
      person.goal = undefined;
      this.#after(step.forMs, () => this.#next(person));
    } else if (step.kind === 'go') {
      this.#send(person, step.to, step.withinM, step.along);
    } else if (step.kind === 'handle') {
      this.#handle(person, step.product, step.forMs);
      this.#next(person);
    } else {
      const queue = this.#shortestQueue();
      life.queue = queue;
      life.arrival = 'join-queue';
      this.#send(person, queue.tail(), JOIN_M);
    }
  }

  #handle(person: Person, product: string, forMs: number): void {
    if (this.#handled.has(product)) return;
    this.#handled.add(product);
    this.#emitEvent({ kind: 'picked-up', atMs: this.#clock.trueMs(), person, product });
    this.#after(forMs, () => {
      this.#handled.delete(product);
      this.#emitEvent({ kind: 'put-back', atMs: this.#clock.trueMs(), person, product });
    });
  }

  #shortestQueue(): QueueLine {
    const [first, ...others] = this.#queues;
    if (first === undefined) throw new RangeError('a queue needs a till in the simulated store');
    return others.reduce((best, queue) => (queue.people.length < best.people.length ? queue : best), first);
  }

  #send(person: Person, to: Point, withinM: number, along = to): void {
    person.goal = { at: to, way: this.#fieldTo(along), withinM };
    person.nearestM = Number.POSITIVE_INFINITY;
    person.stuckSinceMs = this.#clock.trueMs();
    this.#wake();
  }

  /** One distance field serves all targets in the same square of 0.5 m, because people walk straight at the end. */
  #fieldTo(target: Point): DistanceField {
    const key = Math.floor(target.x * 2 + 4096) * 16384 + Math.floor(target.y * 2 + 4096);
    let field = this.#fields.get(key);
    if (field === undefined) {
      field = new DistanceField(this.#grid, target);
      this.#fields.set(key, field);
    }
    return field;
  }

  #arrived(person: Person): void {
    const life = this.#lives.get(person);
    person.goal = undefined;
    if (life === undefined) return;
    if (life.arrival === 'next') this.#next(person);
    else if (life.arrival === 'join-queue') this.#joinQueue(person, life);
    else if (life.queue?.people[0] === person) this.#serve(person, life, life.queue);
  }

  #joinQueue(person: Person, life: Life): void {
    const { queue } = life;
    if (queue === undefined) return;
    life.arrival = 'stand-in-queue';
    const ahead = queue.people.length;
    queue.people.push(person);
    queue.sendToSlot(ahead);
    const till = queue.till.id;
    this.#emitEvent({ kind: 'joined-queue', atMs: this.#clock.trueMs(), person, till, ahead });
    const { medianS, sigma } = this.#scenario.patience;
    this.#after(1000 * life.random.logNormal(medianS, sigma), () => this.#losePatience(person, life));
  }

  #losePatience(person: Person, life: Life): void {
    const { queue } = life;
    if (life.isServed || queue === undefined) return;
    life.queue = undefined;
    queue.remove(person);
    this.#wake();
    this.#emitEvent({ kind: 'abandoned', atMs: this.#clock.trueMs(), person, till: queue.till.id });
    this.#next(person);
  }

  #serve(person: Person, life: Life, queue: QueueLine): void {
    if (life.isServed) return;
    life.isServed = true;
    this.#emitEvent({ kind: 'served', atMs: this.#clock.trueMs(), person, till: queue.till.id });
    const { medianS, sigma } = this.#scenario.service;
    this.#after(1000 * life.random.logNormal(medianS, sigma), () => {
      life.queue = undefined;
      this.#emitEvent({ kind: 'bought', atMs: this.#clock.trueMs(), person, till: queue.till.id });
      queue.remove(person);
      this.#wake();
      this.#next(person);
    });
  }

  #leave(person: Person): void {
    this.crowd.people.delete(person.id);
    this.#lives.delete(person);
    this.#emitEvent({ kind: 'gone', atMs: this.#clock.trueMs(), person });
  }

  #emitEvent(event: StoreEvent): void {
    for (const witness of this.#witnesses) witness.happened(event);
  }

  #after(delayMs: number, then: () => void): void {
    this.#clock.schedule(this.#clock.trueMs() + Math.max(0, delayMs), then);
  }

  /** Starts the steps, on whole multiples of the step time. They run while a person walks. */
  #wake(): void {
    if (this.#isStepping) return;
    this.#isStepping = true;
    const atMs = Math.floor(this.#clock.trueMs() / STEP_MS + 1) * STEP_MS;
    this.#clock.schedule(atMs, () => this.#step(atMs));
  }

  #step(atMs: number): void {
    const arrived: Person[] = [];
    this.#stepFromMs = atMs;
    this.crowd.step(atMs, STEP_MS, (person) => arrived.push(person));
    for (const witness of this.#witnesses) witness.moved(this.crowd.people, atMs, atMs + STEP_MS);
    for (const person of arrived) this.#arrived(person);
    this.#isStepping = this.crowd.people.size > 0 && (arrived.length > 0 || this.crowd.isAnybodyWalking);
    if (this.#isStepping) this.#clock.schedule(atMs + STEP_MS, () => this.#step(atMs + STEP_MS));
  }
}
