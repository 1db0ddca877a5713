import { list, maybe, number } from '../model/codec.ts';
import type { EpochMs, TagId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held } from '../model/state-part.ts';
import { BackwardPass } from './backward-pass.ts';
import type { BeliefSummary } from './belief-summary.ts';
import type { FloorPlan } from './floor-grid.ts';
import { FloorGrid } from './floor-grid.ts';
import { Likelihood } from './likelihood.ts';
import type { LastPlace, LocatingTools } from './located-tag.ts';
import { LAST_PLACE, LocatedTag } from './located-tag.ts';
import { genericPathLoss } from './radio-model/fit-path-loss.ts';
import type { RadioModel } from './radio-model/fit-radio-model.ts';
import { applyModel, learnModel } from './radio-model/fit-radio-model.ts';
import { Lattice } from './radio-model/fit-residual-map.ts';
import type { Receiver } from './radio-model/radio-map.ts';
import { RadioMap } from './radio-model/radio-map.ts';
import type { PackedModel } from './radio-model/radio-model-codec.ts';
import { decodeRadioModel, encodeRadioModel, PACKED_MODEL } from './radio-model/radio-model-codec.ts';
import { TrainingTrips } from './radio-model/training-trips.ts';
import { WaySampler } from './radio-model/way-sampler.ts';
import { RandomWalk } from './random-walk.ts';
import { PLAN_FROM_RECEIVERS } from './walkable-prior.ts';

/** Position of a tag, once a second. The locator reuses the object and its arrays, so copy what you keep. */
export interface TagPosition {
  readonly tag: TagId;
  readonly at: EpochMs;
  readonly xM: number;
  readonly yM: number;
  /** Root mean square distance of the belief from its mean, in metres. */
  readonly errorM: number;
  /** Index of the zone, or −1 for none. Does not change while the tag rests. */
  readonly zone: number;
  /**
   * Probability per zone. Dwell totals from these shares, summed over seconds, favour neither side of a border between
   * zones.
   */
  readonly zoneMass: Float64Array;
  readonly atRest: boolean;
}

export interface TagLocatorOptions {
  readonly receivers: readonly Receiver[];
  readonly plan: FloorPlan;
  /** Tags at known places, such as the canary beside each receiver. They train the radio map and are not located. */
  readonly fixedTags?: readonly { readonly tag: TagId; readonly xM: number; readonly yM: number }[];
  readonly placed: (position: TagPosition) => void;
  /**
   * Called once per tag and second, at least 12 s later. The levels received meanwhile make this position more accurate
   * than that of `placed`. It is meant for the record of trips.
   */
  readonly recorded?: (position: TagPosition) => void;
  /** Called when no receiver has heard the tag for 60 s. */
  readonly gone?: (tag: TagId, at: EpochMs) => void;
}

const SECOND_MS = 1000;
const GONE_AFTER_S = 60;
const MAX_LATE_S = 2;
const FIRST_LEARNING_S = 150;
const NEXT_LEARNING_S = 300;
const LEARN_EVERY_S = 3600;
/**
 * Learning steps per second. Most take 1 to 8 ms. Learning from 30 minutes of traffic with 12 receivers takes about 30
 * minutes, and 15 s of a desktop processor.
 */
const SLICES_A_SECOND = 4;

/**
 * Finds registered tags on the floor plan from the levels at the store's receivers. Each tag has a grid Bayes filter.
 * The radio map is learned from ordinary traffic. The caller passes the time. After a gap of more than 60 s, every tag
 * is gone.
 */
export class TagLocator implements Checkpointed {
  readonly #options: TagLocatorOptions;
  readonly #grid: FloorGrid;
  readonly #map: RadioMap;
  readonly #tools: LocatingTools;
  readonly #lattice: Lattice;
  readonly #receivers: ReadonlyMap<string, number>;
  readonly #tags = new Map<TagId, LocatedTag>();
  readonly #trips = new TrainingTrips();
  #atS: number | undefined;
  #model: RadioModel | undefined;
  #learning: Generator<void, RadioModel> | undefined;
  #learnedAtS = Number.NEGATIVE_INFINITY;
  /**
   * Saves the learned model and the last place of each tag. The second in progress and the training traffic are not
   * saved.
   */
  readonly state = composed({
    at: held(
      maybe(number),
      () => this.#atS && this.#atS * SECOND_MS,
      (at) => {
        this.#atS = at && Math.round(at / SECOND_MS);
      },
    ),
    model: held(
      maybe(PACKED_MODEL),
      () => this.#packedModel(),
      (packed) => this.#takeModel(packed),
    ),
    tags: held(
      list(LAST_PLACE),
      () => this.#lastPlaces(),
      (places) => this.#resumeTags(places),
    ),
  });

  constructor(options: TagLocatorOptions) {
    const { walkableAt, ...open } = options.plan;
    const usePlan = walkableAt !== undefined && options.receivers.length >= PLAN_FROM_RECEIVERS;
    this.#options = options;
    this.#grid = new FloorGrid(usePlan ? options.plan : open);
    this.#map = new RadioMap(this.#grid, options.receivers);
    this.#map.fill(genericPathLoss(options.receivers.length));
    this.#tools = {
      walk: new RandomWalk(this.#grid),
      likelihood: new Likelihood(this.#grid.cells),
      pass: new BackwardPass(this.#grid),
    };
    this.#lattice = new Lattice(this.#grid);
    this.#receivers = new Map(options.receivers.map(({ id }, r) => [id, r]));
    for (const { tag, xM, yM } of options.fixedTags ?? []) this.#trips.fix(tag, { xM, yM });
  }

  /**
   * Adds one reception, after closing all seconds before `at`. Ignores levels from 0 dBm up, receivers that are not on
   * the plan, and receptions more than 2 s late.
   */
  addRssi(at: EpochMs, receiver: string, tag: TagId, rssiDbm: number, powerAt1mDbm?: number): void {
    const r = this.#receivers.get(receiver);
    if (r === undefined || !(rssiDbm < 0)) return;
    const openS = Math.ceil(at / SECOND_MS);
    if (this.#atS !== undefined && openS < this.#atS - MAX_LATE_S) return;
    this.#advanceTo(openS - 1);
    let located = this.#tags.get(tag);
    if (located === undefined) {
      located = new LocatedTag(this.#map, this.#tools);
      located.lastHeardS = this.#atS ?? 0;
      if (powerAt1mDbm !== undefined) located.filter.expectPower(powerAt1mDbm - this.#powerDbm());
      this.#tags.set(tag, located);
    }
    located.bucket.add(r, rssiDbm);
  }

  #powerDbm(): number {
    return (this.#model?.learned.loss ?? genericPathLoss(0)).powerDbm;
  }

  /** Closes every whole second up to `at`. */
  advance(at: EpochMs): void {
    this.#advanceTo(Math.floor(at / SECOND_MS));
  }

  #advanceTo(toS: number): void {
    const fromS = Math.max(this.#atS ?? toS - 1, toS - GONE_AFTER_S - 1);
    for (let second = fromS + 1; second <= toS; second++) this.#step(second);
    this.#atS = Math.max(toS, this.#atS ?? toS);
  }

  #step(atS: number): void {
    for (const [tag, located] of this.#tags) {
      if (this.#trips.isFixed(tag)) this.#stepFixed(tag, atS, located);
      else this.#stepMoving(tag, atS, located);
    }
    this.#learnSome(atS);
  }

  /** Adds a fixed tag's levels to the training data. Its filter does not run. */
  #stepFixed(tag: TagId, atS: number, { bucket, live }: LocatedTag): void {
    const heard = bucket.takeSecond();
    if (heard !== undefined) this.#trips.add(tag, atS, heard, live);
  }

  #stepMoving(tag: TagId, atS: number, located: LocatedTag): void {
    const heard = located.step(this.#map, atS);
    // A tag that lies on a shelf has the same levels all day and teaches nothing.
    if (heard !== undefined && !located.atRest) this.#trips.add(tag, atS, heard, located.live);
    const isGone = atS - located.lastHeardS >= GONE_AFTER_S;
    const { recorded } = this.#options;
    for (const { summary, ...place } of located.releasePlaces(isGone))
      recorded?.(toPosition(tag, place, summary));
    const { zone, atRest, live } = located;
    if (isGone) this.#drop(tag, atS);
    else this.#options.placed(toPosition(tag, { atS, zone, atRest }, live));
  }

  #drop(tag: TagId, atS: number): void {
    this.#tags.delete(tag);
    this.#trips.close(tag);
    this.#options.gone?.(tag, (atS * SECOND_MS) as EpochMs);
  }

  /**
   * Sets the position that the carrier of `tag` declares, at least every 20 s. Between two such positions, the carrier
   * must walk straight.
   */
  teach(at: EpochMs, tag: TagId, xM: number, yM: number): void {
    this.#trips.teach(tag, at / SECOND_MS, { xM, yM });
  }

  endTeaching(tag: TagId): void {
    this.#trips.endTeaching(tag);
  }

  /** Runs a few learning steps per second, so that learning never delays positions. */
  #learnSome(atS: number): void {
    if (this.#learning === undefined && this.#isLearningDue(atS)) this.#beginLearning(atS);
    for (let slice = 0; slice < SLICES_A_SECOND && this.#learning !== undefined; slice++) {
      const step = this.#learning.next();
      if (step.done === true) this.#adopt(step.value);
    }
  }

  #isLearningDue(atS: number): boolean {
    const fresh = this.#trips.freshS;
    if (this.#model === undefined) return fresh >= FIRST_LEARNING_S;
    if (fresh < NEXT_LEARNING_S || atS - this.#learnedAtS < LEARN_EVERY_S) return false;
    // After a restart the model is known but the trips are lost. A little traffic must not replace a model built from
    // much traffic.
    return this.#trips.keptS() >= this.#model.seconds / 2;
  }

  #beginLearning(atS: number): void {
    const map = new RadioMap(this.#grid, this.#options.receivers);
    const sampler = new WaySampler(this.#grid);
    this.#trips.freshS = 0;
    this.#learnedAtS = atS;
    this.#learning = learnModel({ map, lattice: this.#lattice, sampler }, this.#trips.trips());
  }

  #adopt(model: RadioModel): void {
    this.#learning = undefined;
    this.#model = model;
    applyModel(this.#map, this.#lattice, model);
  }

  /** Learns from all traffic kept so far, at the end of a teaching walk. Returns false when there is none. */
  learnNow(): boolean {
    for (const tag of this.#tags.keys()) this.#trips.close(tag);
    if (this.#trips.keptS() === 0) return false;
    this.#beginLearning(this.#atS ?? 0);
    while (this.#learning !== undefined) this.#learnSome(this.#atS ?? 0);
    return true;
  }

  #lastPlaces(): LastPlace[] {
    return Array.from(this.#tags, ([tag, { live, zone, atRest, lastHeardS, filter }]) => {
      const { xM, yM, errorM } = live;
      const { offsetDb, sdDb: offsetSdDb } = filter.power;
      return { tag, xM, yM, errorM, zone, atRest, lastHeardAt: lastHeardS * SECOND_MS, offsetDb, offsetSdDb };
    });
  }

  #resumeTags(places: readonly LastPlace[]): void {
    this.#tags.clear();
    for (const place of places) {
      const located = new LocatedTag(this.#map, this.#tools);
      located.resume(place);
      this.#tags.set(place.tag, located);
    }
  }

  #packedModel(): PackedModel | undefined {
    const receivers = this.#options.receivers.map(({ id }) => id);
    return this.#model === undefined ? undefined : encodeRadioModel(this.#model, receivers);
  }

  #takeModel(packed: PackedModel | undefined): void {
    this.#learning = undefined;
    this.#model = packed && decodeRadioModel(packed, this.#options.receivers, this.#lattice.nodes);
    if (this.#model !== undefined) applyModel(this.#map, this.#lattice, this.#model);
  }
}

function toPosition(
  tag: TagId,
  { atS, zone, atRest }: { readonly atS: number; readonly zone: number; readonly atRest: boolean },
  { xM, yM, errorM, zoneMass }: BeliefSummary,
): TagPosition {
  return { tag, at: (atS * SECOND_MS) as EpochMs, xM, yM, errorM, zone, zoneMass, atRest };
}
