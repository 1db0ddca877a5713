import type { EpochMs, TagId } from '../../core/model/ids.ts';
import type { BleAdvert } from '../../ports/links.ts';
import type { Channel } from '../kernel/channel.ts';
import type { Random } from '../kernel/random.ts';
import { createRandom, hashText } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { SimTag } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import { xAt, yAt } from '../model/person.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';
import type { Population } from '../people/population.ts';
import type { World } from '../people/world.ts';
import type { Emitter, RadioPath } from '../physics/radio-model.ts';
import { ConstantRadios } from './constant-radios.ts';
import { ProductMotion } from './product-motion.ts';

/** Longest random delay after an advertising interval (Bluetooth Core 5.4, Vol 6, Part B, 4.4.2.2.1). */
const MAX_DELAY_MS = 10;
/** Time for which a phone keeps a private address (Vol 3, Part C, Appendix A). */
const ADDRESS_MS = 15 * 60_000;
/** Interval at which the gateway replaces the key that it uses for private addresses. */
const EPOCH_MS = 5 * 60_000;
const BADGE_M = 1.2;
const POCKET_M = 0.9;
/** Mean and spread of the transmit level of phones, because phones are of many makes. */
const PHONE_POWER = { meanDbm: -63, sdDb: 4 };
/** Share of visitors who take a free trolley. */
const TAKES_TROLLEY = 0.5;

export interface SimulatedReceiver {
  readonly path: RadioPath;
  readonly channel: Channel<BleAdvert>;
  lossDb: number;
}

type Advert = (rssiDbm: number, at: EpochMs, channel: Channel<BleAdvert>) => BleAdvert;

interface RadioSensorOptions {
  readonly tags: readonly SimTag[];
  readonly ears: readonly SimulatedReceiver[];
  readonly world: World;
  readonly population: Population;
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly seed: number;
}

/** All radio transmitters in the store, and the receivers that hear them. */
export class RadioSensor implements StoreObserver {
  readonly #parts: RadioSensorOptions;
  readonly #random: Random;
  readonly #takenBy = new Map<TagId, Person>();
  readonly #flat = new Set<TagId>();
  readonly #motion: ProductMotion;
  readonly #constant: ConstantRadios;

  constructor(parts: RadioSensorOptions) {
    this.#parts = parts;
    this.#random = createRandom(parts.seed, 'radio');
    this.#constant = new ConstantRadios({
      ...{ ...parts, receivers: parts.ears.map(({ channel }) => channel) },
      emit: (event) => parts.world.emit(event),
    });
    this.#motion = new ProductMotion({ ...parts, moved: (tag) => this.#advertise(tag) });
  }

  start(): void {
    if (this.#parts.ears.length === 0) return;
    this.#constant.start();
    for (const tag of this.#parts.tags) this.#sendTag(tag, this.#random.between(0, tag.everyMs));
  }

  /** Present positions of the tags that visitors carry. */
  trolleys(): { readonly x: number; readonly y: number }[] {
    return this.#parts.tags.flatMap((tag) => {
      const emitter = tag.carrier.kind === 'visitor' ? this.#getEmitter(tag) : undefined;
      return emitter === undefined ? [] : [emitter];
    });
  }

  setFlat(tag: TagId, isFlat: boolean): void {
    if (isFlat) this.#flat.add(tag);
    else this.#flat.delete(tag);
  }

  happened(event: StoreEvent): void {
    if (event.kind === 'came') this.#bringPhone(event.person);
    else if (event.kind === 'crossed' && event.person.kind === 'visitor') this.#handTrolley(event);
    else if (event.kind === 'gone') this.#go(event.person);
    else this.#motion.happened(event);
  }

  moved(): void {
    // Positions are read only when a tag or phone sends.
  }

  #handTrolley({ person, direction }: Extract<StoreEvent, { kind: 'crossed' }>): void {
    if (direction === 'out') {
      this.#parkTrolleys(person);
      return;
    }
    const free = this.#parts.tags.find(
      ({ tag, carrier }) => carrier.kind === 'visitor' && !this.#takenBy.has(tag),
    );
    if (free !== undefined && this.#random.chance(TAKES_TROLLEY)) this.#takenBy.set(free.tag, person);
  }

  #go(person: Person): void {
    this.#constant.gone(person);
    this.#parkTrolleys(person);
  }

  #parkTrolleys(person: Person): void {
    for (const [tag, taker] of this.#takenBy) if (taker === person) this.#takenBy.delete(tag);
  }

  #sendTag(tag: SimTag, inMs: number): void {
    const { clock } = this.#parts;
    clock.schedule(clock.trueMs() + inMs, () => {
      this.#advertise(tag);
      this.#sendTag(tag, tag.everyMs + this.#random.between(0, MAX_DELAY_MS));
    });
  }

  #advertise(tag: SimTag): void {
    const emitter = this.#getEmitter(tag);
    if (emitter === undefined || this.#flat.has(tag.tag)) return;
    const advert = { kind: 'tag' as const, tag: tag.tag, powerAt1mDbm: tag.powerAt1mDbm };
    const report =
      tag.carrier.kind === 'product' ? { report: { moving: this.#motion.isMoving(tag.tag) } } : {};
    this.#send(emitter, (rssiDbm, at) => ({ ...advert, ...report, rssiDbm, at }));
  }

  /** Returns undefined when the tag is not in the store. */
  #getEmitter({ tag, carrier, powerAt1mDbm, powerErrorDb }: SimTag): Emitter | undefined {
    const power = { powerAt1mDbm: powerAt1mDbm + powerErrorDb };
    if (carrier.kind === 'fixed') return { ...power, ...placeOf(carrier), headingRad: undefined };
    if (carrier.kind === 'product') return { ...power, ...carrier.at, z: BADGE_M, headingRad: undefined };
    const wearer =
      carrier.kind === 'staff' ? this.#parts.population.staff.get(carrier.member) : this.#takenBy.get(tag);
    if (wearer !== undefined) return { ...power, ...this.#worn(wearer, BADGE_M) };
    if (carrier.kind === 'staff') return undefined;
    return { ...power, x: carrier.parked.x, y: carrier.parked.y, z: BADGE_M, headingRad: undefined };
  }

  #worn(person: Person, z: number) {
    const share = this.#parts.world.stepShare();
    return { x: xAt(person, share), y: yAt(person, share), z, headingRad: person.headingRad };
  }

  #bringPhone(person: Person): void {
    const { scenario, seed, ears } = this.#parts;
    const random = createRandom(seed, `phone ${person.id}`);
    if (ears.length === 0 || !random.chance(scenario.phones.share)) return;
    const powerAt1mDbm = PHONE_POWER.meanDbm + PHONE_POWER.sdDb * random.normal();
    const phaseMs = random.unit() * ADDRESS_MS;
    this.#constant.came(person);
    this.#sendPhone(person, powerAt1mDbm, phaseMs, random);
  }

  #sendPhone(person: Person, powerAt1mDbm: number, phaseMs: number, random: Random): void {
    const { clock, world, scenario, seed } = this.#parts;
    clock.schedule(clock.trueMs() + random.exponential(scenario.phones.everyMs), () => {
      if (!world.crowd.people.has(person.id)) return;
      const address = Math.floor((clock.trueMs() + phaseMs) / ADDRESS_MS);
      const epoch = Math.floor(clock.trueMs() / EPOCH_MS);
      const pseudonym = hashText(seed, `${person.id} ${address} ${epoch}`).toString(16).padStart(8, '0');
      this.#send({ powerAt1mDbm, ...this.#worn(person, POCKET_M) }, (rssiDbm, at, channel) => {
        this.#constant.fill(person, channel);
        return { kind: 'radio', pseudonym, rssiDbm, at };
      });
      this.#sendPhone(person, powerAt1mDbm, phaseMs, random);
    });
  }

  #send(emitter: Emitter, advert: Advert): void {
    const at = this.#parts.clock.now();
    for (const { path, channel, lossDb } of this.#parts.ears) {
      const rssiDbm = path.receive(emitter, lossDb);
      if (rssiDbm !== undefined) channel.send(advert(rssiDbm, at, channel));
    }
  }
}

function placeOf({ x, y, z }: { x: number; y: number; z: number }) {
  return { x, y, z };
}
