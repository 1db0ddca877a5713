import type { FactSink } from '../model/fact.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { RadioHeard } from '../model/observation.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composedById } from '../model/state-part.ts';
import type { SensorModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';
import { hashToBucket } from '../statistics/hashed-buckets.ts';
import { RadiosPerPerson } from './radios-per-person.ts';

/**
 * Radios are counted at once, in slots so short that hardly any changes its address within one: a device that takes a
 * new address is then still one device. Long enough for a phone in a pocket, which speaks every second or two.
 */
const SLOT_MS = 10_000;
/** An advert may take this long to arrive here. */
const LATE_MS = 2_000;
/** The slots of a minute are averaged before they are published; no pseudonym is kept beyond its slot. */
const SLOTS = 6;
/** A crowd beyond this is cut, so that memory is bounded; no store holds so many people. */
const MAX_RADIOS = 20_000;
/** For how many different radios a window has: the pseudonyms' key, which chose the buckets, is destroyed in minutes. */
export const UNIQUE_BUCKETS = 4_096;
/** What the doors said longer ago than this says nothing of now. */
const INSIDE_FRESH_MS = 150_000;

interface ReceiverCount {
  readonly sensor: SensorId;
  readonly insideDbm: number;
  readonly ratio: RadiosPerPerson;
  /** Loudest level of each pseudonym in the slot under way. */
  readonly loudest: Map<string, number>;
  /** Buckets that those inside fell into since the last telling. */
  readonly buckets: Set<number>;
  from: EpochMs | null;
  slots: number;
  inside: number;
  outside: number;
}

/**
 * Unknown radios → how busy it is around each receiver. Pseudonyms of different receivers cannot be joined. None is
 * kept for longer than ten seconds, so no radio is followed from one moment to the next.
 */
export class UnknownRadioCounter implements Checkpointed {
  /** What was learned; not a pseudonym, not even of the slot under way. */
  readonly state: StatePart;
  readonly #ears: ReadonlyMap<SensorId, ReceiverCount>;
  readonly #emit: FactSink;
  #slotEnd = 0;
  #inside: { readonly at: number; readonly mean: number } | undefined;

  constructor(sensors: readonly SensorModel[], emit: FactSink) {
    this.#emit = emit;
    this.#ears = new Map(
      sensorsOfKind(sensors, 'hears-tags').map(({ id, receiver }) => [id, getReceiverCount(id, receiver)]),
    );
    this.state = composedById(Array.from(this.#ears, ([sensor, { ratio }]) => [sensor, ratio]));
  }

  acceptRadio({ sensor, at, pseudonym, rssiDbm }: RadioHeard): void {
    const ear = this.#ears.get(sensor);
    if (ear === undefined || !(rssiDbm < 0)) return;
    if (this.#slotEnd === 0) this.#slotEnd = endOfSlot(at);
    const before = ear.loudest.get(pseudonym);
    if (before === undefined && ear.loudest.size >= MAX_RADIOS) return;
    if (before === undefined || rssiDbm > before) ear.loudest.set(pseudonym, rssiDbm);
  }

  /** The doors' estimate of how many are in. */
  occupancy(at: EpochMs, mean: number): void {
    this.#inside = { at, mean };
  }

  /** Time passes. `isLive`: a receiver that is down counted no radio, which does not mean that there was none. */
  advance(at: EpochMs, isLive: (sensor: SensorId) => boolean): void {
    if (this.#slotEnd === 0) this.#slotEnd = endOfSlot(at);
    if (at < this.#slotEnd + LATE_MS) return;
    const end = this.#slotEnd as EpochMs;
    this.#slotEnd = endOfSlot(at - LATE_MS);
    for (const ear of this.#ears.values()) this.#closeSlot(ear, end, isLive(ear.sensor));
  }

  #closeSlot(ear: ReceiverCount, end: EpochMs, isLive: boolean): void {
    if (isLive) {
      ear.from ??= (end - SLOT_MS) as EpochMs;
      ear.slots += 1;
      for (const [pseudonym, level] of ear.loudest) {
        if (level < ear.insideDbm) ear.outside += 1;
        else {
          ear.inside += 1;
          ear.buckets.add(hashToBucket(mixed(pseudonym), UNIQUE_BUCKETS));
        }
      }
    }
    ear.loudest.clear();
    if (ear.slots >= SLOTS || (!isLive && ear.slots > 0)) this.#emitCount(ear, end);
  }

  #emitCount(ear: ReceiverCount, at: EpochMs): void {
    const inside = ear.inside / ear.slots;
    const outside = ear.outside / ear.slots;
    const known = this.#inside;
    if (known !== undefined && at - known.at <= INSIDE_FRESH_MS) ear.ratio.learn(inside, known.mean);
    const from = ear.from ?? at;
    this.#emit({
      ...{ kind: 'RadiosCounted', at, sensor: ear.sensor, from, inside, outside },
      ...ear.ratio.index(inside),
      buckets: [...ear.buckets].sort((a, b) => a - b),
    });
    ear.buckets.clear();
    Object.assign(ear, { from: null, slots: 0, inside: 0, outside: 0 });
  }
}

function getReceiverCount(sensor: SensorId, { insideDbm }: { readonly insideDbm: number }): ReceiverCount {
  return {
    ...{ sensor, insideDbm, ratio: new RadiosPerPerson(), loudest: new Map<string, number>() },
    ...{ buckets: new Set<number>(), from: null, slots: 0, inside: 0, outside: 0 },
  };
}

/** 32 well mixed bits of a pseudonym (FNV-1a, then the finaliser of MurmurHash3); what it hides is the pseudonym's affair. */
function mixed(pseudonym: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < pseudonym.length; i++) hash = Math.imul(hash ^ pseudonym.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function endOfSlot(at: number): number {
  return (Math.floor(at / SLOT_MS) + 1) * SLOT_MS;
}
