import type { TypeOf } from '../model/codec.ts';
import { bit, branded, list, number, row, text } from '../model/codec.ts';
import type {
  Fact,
  ZoneDwelling,
  ZoneEngaged,
  ZoneEntered,
  ZoneLeft,
  ZoneReached,
  ZoneStood,
} from '../model/fact.ts';
import type { EpochMs, SpaceId, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';

/** A person tracked for longer than 2 hours is staff. */
const LONG_STAY_MS = 2 * 3_600_000;
/**
 * Time after a person's last zone at which the person's number is forgotten. The time for which the person was tracked
 * is added.
 */
const FORGET_MS = 20 * 60_000;
/**
 * Interval between two searches for people to forget. A search at each tick would cost more than tracking the people.
 */
const SWEEP_EVERY_MS = 10 * 60_000;

interface Known {
  readonly since: EpochMs;
  lastAt: EpochMs;
  isStaff: boolean;
  /** Zones in which the person is counted as a visitor. */
  visiting: ZoneId[];
}

const SAVED = row({
  key: text(),
  since: branded<EpochMs>(),
  followedMs: number,
  isStaff: bit,
  visiting: list(text<ZoneId>()),
});

/** Role of a fact's person: visitor, staff, or staff whose visit began as a visitor's. */
export type PersonRole = 'visitor' | 'staff' | 'turned-staff';

/** Detects staff: people in a staff-only zone, and people who stay longer than any visitor. */
export class StaffDetector implements Checkpointed {
  readonly #spaceOf: ReadonlyMap<ZoneId, SpaceId>;
  readonly #staffOnly: ReadonlySet<ZoneId>;
  readonly #known = new Map<string, Known>();
  #at = Number.NEGATIVE_INFINITY;
  #sweptAt = Number.NEGATIVE_INFINITY;
  readonly state = held(
    list(SAVED),
    () => this.#remembered(),
    (saved) => this.#remember(saved),
  );

  constructor(model: StoreModel) {
    this.#spaceOf = new Map(model.zones.map(({ id, space }) => [id, space]));
    this.#staffOnly = new Set(
      model.zones.flatMap(({ id, isStaffOnly }) => (isStaffOnly === true ? [id] : [])),
    );
  }

  judge(fact: Fact): PersonRole {
    if (!isOfVisit(fact)) return 'visitor';
    const known = this.#getKnown(`${this.#spaceOf.get(fact.zone)}/${fact.person}`, fact.at);
    known.isStaff ||= this.#staffOnly.has(fact.zone) || fact.at - known.since > LONG_STAY_MS;
    const wasVisiting = known.visiting.includes(fact.zone);
    if (fact.kind === 'ZoneLeft') known.visiting = known.visiting.filter((zone) => zone !== fact.zone);
    if (fact.kind === 'ZoneEntered' && !known.isStaff) known.visiting.push(fact.zone);
    if (!known.isStaff) return 'visitor';
    return fact.kind === 'ZoneLeft' && wasVisiting ? 'turned-staff' : 'staff';
  }

  /** Marks the wearer of a badge as staff, also for the open visit. */
  mark(space: SpaceId, person: number, at: EpochMs): void {
    this.#getKnown(`${space}/${person}`, at).isStaff = true;
  }

  isStaff(space: SpaceId, person: number): boolean {
    return this.#known.get(`${space}/${person}`)?.isStaff === true;
  }

  advance(at: EpochMs): void {
    this.#at = at;
    if (Math.abs(at - this.#sweptAt) >= SWEEP_EVERY_MS) this.#sweep();
  }

  #sweep(): void {
    this.#sweptAt = this.#at;
    for (const [key, known] of this.#known) if (this.#isForgotten(known)) this.#known.delete(key);
  }

  /**
   * Returns whether a person's number may be forgotten. Staff are kept longer. So are people inside a zone, because no
   * fact about them comes before the exit.
   */
  #isForgotten({ since, lastAt, isStaff, visiting }: Known): boolean {
    const isElsewhere = !isStaff && visiting.length === 0;
    return this.#at - lastAt > FORGET_MS + (isElsewhere ? lastAt - since : LONG_STAY_MS);
  }

  #getKnown(key: string, at: EpochMs): Known {
    let known = this.#known.get(key);
    if (known === undefined || this.#isForgotten(known)) {
      known = { since: at, lastAt: at, isStaff: false, visiting: [] };
      this.#known.set(key, known);
    }
    known.lastAt = Math.max(known.lastAt, at) as EpochMs;
    return known;
  }

  #remembered(): TypeOf<typeof SAVED>[] {
    this.#sweep();
    return Array.from(this.#known, ([key, { since, lastAt, isStaff, visiting }]) => {
      return { key, since, followedMs: lastAt - since, isStaff, visiting };
    });
  }

  #remember(saved: readonly TypeOf<typeof SAVED>[]): void {
    this.#known.clear();
    this.#at = Number.NEGATIVE_INFINITY;
    for (const { key, since, followedMs, isStaff, visiting } of saved)
      this.#known.set(key, { since, lastAt: (since + followedMs) as EpochMs, isStaff, visiting });
  }
}

function isOfVisit(
  fact: Fact,
): fact is ZoneEntered | ZoneEngaged | ZoneDwelling | ZoneLeft | ZoneStood | ZoneReached {
  return ['ZoneEntered', 'ZoneEngaged', 'ZoneDwelling', 'ZoneLeft', 'ZoneStood', 'ZoneReached'].includes(
    fact.kind,
  );
}
