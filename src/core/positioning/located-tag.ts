import type { TypeOf } from '../model/codec.ts';
import { boolean, converted, number, struct, text } from '../model/codec.ts';
import type { TagId } from '../model/ids.ts';
import type { FloorGrid } from './floor-grid.ts';
import type { Likelihood, RssiSecond } from './likelihood.ts';
import type { MotionModel } from './motion-model.ts';
import type { PathSteps } from './path-steps.ts';
import type { RadioMap } from './radio-model/radio-map.ts';
import { RssiAggregator } from './rssi-aggregator.ts';
import { StationaryDetector } from './stationary-detector.ts';
import { TagBayesFilter } from './tag-bayes-filter.ts';
import { ZoneClassifier } from './zone-classifier.ts';

/** Before anything is learned the receivers' gains are unknown, and only the loudest of a few seconds can be trusted. */
const LOUDEST_OVER_S = 3;

/** A tag that rests is looked for this seldom: most trolleys stand, and a second costs as much as that of a moving one. */
const LOOK_AT_REST_EVERY_S = 5;
/** As long as it takes to see that a tag has left: what was not looked at then is looked at when it is seen. */
const MISSED_S = 10;

/** A centimetre, a hundredth of a decibel: finer is noise. */
const hundredths = converted(
  number,
  (value: number) => Math.round(value * 100) / 100,
  (saved) => saved,
);

/** What a checkpoint keeps of a tag. */
export const LAST_PLACE = struct({
  tag: text<TagId>(),
  xM: hundredths,
  yM: hundredths,
  errorM: hundredths,
  zone: number,
  atRest: boolean,
  /** As a time among times: all of them move together when the clock is set. */
  lastHeardAt: number,
  offsetDb: hundredths,
  offsetSdDb: hundredths,
});
export type LastPlace = TypeOf<typeof LAST_PLACE>;

/** What the locator keeps of one tag. */
export class LocatedTag {
  readonly filter: TagBayesFilter;
  readonly bucket: RssiAggregator;
  readonly zoneMass: Float64Array;
  xM = 0;
  yM = 0;
  errorM = 0;
  zone = -1;
  lastHeardS = 0;
  #unlookedS = 0;
  #missed: RssiSecond[] = [];
  readonly #grid: FloorGrid;
  readonly #rest: StationaryDetector;
  readonly #decision: ZoneClassifier;
  readonly #loudest: RssiSecond[] = [];

  constructor(map: RadioMap, motion: MotionModel, likelihood: Likelihood, steps: PathSteps) {
    const { grid, receivers } = map;
    this.#grid = grid;
    this.filter = new TagBayesFilter(grid, motion, likelihood, steps);
    this.bucket = new RssiAggregator(receivers.length);
    this.zoneMass = new Float64Array(grid.zoneCount);
    this.#rest = new StationaryDetector(receivers.length);
    this.#decision = new ZoneClassifier(grid.zoneCount);
  }

  get atRest(): boolean {
    return this.#rest.atRest;
  }

  /** Processes the second that ends at `atS`. Returns its levels. */
  step(map: RadioMap, atS: number): RssiSecond | undefined {
    const heard = this.bucket.takeSecond();
    if (this.#isWorthALook()) this.#look(map, heard);
    else if (heard !== undefined) this.#miss(heard);
    if (heard === undefined) return undefined;
    this.lastHeardS = atS;
    const wasAtRest = this.atRest;
    const atRest = this.#rest.step(heard, this);
    if (wasAtRest && !atRest) this.#catchUp(map);
    this.zone = map.learned
      ? this.#decision.step(this.zoneMass, atRest, this.#grid.zone[this.#grid.cellAt(this.xM, this.yM)])
      : this.#decision.step(this.#loudestZone(map, heard), atRest);
    return heard;
  }

  #look(map: RadioMap, heard: RssiSecond | undefined): void {
    this.filter.step(map, heard);
    this.describe();
  }

  #miss(heard: RssiSecond): void {
    this.#missed.push(heard);
    if (this.#missed.length > MISSED_S) this.#missed.shift();
  }

  /** The tag was thought to lie still while it left. */
  #catchUp(map: RadioMap): void {
    for (const second of this.#missed.splice(0)) this.filter.step(map, second);
    this.describe();
  }

  #isWorthALook(): boolean {
    this.#unlookedS = this.atRest ? (this.#unlookedS + 1) % LOOK_AT_REST_EVERY_S : 0;
    return this.#unlookedS === 0;
  }

  /** Continues from a checkpoint: a spread of belief around the last place. */
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
    this.describe();
  }

  /** Mean, spread and zone masses of the belief. */
  describe(): void {
    const { xM, yM, zone } = this.#grid;
    const { place } = this.filter;
    this.zoneMass.fill(0);
    let x = 0;
    let y = 0;
    let square = 0;
    for (let cell = 0; cell < place.length; cell++) {
      const p = place[cell] ?? 0;
      const cx = xM[cell] ?? 0;
      const cy = yM[cell] ?? 0;
      x += p * cx;
      y += p * cy;
      square += p * (cx * cx + cy * cy);
      const at = zone[cell] ?? -1;
      if (at >= 0) this.zoneMass[at] = (this.zoneMass[at] ?? 0) + p;
    }
    this.xM = x;
    this.yM = y;
    this.errorM = Math.sqrt(Math.max(0, square - x * x - y * y));
  }

  /** All mass in the zone of the receiver that heard the loudest second of the last few. */
  #loudestZone(map: RadioMap, heard: RssiSecond): Float64Array {
    this.#loudest.push(heard);
    if (this.#loudest.length > LOUDEST_OVER_S) this.#loudest.shift();
    const loudest = this.#loudest.reduce((best, second) =>
      second.loudestDbm > best.loudestDbm ? second : best,
    );
    const receiver = map.receivers[loudest.loudest];
    const mass = new Float64Array(this.#grid.zoneCount);
    const zone =
      receiver === undefined ? -1 : (this.#grid.zone[this.#grid.cellAt(receiver.xM, receiver.yM)] ?? -1);
    if (zone >= 0) mass[zone] = 1;
    return mass;
  }
}
