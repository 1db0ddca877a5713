import type { TypeOf } from '../model/codec.ts';
import { branded, entryCodec, list, maybe, number, row, text } from '../model/codec.ts';
import type { EpochMs, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held, heldMap, heldObject } from '../model/state-part.ts';
import { NOBODY } from './queue-people.ts';

/** A served visitor who leaves passes the queue within this time, and does not wait again. */
export const ON_THE_WAY_OUT_MS = 20_000;

const AT_COUNTER = row({ service: text<ZoneId>(), at: branded<EpochMs>() });
type AtCounter = TypeOf<typeof AT_COUNTER>;
const COUNTER = row({ freeAt: maybe(branded<EpochMs>()) });
const BY_PERSON = entryCodec(number, AT_COUNTER);
/** A sale is reported up to 4 s before its customer leaves the counter, or up to 2 s after. */
const [PAID_BEFORE_MS, PAID_AFTER_MS] = [4_000, 2_000];

/**
 * The camera may see a customer late, because shelves or the counter hide the step to the counter. If the customer is
 * first seen this long after the counter became free, the service began when it became free. Chosen on seven simulated
 * days (`sim-stores.ts`, seeds 11 to 13).
 */
const SEEN_LATE_MS = 3_000;

/** A customer has left the counter by this time after the sale. */
const PAID_GONE_MS = 5_000;

/** A service without a sale has ended after 10 minutes: the customer bought nothing, or the till no longer reports. */
const UNPAID_FOR_MS = 600_000;

/**
 * A till is prompt if a visitor is at the counter for at least this share of its sales. A till that reports late has a
 * smaller share.
 */
const PROMPT_SHARE = 0.9;
/** Number of sales from which a till is judged. A till is assumed to be prompt for its first sales. */
const [ASSUMED_SALES, MAX_SALES] = [10, 100];

/** Keeps the people at the counters of queues, and those who left a moment ago, by person number. */
export class ServedPeople implements Checkpointed {
  /** Counter and time at which each person was last served. */
  readonly #servedAt = new Map<number, AtCounter>();
  /** Service zone in which each person is, and since when. */
  readonly #atCounter = new Map<number, AtCounter>();
  #paidAt: EpochMs[] = [];
  /** Counter and start of each service that began since the last sale. */
  readonly #unpaid = new Map<number, AtCounter>();
  /** Time at which the only counter became free. Undefined when a visitor was served there since. */
  readonly #counter: TypeOf<typeof COUNTER> = { freeAt: undefined };
  /** Whether a till has reported a sale. After a restart, false until the next sale. */
  #hasSales = false;
  /** Number of recent sales, and of those with a visitor who was at the counter or had just left. */
  readonly #sales = { all: ASSUMED_SALES, attended: ASSUMED_SALES };
  readonly state = composed({
    served: heldMap(BY_PERSON, this.#servedAt),
    atCounter: heldMap(BY_PERSON, this.#atCounter),
    paid: held(
      list(branded<EpochMs>()),
      () => this.#paidAt,
      (paidAt) => {
        this.#paidAt = paidAt;
      },
    ),
    unpaid: heldMap(BY_PERSON, this.#unpaid),
    counter: heldObject(COUNTER, this.#counter),
    sales: heldObject(row({ all: number, attended: number }), this.#sales),
  });

  entered(service: ZoneId, person: number, at: EpochMs): void {
    this.#atCounter.set(person, { service, at });
  }

  /** Records a sale. `isOnly`: the sale makes a counter free, and the store has no other one. */
  paid(at: EpochMs, isOnly: boolean): void {
    this.#counter.freeAt = isOnly ? ((at + PAID_AFTER_MS) as EpochMs) : undefined;
    this.#paidAt.push(at);
    this.#unpaid.clear();
    this.#hasSales = true;
    this.#sales.all += 1;
    if (this.#countVisitors() > 0) this.#sales.attended += 1;
    if (this.#sales.all < MAX_SALES) return;
    this.#sales.all /= 2;
    this.#sales.attended /= 2;
  }

  /**
   * Returns whether a sale of a prompt till has no customer. No service began since the last sale, and no visitor is at
   * the counter or has just left.
   */
  get isNobodyToPay(): boolean {
    const isPrompt = this.#sales.attended >= PROMPT_SHARE * this.#sales.all;
    return this.#hasSales && isPrompt && this.#unpaid.size + this.#atCounter.size + this.#servedAt.size === 0;
  }

  /** Returns the number of visitors who are at a counter or have just left one. */
  #countVisitors(): number {
    return this.#atCounter.size + this.#servedAt.size - Number(this.#servedAt.has(NOBODY));
  }

  /**
   * Begins the service of a person who is seen at the counter, and returns its start. This is the time at which the
   * counter became free if the person is seen much later.
   */
  begin(service: ZoneId, person: number, at: EpochMs): EpochMs {
    const { freeAt } = this.#counter;
    this.#counter.freeAt = undefined;
    this.served(service, person, at);
    if (this.#hasSales) this.#unpaid.set(person, { service, at });
    return freeAt === undefined || at - freeAt < SEEN_LATE_MS ? at : freeAt;
  }

  /**
   * Returns whether the person has not paid since the service at this counter began. A person who moves at the counter
   * is then no new customer.
   */
  hasYetToPay(service: ZoneId | undefined, person: number): boolean {
    return service !== undefined && this.#unpaid.get(person)?.service === service;
  }

  served(service: ZoneId, person: number, at: EpochMs): void {
    this.#servedAt.set(person, { service, at });
  }

  left(service: ZoneId, person: number, at: EpochMs): void {
    if (this.#atCounter.get(person)?.service === service) this.#atCounter.delete(person);
    if (this.#servedAt.has(person)) this.served(service, person, at);
  }

  advance(at: EpochMs): void {
    this.#paidAt = this.#paidAt.filter((paidAt) => at - paidAt <= ON_THE_WAY_OUT_MS);
    for (const [person, unpaid] of this.#unpaid)
      if (at - unpaid.at > UNPAID_FOR_MS) this.#unpaid.delete(person);
    for (const [person, served] of this.#servedAt) {
      if (this.#atCounter.has(person)) served.at = at;
      else if (at - served.at > ON_THE_WAY_OUT_MS) this.#servedAt.delete(person);
    }
  }

  wasServed(person: number, at: EpochMs, withinMs: number): boolean {
    const served = this.#servedAt.get(person);
    return served !== undefined && at - served.at <= withinMs;
  }

  /** Returns whether a person is at this counter, or another person was served there since `since`. */
  isAnyoneAt(service: ZoneId | undefined, person: number, since: EpochMs): boolean {
    for (const counter of this.#atCounter.values()) if (counter.service === service) return true;
    for (const [other, served] of this.#servedAt)
      if (other !== person && served.service === service && served.at >= since) return true;
    return false;
  }

  /** Returns whether a sale was made at `paidAt`, some seconds ago, while another person stayed at the counter. */
  hasStayed({ service, at: now }: AtCounter, person: number, paidAt: EpochMs): boolean {
    if (now - paidAt < PAID_GONE_MS || now - paidAt > 2 * PAID_GONE_MS) return false;
    const isThen = (at: EpochMs) => at - paidAt >= -PAID_BEFORE_MS && at - paidAt <= PAID_AFTER_MS;
    if (this.#atCounter.has(person) || !this.#paidAt.some(isThen)) return false;
    return [...this.#atCounter.values()].some(
      (each) => each.service === service && each.at < paidAt - PAID_BEFORE_MS,
    );
  }
}
