import type { Random } from '../kernel/random.ts';
import { createRandom } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { Scenario, Shift } from '../model/scenario.ts';
import { findHours, findOpening, groupArrivals, hourStart, localTime, passerByArrivals } from './arrivals.ts';
import { acrossStreet, passBy, planOuting, streetEnd, visit, work } from './itinerary.ts';
import type { Place } from './place.ts';

const HOUR_MS = 3_600_000;

/** Longest time between the arrivals of two members of a group. */
const STRAGGLE_MS = 1_500;

/** Free walking speed. Helbing & Molnár 1995 give 1.34 ± 0.26 m/s for streets. Shoppers walk more slowly. */
const STREET_MPS = { mean: 1.34, sd: 0.26 };
const SHOP_MPS = { mean: 0.95, sd: 0.18 };

/** Adds arriving people, hour by hour, for as long as the clock runs. */
export class Population {
  readonly staff = new Map<number, Person>();
  readonly #layout: StoreLayout;
  readonly #scenario: Scenario;
  readonly #world: Place;
  readonly #clock: VirtualClock;
  readonly #seed: number;
  #groups = 0;

  constructor(
    { layout, scenario }: { readonly layout: StoreLayout; readonly scenario: Scenario },
    world: Place,
    clock: VirtualClock,
    seed: number,
  ) {
    this.#layout = layout;
    this.#scenario = scenario;
    this.#world = world;
    this.#clock = clock;
    this.#seed = seed;
  }

  /** Starts arrivals at the present time. Staff whose shift has begun arrive immediately. */
  start(): void {
    this.#bringStaff(this.#clock.trueMs());
    this.#openHour(hourStart(this.#clock.trueMs()));
  }

  /** Each hour has its own random stream, so that a change in one hour changes no other. */
  #openHour(startMs: number): void {
    const random = createRandom(this.#seed, `hour ${startMs}`);
    const nowMs = this.#clock.trueMs();
    for (const atMs of groupArrivals(this.#scenario, startMs, random)) {
      if (atMs >= nowMs) this.#clock.schedule(atMs, () => this.#bringGroup(atMs));
    }
    for (const atMs of passerByArrivals(this.#scenario, startMs, random)) {
      if (atMs >= nowMs) this.#clock.schedule(atMs, () => this.#bringPasserBy(atMs));
    }
    const nextMs = startMs + HOUR_MS;
    this.#clock.schedule(nextMs, () => {
      this.#openHour(nextMs);
      this.#bringStaff(nextMs);
    });
  }

  #bringGroup(atMs: number): void {
    const group = ++this.#groups;
    const random = createRandom(this.#seed, `group ${atMs}`);
    const outing = planOuting(this.#layout, this.#scenario, atMs, random);
    const size = 1 + random.weighted(this.#scenario.groupSizes);
    const desiredMps = speed(SHOP_MPS, random);
    for (let member = 0; member < size; member++) {
      const own = createRandom(this.#seed, `member ${member} of ${atMs}`);
      const at = { x: outing.cameFrom.x + member * 0.3, y: outing.cameFrom.y + (member % 2) * 0.5 };
      const who = { ...body(own), kind: 'visitor' as const, group, isBadged: false, desiredMps };
      const hands = createRandom(this.#seed, `hands of member ${member} of ${atMs}`);
      const { handling } = this.#scenario;
      const delayMs = member === 0 ? 0 : own.unit() * STRAGGLE_MS;
      this.#clock.schedule(atMs + delayMs, () => {
        this.#world.enter(who, at, visit(outing, { pays: member === 0, random: own, hands, handling }), own);
      });
    }
  }

  #bringPasserBy(atMs: number): void {
    const random = createRandom(this.#seed, `passer-by ${atMs}`);
    const door = this.#layout.doors[Math.floor(random.unit() * this.#layout.doors.length)];
    if (door === undefined) return;
    const { from, to, widthM } = door.street;
    const [start, end] = random.chance(0.5) ? [from, to] : [to, from];
    const who = { ...body(random), kind: 'passer-by' as const, group: ++this.#groups, isBadged: false };
    this.#world.enter(
      { ...who, desiredMps: speed(STREET_MPS, random) },
      acrossStreet(start, end, widthM, random),
      passBy(acrossStreet(end, start, widthM, random)),
      random,
    );
  }

  /** Adds absent staff whose shift begins before the end of the hour that contains `atMs`. */
  #bringStaff(atMs: number): void {
    const at = localTime(this.#scenario, atMs);
    if (findOpening(this.#scenario, at) === undefined) return;
    for (const [member, shift] of this.#scenario.staff.entries()) {
      const { fromMs, toMs } = findHours(at, shift);
      const isDue = fromMs < hourStart(atMs) + HOUR_MS && toMs > atMs;
      const isNew = fromMs >= hourStart(atMs) || !this.staff.has(member);
      if (isDue && isNew) this.#clock.schedule(fromMs, () => this.#bringMember(member, shift, toMs));
    }
  }

  #bringMember(member: number, shift: Shift, endMs: number): void {
    const door = this.#layout.doors[0];
    if (door === undefined || this.staff.has(member)) return;
    const random = createRandom(this.#seed, `staff ${member} until ${endMs}`);
    const now = () => this.#clock.trueMs();
    const leavesTo = streetEnd(door, random);
    const duties = work({ shift, scenario: this.#scenario, leavesTo, now, endMs }, random);
    const isBadged = this.#layout.tags.some(
      ({ carrier }) => carrier.kind === 'staff' && carrier.member === member,
    );
    const who = { ...body(random), kind: 'staff' as const, group: ++this.#groups, isBadged };
    const person = this.#world.enter(
      { ...who, desiredMps: speed(SHOP_MPS, random) },
      streetEnd(door, random),
      this.#untilGone(member, duties),
      random,
    );
    this.staff.set(member, person);
  }

  *#untilGone(member: number, duties: ReturnType<typeof work>): ReturnType<typeof work> {
    yield* duties;
    this.staff.delete(member);
  }
}

/** Draws stature and shoulder breadth of an adult. Means and spreads follow common anthropometric tables. */
function body(random: Random): Pick<Person, 'heightM' | 'radiusM'> {
  return {
    heightM: Math.max(1.4, 1.7 + 0.09 * random.normal()),
    radiusM: Math.max(0.18, 0.23 + 0.02 * random.normal()),
  };
}

function speed({ mean, sd }: { mean: number; sd: number }, random: Random): number {
  return Math.max(0.45, mean + sd * random.normal());
}
