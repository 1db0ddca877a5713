import { isInside } from '../../core/geometry/polygon.ts';
import type { Point } from '../../core/model/shapes.ts';
import type { Random } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { Door, StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';
import type { Itinerary, Step } from '../people/itinerary.ts';
import type { Newcomer, Place } from '../people/place.ts';
import { QueueLine } from '../people/queue-line.ts';

/** Time between two positions of a person who walks. */
const LOOK_MS = 200;

interface Life {
  readonly itinerary: Itinerary;
  readonly random: Random;
  isServed: boolean;
}

interface StrollOptions {
  readonly layout: StoreLayout;
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly witness: StoreObserver;
}

/**
 * A store without crowding: people follow their itineraries and walk straight from place to place. They do not give
 * way, and no sensor sees them. Weeks therefore run in seconds.
 */
export class StrollWorld implements Place {
  readonly #options: StrollOptions;
  readonly #lives = new Map<Person, Life>();
  readonly #queues: readonly QueueLine[];
  #people = 0;

  constructor(options: StrollOptions) {
    this.#options = options;
    this.#queues = options.layout.tills.map((till) => new QueueLine(till));
  }

  enter(who: Newcomer, at: Point, itinerary: Itinerary, random: Random): Person {
    const atMs = this.#options.clock.trueMs();
    const person: Person = {
      ...{ ...who, id: ++this.#people, x: at.x, y: at.y, fromX: at.x, fromY: at.y, vx: 0, vy: 0 },
      ...{ headingRad: 0, goal: undefined, stuckSinceMs: atMs, nearestM: Number.POSITIVE_INFINITY },
    };
    this.#lives.set(person, { itinerary, random, isServed: false });
    this.#emit({ kind: 'came', atMs, person });
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
    if (step.kind === 'stay') this.#after(step.forMs, () => this.#next(person));
    else if (step.kind === 'go') this.#walk(person, step.to, () => this.#next(person));
    // Simulated past days have no product tags.
    else if (step.kind === 'handle') this.#next(person);
    else this.#goToTill(person, life);
  }

  #leave(person: Person): void {
    this.#lives.delete(person);
    this.#emit({ kind: 'gone', atMs: this.#options.clock.trueMs(), person });
  }

  /** Walks to the place. Between street and floor, the way leads through the nearest door. */
  #walk(person: Person, to: Point, then: () => void): void {
    const { layout } = this.#options;
    const isOut = !isOnFloor(layout, person);
    if (isOut === !isOnFloor(layout, to)) {
      this.#stroll(person, to, then);
      return;
    }
    const door = nearestDoor(layout, isOut ? person : to);
    this.#stroll(person, middleOf(door), () => {
      const direction = isOut ? 'in' : 'out';
      const atMs = this.#options.clock.trueMs();
      this.#emit({ kind: 'crossed', atMs, person, door: door.id, direction });
      this.#stroll(person, to, then);
    });
  }

  /** Records the whole way in one step, because no other person blocks it. */
  #stroll(person: Person, to: Point, then: () => void): void {
    const fromMs = this.#options.clock.trueMs();
    const [x, y] = [person.x, person.y];
    const lengthMs = (1000 * Math.hypot(to.x - x, to.y - y)) / person.desiredMps;
    const people = new Map([[person.id, person]]);
    for (let ms = 0; ms < lengthMs; ms += LOOK_MS) {
      const share = Math.min(1, (ms + LOOK_MS) / lengthMs);
      [person.fromX, person.fromY] = [person.x, person.y];
      [person.x, person.y] = [x + (to.x - x) * share, y + (to.y - y) * share];
      this.#options.witness.moved(people, fromMs + ms, fromMs + ms + LOOK_MS);
    }
    // Reports the end of the way a second time: the person now stands there.
    [person.x, person.y, person.fromX, person.fromY] = [to.x, to.y, to.x, to.y];
    this.#options.witness.moved(people, fromMs + lengthMs, fromMs + lengthMs);
    this.#after(lengthMs, then);
  }

  #goToTill(person: Person, life: Life): void {
    const [first, ...others] = this.#queues;
    if (first === undefined) throw new RangeError('a queue needs a till in the simulated store');
    const queue = others.reduce((a, b) => (b.people.length < a.people.length ? b : a), first);
    this.#walk(person, queue.tail(), () => this.#join(person, life, queue));
  }

  #join(person: Person, life: Life, queue: QueueLine): void {
    const [ahead, till] = [queue.people.length, queue.till.id];
    queue.people.push(person);
    this.#emit({ kind: 'joined-queue', atMs: this.#options.clock.trueMs(), person, till, ahead });
    if (ahead === 0) {
      this.#serve(person, life, queue);
      return;
    }
    const { medianS, sigma } = this.#options.scenario.patience;
    this.#after(1000 * life.random.logNormal(medianS, sigma), () => {
      if (life.isServed) return;
      this.#emit({ kind: 'abandoned', atMs: this.#options.clock.trueMs(), person, till });
      queue.remove(person);
      this.#next(person);
    });
  }

  #serve(person: Person, life: Life, queue: QueueLine): void {
    const till = queue.till.id;
    life.isServed = true;
    this.#walk(person, queue.till.serve, () => {
      this.#emit({ kind: 'served', atMs: this.#options.clock.trueMs(), person, till });
      const { medianS, sigma } = this.#options.scenario.service;
      this.#after(1000 * life.random.logNormal(medianS, sigma), () => {
        this.#emit({ kind: 'bought', atMs: this.#options.clock.trueMs(), person, till });
        queue.remove(person);
        this.#serveNext(queue);
        this.#next(person);
      });
    });
  }

  #serveNext(queue: QueueLine): void {
    const [next] = queue.people;
    const life = next && this.#lives.get(next);
    if (next !== undefined && life !== undefined && !life.isServed) this.#serve(next, life, queue);
  }

  #emit(event: StoreEvent): void {
    this.#options.witness.happened(event);
  }

  #after(delayMs: number, then: () => void): void {
    const { clock } = this.#options;
    clock.schedule(clock.trueMs() + Math.max(0, delayMs), then);
  }
}

function isOnFloor({ floor: { widthM, heightM } }: StoreLayout, { x, y }: Point): boolean {
  const corners = [
    { x: 0, y: 0 },
    { x: widthM, y: 0 },
    { x: widthM, y: heightM },
    { x: 0, y: heightM },
  ];
  return isInside(corners, x, y);
}

function middleOf({ from, to }: Door): Point {
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

function nearestDoor({ doors }: StoreLayout, { x, y }: Point): Door {
  const far = (door: Door) => Math.hypot(middleOf(door).x - x, middleOf(door).y - y);
  const [first, ...others] = doors;
  if (first === undefined) throw new RangeError('a simulated shop needs at least one door');
  return others.reduce((best, door) => (far(door) < far(best) ? door : best), first);
}
