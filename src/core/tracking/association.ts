import type { EpochMs } from '../model/ids.ts';
import { iouAt } from './box-overlap.ts';
import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';
import type { PictureMotion } from './picture-motion.ts';
import { SparseAssignment } from './sparse-assignment.ts';
import type { SpeedGate } from './speed-gate.ts';
import { StitchOdds } from './stitch-odds.ts';
import { TrackList } from './track-list.ts';
import type { TrackerSettings } from './tracker-settings.ts';

/**
 * Assigns at most one detection to each track and one track to each detection, the surest pairs first. Confirmed people
 * come before unconfirmed ones, and strong detections before weak ones. Lost people get the detections that remain.
 */
export class Association {
  readonly #settings: TrackerSettings;
  readonly #boxes: Detections;
  readonly #gate: SpeedGate;
  readonly #picture: PictureMotion;
  readonly #odds: StitchOdds;
  readonly #assignment = new SparseAssignment();
  readonly #followed = new TrackList();
  readonly #unconfirmed = new TrackList();
  readonly #rows = new TrackList();
  /** Possible pairs: detection and weighted overlap. A track's pairs start at `firstPair` and end before `lastPair`. */
  #pairBox = new Int32Array(512);
  #pairOverlap = new Float64Array(512);
  #pairs = 0;
  #free = new Int32Array(128);
  #at = 0 as EpochMs;

  constructor(boxes: Detections, gate: SpeedGate, picture: PictureMotion, settings: TrackerSettings) {
    this.#picture = picture;
    this.#boxes = boxes;
    this.#gate = gate;
    this.#settings = settings;
    this.#odds = new StitchOdds(settings);
  }

  /** Predicts the tracks `seconds` ahead. Sets each track's `mate` and each detection's `taken`. */
  share(tracks: TrackList, at: EpochMs, seconds: number): void {
    this.#at = at;
    this.#pairs = 0;
    this.#predict(tracks, seconds);
    const { count, score } = this.#boxes;
    const { minOverlap, minOverlapWeak, strongScore, weakestBirth } = this.#settings;
    let strong = 0;
    while (strong < count && (score[strong] as number) >= strongScore) strong++;
    this.#pass(this.#followed, 0, strong, minOverlap);
    this.#pass(this.#unconfirmed, 0, strong, minOverlap);
    this.#pass(this.#followed, strong, count, minOverlapWeak);
    this.#pass(this.#unconfirmed, strong, count, minOverlapWeak);
    while (strong < count && (score[strong] as number) >= weakestBirth) strong++;
    this.#lastPass(tracks, strong);
  }

  isLost(track: PersonTrack, at: EpochMs): boolean {
    return (
      track.isMissed && at - track.seenAt > this.#settings.lostAfterMs / Math.sqrt(this.#picture.restless)
    );
  }

  /** One loop does all work on a track, while the track is in the processor's cache. */
  #predict({ items, count }: TrackList, seconds: number): void {
    const { restless } = this.#picture;
    this.#followed.count = 0;
    this.#unconfirmed.count = 0;
    for (let n = 0; n < count; n++) {
      const track = items[n] as PersonTrack;
      track.predict(seconds, this.#settings, restless);
      if (track.person > 0 && this.isLost(track, this.#at)) continue;
      (track.person === 0 ? this.#unconfirmed : this.#followed).add(track);
      this.#findPairs(track);
    }
  }

  /**
   * Lists the detections that overlap the predicted box enough. Both boxes are widened by the prediction's
   * uncertainty.
   */
  #findPairs(track: PersonTrack): void {
    const boxes = this.#boxes;
    const { slackPerDeviation, maxSlack, minHeightRatio, minOverlap, heightWeight } = this.#settings;
    const x = track.x.position;
    const y = track.y.position;
    const width = track.width.position;
    const height = track.height.position;
    const slack = Math.min(maxSlack * height, slackPerDeviation * Math.sqrt(track.x.positionVariance));
    const reachX = reachOf(width, boxes.maxWidth, slack, minOverlap);
    const reachY = reachOf(height, Math.min(boxes.maxHeight, height / minHeightRatio), slack, minOverlap);
    // Largest |a − b| ÷ mean of the two heights. There the lower height is `minHeightRatio` of the higher one.
    const unlike = (2 * (1 - minHeightRatio)) / (1 + minHeightRatio);
    const near = reachOf(1, 0, 0, minOverlap);
    const wide = width + 2 * slack;
    const found = boxes.findNear(x, y, reachX, reachY);
    this.#needPairs(this.#pairs + found);
    const pairBox = this.#pairBox;
    const pairOverlap = this.#pairOverlap;
    let pairs = this.#pairs;
    track.firstPair = pairs;
    for (let i = 0; i < found; i++) {
      const n = boxes.near[i] as number;
      const apart = Math.abs((boxes.x[n] as number) - x);
      if (apart > near * (wide + (boxes.width[n] as number))) continue;
      const overlap = iouAt(x, y, width, height, slack, boxes, n);
      const other = boxes.height[n] as number;
      const isLike = 2 * Math.abs(height - other) <= unlike * (height + other);
      // Always writes the pair. Adding 1 or 0 to `pairs` then keeps or drops it. A mispredicted branch costs more than
      // the write.
      pairBox[pairs] = n;
      pairOverlap[pairs] = overlap * (1 - (heightWeight * Math.abs(height - other)) / (height + other));
      pairs += Number(overlap >= minOverlap) & Number(isLike);
    }
    this.#pairs = pairs;
    track.lastPair = pairs;
  }

  #needPairs(most: number): void {
    if (most <= this.#pairBox.length) return;
    const boxes = new Int32Array(2 * most);
    const overlaps = new Float64Array(2 * most);
    boxes.set(this.#pairBox);
    overlaps.set(this.#pairOverlap);
    this.#pairBox = boxes;
    this.#pairOverlap = overlaps;
  }

  /** Assigns the detections in [from, to) to tracks that have none yet. */
  #pass(tracks: TrackList, from: number, to: number, least: number): void {
    if (from === to || tracks.count === 0) return;
    const assignment = this.#assignment;
    this.#rows.count = 0;
    assignment.begin(to);
    for (let t = 0; t < tracks.count; t++) {
      const track = tracks.items[t] as PersonTrack;
      if (track.mate >= 0) continue;
      let isNew = true;
      for (let p = track.firstPair; p < track.lastPair; p++) {
        const n = this.#pairBox[p] as number;
        const overlap = this.#pairOverlap[p] as number;
        const isFree = n >= from && n < to && overlap >= least && this.#boxes.taken[n] === 0;
        if (!(isFree && this.#gate.allows(track, n, this.#at))) continue;
        if (isNew) this.#addRow(track);
        isNew = false;
        assignment.pair(n, overlap);
      }
    }
    this.#takePairs();
  }

  #addRow(track: PersonTrack): void {
    this.#rows.add(track);
    this.#assignment.row();
  }

  #takePairs(): void {
    if (this.#rows.count === 0) return;
    this.#assignment.solve();
    for (let row = 0; row < this.#rows.count; row++) {
      const n = this.#assignment.columnOf[row] as number;
      if (n < 0) continue;
      (this.#rows.items[row] as PersonTrack).mate = n;
      this.#boxes.taken[n] = 1;
    }
  }

  /** Assigns remaining detections to lost people, and to people who moved beyond their box since the last frame. */
  #lastPass({ items, count }: TrackList, to: number): void {
    const free = this.#listFree(to);
    if (free === 0) return;
    this.#rows.count = 0;
    this.#assignment.begin(to);
    for (let t = 0; t < count; t++) {
      const track = items[t] as PersonTrack;
      if (track.mate < 0) this.#stitch(track, free);
    }
    this.#takePairs();
  }

  #stitch(track: PersonTrack, free: number): void {
    const odds = this.#odds;
    if (!odds.load(track, this.#at, this.#picture.restless)) return;
    let isNew = true;
    for (let i = 0; i < free; i++) {
      const n = this.#free[i] as number;
      if (!this.#mayStitch(track, n)) continue;
      const gain = odds.of(this.#boxes, n);
      if (gain <= 0) continue;
      if (isNew) this.#addRow(track);
      isNew = false;
      this.#assignment.pair(n, gain);
    }
  }

  /** Only a fair or strong detection may continue a lost person. */
  #mayStitch(track: PersonTrack, n: number): boolean {
    const isFair = (this.#boxes.score[n] as number) >= this.#settings.fairScore;
    return (isFair || track.person === 0) && this.#gate.allows(track, n, this.#at);
  }

  /** Lists the detections with an index below `to` that no track has. Returns their number. */
  #listFree(to: number): number {
    if (to > this.#free.length) this.#free = new Int32Array(2 * to);
    let free = 0;
    for (let n = 0; n < to; n++) if (this.#boxes.taken[n] === 0) this.#free[free++] = n;
    return free;
  }
}

/**
 * Largest distance between the centres of two boxes whose IoU reaches `least`. Their sides are at most `side` and
 * `otherMost`. The shared area is then at least least / (1 + least) of the sum of both areas. The same share holds for
 * the overlap of each side.
 */
function reachOf(side: number, otherMost: number, slack: number, least: number): number {
  return ((side + otherMost + 2 * slack) * (1 - least)) / (2 * (1 + least));
}
