import type { Random } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { Door, SimBeams } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { StoreObserver } from '../model/store-event.ts';
import { alongAt, depthAt, measureWidth } from '../people/doorway.ts';
import type { GpioBus, GpioSensorOptions } from './gpio-bus.ts';

/** Front-to-back thickness of a walking body at beam height, as a share of its shoulder width. */
const THICKNESS = 0.65;
/** Contacts and light barriers bounce for up to this time. */
const BOUNCE_MS = 3;

interface Beam {
  readonly line: string;
  readonly insideM: number;
  readonly blockers: Set<number>;
}

interface Change {
  readonly atMs: number;
  readonly beam: Beam;
  readonly person: number;
  readonly blocks: boolean;
}

/** Two light beams across a door. Two people side by side break each beam only once. */
export class BeamSensor implements StoreObserver {
  readonly #beams: SimBeams;
  readonly #door: Door;
  readonly #gpio: GpioBus;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #pair: readonly Beam[];

  constructor(beams: SimBeams, door: Door, { gpio, clock, random }: GpioSensorOptions) {
    this.#beams = beams;
    this.#door = door;
    this.#gpio = gpio;
    this.#clock = clock;
    this.#random = random;
    this.#pair = [
      { line: beams.lineA, insideM: beams.insideAM, blockers: new Set() },
      { line: beams.lineB, insideM: beams.insideBM, blockers: new Set() },
    ];
    for (const { line } of this.#pair) gpio.wire(beams.chip, line, this.#level(false));
  }

  happened(): void {
    // Beams depend on the positions of people only.
  }

  moved(people: ReadonlyMap<number, Person>, fromMs: number, toMs: number): void {
    const changes: Change[] = [];
    for (const person of people.values()) {
      if (person.x === person.fromX && person.y === person.fromY) continue;
      for (const beam of this.#pair) changes.push(...this.#pass(person, beam, fromMs, toMs));
    }
    changes.sort((a, b) => a.atMs - b.atMs);
    for (const change of changes) this.#clock.schedule(change.atMs, () => this.#apply(change));
  }

  /** Times in this step at which a body's front enters the beam and its back leaves it. */
  #pass(person: Person, beam: Beam, fromMs: number, toMs: number): Change[] {
    const changes: Change[] = [];
    const start = depthAt(this.#door, person.fromX, person.fromY) - beam.insideM;
    const end = depthAt(this.#door, person.x, person.y) - beam.insideM;
    const halfM = THICKNESS * person.radiusM;
    const wasIn = Math.abs(start) < halfM && this.#isInOpening(person.fromX, person.fromY, halfM);
    const isIn = Math.abs(end) < halfM && this.#isInOpening(person.x, person.y, halfM);
    const at = (depth: number) => fromMs + ((toMs - fromMs) * (depth - start)) / (end - start);
    const jumpsOver = !wasIn && !isIn && start * end < 0 && this.#isInOpening(person.x, person.y, halfM);
    const edge = end > start ? halfM : -halfM;
    if ((isIn && !wasIn) || jumpsOver) {
      changes.push({ atMs: clamp(at(-edge), fromMs, toMs), beam, person: person.id, blocks: true });
    }
    if ((wasIn && !isIn) || jumpsOver) {
      changes.push({ atMs: clamp(at(edge), fromMs, toMs), beam, person: person.id, blocks: false });
    }
    return changes;
  }

  #isInOpening(x: number, y: number, halfM: number): boolean {
    const along = alongAt(this.#door, x, y);
    return along > -halfM && along < measureWidth(this.#door) + halfM;
  }

  #apply({ beam, person, blocks }: Change): void {
    const wasBlocked = beam.blockers.size > 0;
    if (blocks) beam.blockers.add(person);
    else beam.blockers.delete(person);
    const isBlocked = beam.blockers.size > 0;
    if (wasBlocked === isBlocked) return;
    this.#gpio.drive(this.#beams.chip, beam.line, this.#level(isBlocked));
    if (this.#random.chance(this.#beams.bounceShare)) this.#bounce(beam);
  }

  #bounce(beam: Beam): void {
    const startMs = this.#clock.trueMs();
    const offMs = startMs + this.#random.between(0.2, BOUNCE_MS);
    const onMs = offMs + this.#random.between(0.2, BOUNCE_MS);
    const set = (blocked: boolean) => this.#gpio.drive(this.#beams.chip, beam.line, this.#level(blocked));
    this.#clock.schedule(offMs, () => set(beam.blockers.size === 0));
    this.#clock.schedule(onMs, () => set(beam.blockers.size > 0));
  }

  #level(blocked: boolean): boolean {
    return blocked === (this.#beams.blockedLevel === 'high');
  }
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.max(low, Math.min(high, value)) : low;
}
