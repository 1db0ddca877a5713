import type { TypeOf } from '../model/codec.ts';
import { branded, entryCodec, list, nullable, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held, heldMap, heldObject } from '../model/state-part.ts';
import type { ZoneModel } from '../model/store-model.ts';

/** The pace of service is an average over the last 15 minutes. */
const PACE_MS = 15 * 60_000;
/** With fewer visitors served in this time, the pace is unknown. */
const MIN_SERVED = 3;

const PEOPLE = entryCodec(number, branded<EpochMs>());
const HEADS = row({ count: nullable(number) });
const WAITING = row({ length: number, servedAt: list(branded<EpochMs>()) });

/**
 * Live state of one zone: its people with their entry times, and its queue. The numbers only distinguish people and are
 * not published.
 */
export class LiveZone implements Checkpointed {
  /** Keys under which changes are reported. Built once, because facts are frequent. */
  readonly keys: Readonly<Record<'people' | 'queue' | 'approaching' | 'entered' | 'left', string>>;
  readonly isQueue: boolean;
  readonly people = new Map<number, EpochMs>();
  /** Number of people in a zone whose sensor reports only this number. Null while unknown. */
  readonly heads: { count: number | null } = { count: null };
  /** Start of the longest open visit; undefined in an empty zone. */
  since: EpochMs | undefined;
  /** Number of people on their way into the zone. */
  approaching = 0;
  readonly #hasVisits: boolean;
  readonly #queue: TypeOf<typeof WAITING> = { length: 0, servedAt: [] };
  readonly state = composed({
    people: heldMap(PEOPLE, this.people),
    heads: heldObject(HEADS, this.heads),
    queue: held(
      WAITING,
      () => this.#queue,
      (queue) => {
        Object.assign(this.#queue, queue);
      },
    ),
  });

  constructor({ id, queue, heads }: Pick<ZoneModel, 'id' | 'queue' | 'heads'>) {
    this.isQueue = queue !== undefined;
    this.#hasVisits = heads === undefined;
    this.keys = {
      people: `people/${id}`,
      queue: `queue/${id}`,
      approaching: `approaching/${id}`,
      entered: `entered/${id}`,
      left: `left/${id}`,
    };
  }

  /** People in the zone; null while unknown. */
  get present(): number | null {
    return this.#hasVisits ? this.people.size : this.heads.count;
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  setQueueLength(length: number): void {
    this.#queue.length = length;
  }

  served(at: EpochMs): void {
    this.#queue.servedAt.push(at);
    this.#forget(at);
  }

  /**
   * Returns the expected wait in seconds of a visitor who joins now (Little's law). Null when too few visitors were
   * served recently.
   */
  predictWaitS(at: number): number | null {
    if (this.#queue.length === 0) return 0;
    this.#forget(at);
    const served = this.#queue.servedAt.length;
    return served < MIN_SERVED ? null : Math.round((this.#queue.length * PACE_MS) / served / 1000);
  }

  /** Updates `since`. Returns whether it changed. */
  findSince(): boolean {
    const before = this.since;
    let first: EpochMs | undefined;
    for (const at of this.people.values()) if (first === undefined || at < first) first = at;
    this.since = first;
    return first !== before;
  }

  #forget(at: number): void {
    while ((this.#queue.servedAt[0] ?? at) < at - PACE_MS) this.#queue.servedAt.shift();
  }
}
