import type { TypeOf } from '../model/codec.ts';
import { boolean, converted, number, struct, text } from '../model/codec.ts';
import type { TagId } from '../model/ids.ts';
import type { BackwardPass } from './backward-pass.ts';
import { BeliefSummary } from './belief-summary.ts';
import type { DelayedPlace } from './delayed-places.ts';
import { DelayedPlaces } from './delayed-places.ts';
import type { FloorGrid } from './floor-grid.ts';
import { average } from './levels.ts';
import type { RssiSecond } from './likelihood.ts';
import type { RadioMap } from './radio-model/radio-map.ts';
import { RssiAggregator } from './rssi-aggregator.ts';
import { StationaryDetector } from './stationary-detector.ts';
import type { FilterTools } from './tag-bayes-filter.ts';
import { TagBayesFilter } from './tag-bayes-filter.ts';
import { ZoneClassifier } from './zone-classifier.ts';

/**
 * Seconds of which the loudest reception decides the zone, before a radio map is learned. The gains of receivers are
 * unknown then.
 */
const LOUDEST_OVER_S = 3;

/** Seconds between two filter steps of a resting tag. One step uses the mean of the levels in between. */
const LOOK_AT_REST_EVERY_S = 30;

/** Rounds to 0.01 (1 cm or 0.01 dB) to keep checkpoints small. Finer digits are noise. */
const hundredths = converted(
  number,
  (value: number) => Math.round(value * 100) / 100,
  (saved) => saved,
);

/** The state of one tag that a checkpoint keeps. */
export const LAST_PLACE = struct({
  tag: text<TagId>(),
  xM: hundredths,
  yM: hundredths,
  errorM: hundredths,
  zone: number,
  atRest: boolean,
  /** Time in milliseconds, not in seconds. It is shifted with all other times when the clock is set. */
  lastHeardAt: number,
  offsetDb: hundredths,
  offsetSdDb: hundredths,
});
export type LastPlace = TypeOf<typeof LAST_PLACE>;

/** Buffers that all tags of a floor share. */
export interface LocatingTools extends FilterTools {
  readonly pass: BackwardPass;
}

/** The filter, rest detector and zone of one tag. */
export class LocatedTag {
  readonly filter: TagBayesFilter;
  readonly bucket: RssiAggregator;
  readonly live: BeliefSummary;
  zone = -1;
  lastHeardS = 0;
  /** Levels that a resting tag's filter has not used yet. */
  #unseen: RssiSecond[] = [];
  readonly #grid: FloorGrid;
  readonly #rest: StationaryDetector;
  readonly #decision: ZoneClassifier;
  readonly #delayed: DelayedPlaces;
  readonly #loudest: RssiSecond[] = [];

  constructor({ grid, receivers }: RadioMap, tools: LocatingTools) {
    this.#grid = grid;
    this.filter = new TagBayesFilter(grid, tools);
    this.bucket = new RssiAggregator(receivers.length);
    this.live = new BeliefSummary(grid.zoneCount);
    this.#rest = new StationaryDetector(receivers.length);
    this.#decision = new ZoneClassifier();
    this.#delayed = new DelayedPlaces(grid, tools.pass);
  }

  get atRest(): boolean {
    return this.#rest.atRest;
  }

  /**
   * Processes the second that ends at `atS` (seconds). Returns the levels of that second, or undefined when no receiver
   * heard the tag.
   */
  step(map: RadioMap, atS: number): RssiSecond | undefined {
    const heard = this.bucket.takeSecond();
    const isLooked = this.#look(map, heard);
    if (heard !== undefined) this.#judge(map, heard, atS);
    const { atRest, zone } = this;
    this.#delayed.add(
      {
        ...{ atS, atRest, mayRest: this.#rest.mayRest, isHeard: heard !== undefined },
        zone: atRest || !map.learned ? zone : undefined,
        unseen: isLooked ? undefined : heard,
      },
      isLooked ? this.filter.place : undefined,
    );
    return heard;
  }

  /** Updates whether the tag rests, and in which zone. */
  #judge(map: RadioMap, heard: RssiSecond, atS: number): void {
    this.lastHeardS = atS;
    const wasAtRest = this.atRest;
    const atRest = this.#rest.step(heard, this.live);
    if (wasAtRest && !atRest) this.#catchUp(map);
    const { xM, yM, zoneMass } = this.live;
    this.zone = map.learned
      ? this.#decision.step(zoneMass, this.#rest, this.#grid.zone[this.#grid.cellAt(xM, yM)])
      : this.#decision.step(this.#loudestZone(map, heard), this.#rest);
  }

  /**
   * Returns the places that have waited long enough, estimated from later levels too. When the tag is gone, returns all
   * places.
   */
  releasePlaces(isGone: boolean): DelayedPlace[] {
    return this.#delayed.releasePlaces(isGone);
  }

  /**
   * Steps the filter with these levels. While the tag rests, there is one step per 30 seconds with levels. Returns
   * whether the filter made a step.
   */
  #look(map: RadioMap, heard: RssiSecond | undefined): boolean {
    if (!this.atRest) this.filter.step(map, heard);
    else {
      if (heard !== undefined) this.#unseen.push(heard);
      if (this.#unseen.length < LOOK_AT_REST_EVERY_S) return false;
      this.filter.step(map, average(this.#unseen));
    }
    this.#unseen = [];
    this.#describe();
    return true;
  }

  /** Makes the skipped filter steps after all, because the tag moved while it seemed to rest. */
  #catchUp(map: RadioMap): void {
    this.#delayed.lookAgain((heard) => {
      this.filter.step(map, heard);
      return this.filter.place;
    });
    this.#describe();
  }

  /** Continues from a checkpoint with a Gaussian belief around the last position. */
  resume(saved: LastPlace): void {
    const { xM, yM } = this.#grid;
    const variance = saved.errorM ** 2 / 2 + this.#grid.cellM ** 2;
    this.filter.startAt((cell) =>
      Math.exp(-(((xM[cell] ?? 0) - saved.xM) ** 2 + ((yM[cell] ?? 0) - saved.yM) ** 2) / (2 * variance)),
    );
    this.filter.expectPower(saved.offsetDb, saved.offsetSdDb);
    this.zone = saved.zone;
    this.#decision.resume(saved.zone, saved.atRest);
    if (saved.atRest) this.#rest.resume();
    this.lastHeardS = Math.round(saved.lastHeardAt / 1000);
    this.#describe();
  }

  #describe(): void {
    this.live.update(this.#grid, this.filter.place);
  }

  /** Returns a probability of 1 for the zone of the receiver with the loudest reception of the last seconds. */
  #loudestZone(map: RadioMap, heard: RssiSecond): Float64Array {
    this.#loudest.push(heard);
    if (this.#loudest.length > LOUDEST_OVER_S) this.#loudest.shift();
    const loudest = this.#loudest.reduce((best, second) =>
      second.loudestDbm > best.loudestDbm ? second : best,
    );
    const receiver = map.receivers[loudest.loudest];
    const mass = new Float64Array(this.#grid.zoneCount);
    const zone = receiver && this.#grid.zone[this.#grid.cellAt(receiver.xM, receiver.yM)];
    if (zone !== undefined && zone >= 0) mass[zone] = 1;
    return mass;
  }
}
