import type { TypeOf } from '../model/codec.ts';
import { branded, entryCodec, number, row, text } from '../model/codec.ts';
import type { EpochMs, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, heldMap } from '../model/state-part.ts';

/** A served visitor walks out past the queue within this time, and does not wait again. */
export const ON_THE_WAY_OUT_MS = 20_000;

const SERVED_AT = row({ service: text<ZoneId>(), at: branded<EpochMs>() });
type Served = TypeOf<typeof SERVED_AT>;
const SERVED = entryCodec(number, SERVED_AT);
const AT_COUNTER = entryCodec(number, text<ZoneId>());

/** Who is where queues are served, and who was until a moment ago, by person number. */
export class ServedPeople implements Checkpointed {
  /** When and where each was served last. */
  readonly #servedAt = new Map<number, Served>();
  /** The service zone that each is in. */
  readonly #atCounter = new Map<number, ZoneId>();
  readonly state = composed({
    served: heldMap(SERVED, this.#servedAt),
    atCounter: heldMap(AT_COUNTER, this.#atCounter),
  });

  entered(service: ZoneId, person: number): void {
    this.#atCounter.set(person, service);
  }

  served(service: ZoneId, person: number, at: EpochMs): void {
    this.#servedAt.set(person, { service, at });
  }

  left(service: ZoneId, person: number, at: EpochMs): void {
    if (this.#atCounter.get(person) === service) this.#atCounter.delete(person);
    if (this.#servedAt.has(person)) this.served(service, person, at);
  }

  advance(at: EpochMs): void {
    for (const [person, served] of this.#servedAt) {
      if (this.#atCounter.has(person)) served.at = at;
      else if (at - served.at > ON_THE_WAY_OUT_MS) this.#servedAt.delete(person);
    }
  }

  wasServed(person: number, at: EpochMs, withinMs: number): boolean {
    const served = this.#servedAt.get(person);
    return served !== undefined && at - served.at <= withinMs;
  }

  /** Whether another person is at this counter, or was served at it since then. */
  isAnyoneAt(service: ZoneId | undefined, person: number, since: EpochMs): boolean {
    for (const counter of this.#atCounter.values()) if (counter === service) return true;
    for (const [other, served] of this.#servedAt)
      if (other !== person && served.service === service && served.at >= since) return true;
    return false;
  }
}
