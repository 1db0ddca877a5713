import type { Fact, ZoneLeft } from '../model/fact.ts';
import type { EpochMs, LineId, SpaceId, ZoneId } from '../model/ids.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { TrackHistory, TrackReader } from '../tracking/history/track-history.ts';
import type { TrackPlace } from '../tracking/track-observer.ts';
import { LineCrossings } from './line-crossings.ts';
import { ZoneVisits } from './zone-visits.ts';

export interface ZoneBacktest {
  entries: number;
  visits: number;
  engaged: number;
  dwellMs: number;
}

export interface LineRecount {
  in: number;
  out: number;
}

export interface BacktestResult {
  readonly zones: ReadonlyMap<ZoneId, ZoneBacktest>;
  readonly lines: ReadonlyMap<LineId, LineRecount>;
}

/**
 * Counts the visits and crossings of a store model on the track history, since `from` if given. Uses the code of live
 * counting. A stay across the 5-minute cut of a track becomes two stays but still one entry.
 */
export function backtestModel(model: StoreModel, ring: TrackHistory, from?: EpochMs): BacktestResult {
  const zones = new Map(model.zones.map(({ id }) => [id, { entries: 0, visits: 0, engaged: 0, dwellMs: 0 }]));
  const lines = new Map(model.lines.map(({ id }) => [id, { in: 0, out: 0 }]));
  const spaces = new Set([...model.zones, ...model.lines].map(({ space }) => space));
  for (const space of spaces) ring.replay(space, new SpaceRecount(model, space, zones, lines), from);
  return { zones, lines };
}

class SpaceRecount implements TrackReader {
  readonly #visits: ZoneVisits;
  readonly #lines: LineCrossings;
  readonly #model: StoreModel;
  readonly #zoneCounts: ReadonlyMap<ZoneId, ZoneBacktest>;
  readonly #lineCounts: ReadonlyMap<LineId, LineRecount>;
  /** Start of each track piece that continues an earlier one. */
  readonly #goOnAt = new Map<number, EpochMs>();

  constructor(
    model: StoreModel,
    space: SpaceId,
    zoneCounts: ReadonlyMap<ZoneId, ZoneBacktest>,
    lineCounts: ReadonlyMap<LineId, LineRecount>,
  ) {
    this.#model = model;
    this.#zoneCounts = zoneCounts;
    this.#lineCounts = lineCounts;
    this.#visits = new ZoneVisits(
      model,
      space,
      (fact) => this.#count(fact),
      () => undefined,
    );
    this.#lines = new LineCrossings(model, space, (fact) => this.#count(fact));
  }

  moved(person: number, at: EpochMs, { x, y, heightPx }: TrackPlace, goesOn: boolean): void {
    if (goesOn) {
      this.#goOnAt.set(person, at);
      this.#visits.know(person);
    }
    this.#visits.moved(person, at, x, y);
    this.#lines.moved(person, at, x, y, heightPx);
  }

  cut(person: number): void {
    this.ended(person, 'stop');
  }

  ended(person: number, reason: Parameters<ZoneVisits['ended']>[1]): void {
    this.#visits.ended(person, reason);
    this.#lines.ended(person);
    this.#goOnAt.delete(person);
  }

  resumed(at: EpochMs): void {
    this.#visits.resume(at);
  }

  advanced(at: EpochMs): void {
    this.#lines.advance(at);
  }

  #count(fact: Fact): void {
    if (fact.kind === 'LineCrossed') {
      const line = this.#lineCounts.get(fact.line);
      if (line !== undefined) line[fact.direction] += 1;
    } else if (fact.kind === 'ZoneEntered')
      this.#add(fact.zone, 'entries', fact.resumedFrom === undefined ? this.#isNew(fact.person, fact.at) : 0);
    else if (fact.kind === 'ZoneEngaged') this.#add(fact.zone, 'engaged', 1);
    else if (fact.kind === 'ZoneLeft') this.#leave(fact);
  }

  #leave({ zone, person, enteredAt, dwellMs, resumedFrom }: ZoneLeft): void {
    const counts = this.#zoneCounts.get(zone);
    const visitMs = this.#model.zones.find(({ id }) => id === zone)?.thresholds.visitMs ?? 0;
    if (counts === undefined) return;
    counts.dwellMs += dwellMs;
    if (dwellMs >= visitMs && resumedFrom === undefined) counts.visits += this.#isNew(person, enteredAt);
  }

  /** Returns 0 for a stay that was open when its track was cut. */
  #isNew(person: number, enteredAt: EpochMs): 0 | 1 {
    return this.#goOnAt.get(person) === enteredAt ? 0 : 1;
  }

  #add(zone: ZoneId, what: 'entries' | 'engaged', by: number): void {
    const counts = this.#zoneCounts.get(zone);
    if (counts !== undefined) counts[what] += by;
  }
}
