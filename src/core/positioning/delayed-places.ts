import type { BackwardPass, KeptBelief } from './backward-pass.ts';
import { keepBelief } from './backward-pass.ts';
import { BeliefSummary } from './belief-summary.ts';
import type { FloorGrid } from './floor-grid.ts';
import type { RssiSecond } from './likelihood.ts';
import type { Motion } from './stationary-detector.ts';
import { isKept } from './zone-classifier.ts';

/** Seconds that a place waits for later levels. Levels that arrive after this time hardly change the place. */
const LAG_S = 12;
/** Seconds released at a time: a backward pass over the lag for each single second would cost more than the filter. */
const BLOCK_S = 5;

/** One second of one tag, as the live filter saw the second. */
export interface LiveSecond extends Motion {
  readonly atS: number;
  readonly isHeard: boolean;
  /** Levels that the filter skipped because the tag seemed to rest. */
  readonly unseen?: RssiSecond | undefined;
  /** Zone of a tag that rests, or of any tag before a radio map is learned. If absent, the belief decides the zone. */
  readonly zone?: number | undefined;
}

interface Waiting extends LiveSecond {
  readonly belief: KeptBelief;
}

/** Where a tag was in one second, estimated from the levels before and after. */
export interface DelayedPlace {
  readonly atS: number;
  readonly zone: number;
  readonly atRest: boolean;
  readonly summary: BeliefSummary;
}

/** Keeps the last seconds of one tag until later levels show where the tag was. */
export class DelayedPlaces {
  readonly #grid: FloorGrid;
  readonly #pass: BackwardPass;
  #zone = -1;
  #waiting: Waiting[] = [];
  /** The belief that was summarized last, with its summary. A resting tag has the same belief for 30 s. */
  #known: { readonly belief: KeptBelief; readonly summary: BeliefSummary } | undefined;

  constructor(grid: FloorGrid, pass: BackwardPass) {
    this.#grid = grid;
    this.#pass = pass;
  }

  /**
   * Adds a second. `place` is the belief after this second. Without `place`, the belief of the second before stays
   * valid.
   */
  add(second: LiveSecond, place?: Float32Array): void {
    const belief = place === undefined ? this.#waiting.at(-1)?.belief : keepBelief(place);
    if (belief !== undefined) this.#waiting.push({ ...second, belief });
  }

  /**
   * Computes the skipped beliefs after all, because the tag moved while it seemed to rest. `look` returns the belief
   * after one skipped second.
   */
  lookAgain(look: (heard: RssiSecond) => Float32Array): void {
    this.#waiting = this.#waiting.map(({ atS, isHeard, unseen, belief }) => ({
      ...{ atS, isHeard, atRest: false, mayRest: true },
      belief: unseen === undefined ? belief : keepBelief(look(unseen)),
    }));
  }

  /** Returns the seconds that have waited at least 12 s, oldest first. When the tag is gone, returns all seconds. */
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
    // When the zone of each second is known, the backward pass over all waiting seconds would change nothing.
    if (this.#waiting.every(({ zone }) => zone !== undefined))
      return this.#waiting.slice(0, due).map(({ belief }) => this.#summarizeKnown(belief));
    const summaries = Array.from({ length: due }, () => new BeliefSummary(this.#grid.zoneCount));
    for (const [i, belief] of this.#pass.smooth(this.#waiting.map(({ belief }) => belief)))
      summaries[i]?.update(this.#grid, belief);
    return summaries;
  }

  #summarizeKnown(belief: KeptBelief): BeliefSummary {
    if (this.#known?.belief === belief) return this.#known.summary;
    const summary = new BeliefSummary(this.#grid.zoneCount);
    for (const [, whole] of this.#pass.smooth([belief])) summary.update(this.#grid, whole);
    this.#known = { belief, summary };
    return summary;
  }

  /** Returns the zone of a second. A second without levels keeps the zone before. */
  #getZone({ zone, isHeard, mayRest }: Waiting, { xM, yM, zoneMass }: BeliefSummary): number {
    if (zone !== undefined) return zone;
    if (!isHeard || isKept(zoneMass, this.#zone, mayRest)) return this.#zone;
    return this.#grid.zone[this.#grid.cellAt(xM, yM)] ?? -1;
  }
}
