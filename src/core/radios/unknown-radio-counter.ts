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
 * Length of a slot in which radios are counted together. It is short, so that few radios change their address within
 * it. It is long enough for a phone in a pocket, which sends every second or two.
 */
const SLOT_MS = 10_000;
/** Largest delay of an advert on its way to this counter. */
const LATE_MS = 2_000;
/** Number of slots averaged before publishing: one minute. No pseudonym outlives its slot. */
const SLOTS = 6;
/** Largest number of radios counted in one slot, which bounds memory. No store holds so many people. */
const MAX_RADIOS = 20_000;
/**
 * Number of buckets for distinct radios of a window. Pseudonym keys, which choose the buckets, are destroyed within
 * minutes.
 */
export const UNIQUE_BUCKETS = 4_096;
/** Age up to which the doors' occupancy counts as current, in ms. */
const INSIDE_FRESH_MS = 150_000;

interface ReceiverCount {
  readonly sensor: SensorId;
  readonly insideDbm: number;
  readonly ratio: RadiosPerPerson;
  /** Strongest level (dBm) of each pseudonym in the current slot. */
  readonly loudest: Map<string, number>;
  /** Buckets of radios inside, since the last report. */
  readonly buckets: Set<number>;
  from: EpochMs | null;
  slots: number;
  inside: number;
  outside: number;
}

/**
 * Counts unknown radios around each receiver. Pseudonyms of different receivers cannot be joined. No pseudonym is kept
 * for longer than ten seconds, so no radio can be followed.
 */
export class UnknownRadioCounter implements Checkpointed {
  /** The learned ratios. State never holds a pseudonym, not even of the current slot. */
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

  /** Receives the doors' occupancy estimate. */
  occupancy(at: EpochMs, mean: number): void {
    this.#inside = { at, mean };
  }

  /**
   * Moves time forward. A receiver for which `isLive` is false was down, so its number of radios is unknown and not 0.
   */
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

/**
 * Hashes a pseudonym to 32 evenly distributed bits (FNV-1a, then the finaliser of MurmurHash3). The pseudonym already
 * hides the address, so this hash need not be secret.
 */
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
