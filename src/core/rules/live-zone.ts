import type { TypeOf } from '../model/codec.ts';
import { branded, entryCodec, list, nullable, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held, heldMap, heldObject } from '../model/state-part.ts';
import type { ZoneModel } from '../model/store-model.ts';

/** The pace of service is that of the last minutes. */
const PACE_MS = 15 * 60_000;
/** Fewer services say nothing of the pace. */
const MIN_SERVED = 3;

const PEOPLE = entryCodec(number, branded<EpochMs>());
const HEADS = row({ count: nullable(number) });
const WAITING = row({ length: number, servedAt: list(branded<EpochMs>()) });

/** One zone now: who is in it since when, and its queue. Person numbers never leave this class but to tell people apart. */
export class LiveZone implements Checkpointed {
  /** Names under which changes are reported; made once, because facts come often. */
  readonly keys: Readonly<Record<'people' | 'queue' | 'approaching' | 'entered' | 'left', string>>;
  readonly isQueue: boolean;
  readonly people = new Map<number, EpochMs>();
  /** How many people a zone has that is known by their number alone; null while that is not known. */
  readonly heads: { count: number | null } = { count: null };
  /** When the longest visit under way began; undefined in an empty zone. */
  since: EpochMs | undefined;
  /** How many people are on their way into it. */
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

  /** People in it now; null where that is not known. */
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

  /** Wait in seconds of a visitor who joins now, by Little's law; null while too few were served lately. */
  predictWaitS(at: number): number | null {
    if (this.#queue.length === 0) return 0;
    this.#forget(at);
    const served = this.#queue.servedAt.length;
    return served < MIN_SERVED ? null : Math.round((this.#queue.length * PACE_MS) / served / 1000);
  }

  /** Looks when the longest visit under way began; whether that is another time than before. */
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
