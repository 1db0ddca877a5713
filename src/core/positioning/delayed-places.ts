import type { BackwardPass, KeptBelief } from './backward-pass.ts';
import { keepBelief } from './backward-pass.ts';
import { BeliefSummary } from './belief-summary.ts';
import type { FloorGrid } from './floor-grid.ts';
import type { RssiSecond } from './likelihood.ts';
import { isContradicted } from './zone-classifier.ts';

/** A place waits for so much more to be received. What comes later hardly changes it. */
const LAG_S = 12;
/** Seconds released at a time: going back over the lag for each alone would cost more than the filter. */
const BLOCK_S = 5;

/** A second of one tag as it came. */
export interface LiveSecond {
  readonly atS: number;
  readonly isHeard: boolean;
  readonly atRest: boolean;
  /** Levels that the filter has not looked at, as the tag was taken to rest. */
  readonly unseen?: RssiSecond | undefined;
  /** Known already, as the tag rests or nothing has been learned; else the belief tells. */
  readonly zone?: number | undefined;
}

interface Waiting extends LiveSecond {
  readonly belief: KeptBelief;
}

/** Where a tag was in a second, given also the levels of the seconds after it. */
export interface DelayedPlace {
  readonly atS: number;
  readonly zone: number;
  readonly atRest: boolean;
  readonly summary: BeliefSummary;
}

/** The last seconds of one tag, until the levels after them say where it was. */
export class DelayedPlaces {
  readonly #grid: FloorGrid;
  readonly #pass: BackwardPass;
  #zone = -1;
  #waiting: Waiting[] = [];

  constructor(grid: FloorGrid, pass: BackwardPass) {
    this.#grid = grid;
    this.#pass = pass;
  }

  /** Without a belief it is that of the second before. */
  add(second: LiveSecond, place?: Float32Array): void {
    const belief = place === undefined ? this.#waiting.at(-1)?.belief : keepBelief(place);
    if (belief !== undefined) this.#waiting.push({ ...second, belief });
  }

  /** The tag left while it was taken to rest. `look` gives the belief that an unseen second leads to. */
  lookAgain(look: (heard: RssiSecond) => Float32Array): void {
    this.#waiting = this.#waiting.map(({ atS, isHeard, unseen, belief }) => ({
      ...{ atS, isHeard, atRest: false },
      belief: unseen === undefined ? belief : keepBelief(look(unseen)),
    }));
  }

  /** Gives the seconds that have waited long enough, oldest first; all of them when the tag is gone. */
  releasePlaces(isGone: boolean): DelayedPlace[] {
    if (!isGone && this.#waiting.length < LAG_S + BLOCK_S) return [];
    const due = isGone ? this.#waiting.length : BLOCK_S;
    const summaries = this.#summarize(due);
    return this.#waiting.splice(0, due).map((second, i) => {
      const summary = summaries[i] ?? new BeliefSummary(0);
      this.#zone = this.#getZone(second, summary);
      return { atS: second.atS, atRest: second.atRest, zone: this.#zone, summary };
    });
  }

  #summarize(due: number): BeliefSummary[] {
    const summaries = Array.from({ length: due }, () => new BeliefSummary(this.#grid.zoneCount));
    const beliefs = this.#waiting.map(({ belief }) => belief);
    // Of a tag whose zones are known, what comes later is not worth looking at.
    const isKnown = this.#waiting.every(({ zone }) => zone !== undefined);
    const stretches = isKnown ? beliefs.slice(0, due).map((belief) => [belief]) : [beliefs];
    for (const [first, stretch] of stretches.entries()) {
      for (const [i, belief] of this.#pass.smooth(stretch)) summaries[first + i]?.update(this.#grid, belief);
    }
    return summaries;
  }

  /** Silence says nothing of a zone. */
  #getZone({ zone, isHeard }: Waiting, { xM, yM, zoneMass }: BeliefSummary): number {
    if (zone !== undefined) return zone;
    if (!isHeard || !isContradicted(zoneMass, this.#zone)) return this.#zone;
    return this.#grid.zone[this.#grid.cellAt(xM, yM)] ?? -1;
  }
}
