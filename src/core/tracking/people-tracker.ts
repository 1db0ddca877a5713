import type { FloorView } from '../geometry/floor-view.ts';
import type { TypeOf } from '../model/codec.ts';
import { branded, list, maybe, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held, heldObject } from '../model/state-part.ts';
import { Association } from './association.ts';
import { mayBegin } from './birth-check.ts';
import { hiddenShare } from './box-overlap.ts';
import { Detections } from './detections.ts';
import type { FrameSize } from './foot-point-estimator.ts';
import { hasPassedThing } from './passed-thing.ts';
import { EDGE_HEIGHT, PersonHeightModel } from './person-height-model.ts';
import { PENDING_POINT_STRIDE, PERSON_TRACK, PersonTrack } from './person-track.ts';
import { PICTURE_MOTION, PictureMotion } from './picture-motion.ts';
import { SpeedGate } from './speed-gate.ts';
import { TrackList } from './track-list.ts';
import type { TrackSink } from './track-sink.ts';
import type { TrackerSettings } from './tracker-settings.ts';
import { TRACKER_DEFAULTS } from './tracker-settings.ts';

/** Score at which a detection is nearly always right, on the settings' scale. */
const SURE_SCORE = 0.95;
/** Longest time, in ms, that points wait for the person's feet to enter the picture. */
const OPEN_FEET_MS = 2_000;
/** Track stitching over a gap longer than this, in ms, is published. */
const TOLD_GAP_MS = 500;

export interface PeopleTrackerOptions {
  /** Size of the picture. The tracker needs it to notice boxes cut off by the edge and people who leave at the edge. */
  readonly frame?: FrameSize;
  /** At or above this score, the detector is nearly always right: 0.95 for a Faster R-CNN, less for small models. */
  readonly sureScore?: number;
  /** True for a camera that looks straight down: people stand in the middle of their boxes. */
  readonly isOverhead?: boolean;
  /** True to publish a person only after it has moved, because an object never moves. */
  readonly mustMove?: boolean;
  /** A calibrated camera's view of the floor: people's steps are then limited in metres too. */
  readonly floor?: FloorView | undefined;
  readonly settings?: TrackerSettings;
}

/** A person's box in pixels of the last frame, and the score of the last detection (0–1). */
export interface TrackBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

/** Receives each person of the last frame from `PeopleTracker.forEachTrack`. */
export type TrackVisitor = (person: number, box: TrackBox) => void;

const CLOCK = row({
  lastPerson: number,
  /** `framedAt`: time of the last frame. `now`: the newest time from `advance` or a frame. */
  framedAt: maybe(branded<EpochMs>()),
  now: maybe(branded<EpochMs>()),
});

/**
 * Tracks people in the boxes of one camera, under numbers that stay. A Kalman filter at constant velocity predicts
 * each person's box (SORT: Bewley et al. 2016). Strong detections are assigned first and weak ones after (ByteTrack:
 * Zhang et al. 2022). Boxes are widened by the prediction's uncertainty (buffered IoU: Yang et al. 2023). A lost
 * person can be found again under its number for `joinLimitMs`, when the odds favour it. Person numbers rise and are
 * never reused. Runs once per camera frame.
 */
export class PeopleTracker implements Checkpointed {
  readonly #frame: FrameSize | undefined;
  readonly #isOverhead: boolean;
  readonly #mustMove: boolean;
  readonly #scoreScale: number;
  readonly #settings: TrackerSettings;
  readonly #sink: TrackSink;
  readonly #boxes = new Detections();
  readonly #gate: SpeedGate;
  readonly #association: Association;
  readonly #edge = new PersonHeightModel();
  readonly #picture = new PictureMotion();
  readonly #tracks = new TrackList();
  readonly #clock: TypeOf<typeof CLOCK> = { lastPerson: 0, framedAt: undefined, now: undefined };
  readonly state = composed({
    clock: heldObject(CLOCK, this.#clock),
    edge: heldObject(EDGE_HEIGHT, this.#edge),
    picture: heldObject(PICTURE_MOTION, this.#picture),
    tracks: held(
      list(PERSON_TRACK),
      () => this.#tracks.toArray(),
      (tracks) => this.#tracks.replace(tracks),
    ),
  });

  constructor(options: PeopleTrackerOptions, sink: TrackSink) {
    this.#frame = options.frame;
    this.#isOverhead = options.isOverhead ?? false;
    this.#mustMove = options.mustMove ?? false;
    this.#scoreScale = SURE_SCORE / (options.sureScore ?? SURE_SCORE);
    this.#settings = options.settings ?? TRACKER_DEFAULTS;
    this.#sink = sink;
    this.#gate = new SpeedGate(options.floor);
    this.#association = new Association(this.#boxes, this.#gate, this.#picture, this.#settings);
  }

  /**
   * Handles one camera frame. `boxes`: left, top, width, height (px) and score of each person. Ignores frames older
   * than the last.
   */
  update(at: EpochMs, boxes: readonly number[]): void {
    if (this.#clock.framedAt !== undefined && at <= this.#clock.framedAt) return;
    this.advance(at);
    const seconds = (at - (this.#clock.framedAt ?? at)) / 1000;
    this.#clock.framedAt = at;
    if (boxes.length === 0 && this.#tracks.count === 0) return;
    this.#boxes.load(boxes, this.#scoreScale);
    this.#gate.load(this.#boxes);
    if (this.#tracks.count > 0) this.#association.share(this.#tracks, at, seconds);
    this.#correct(at);
    this.#picture.settle(seconds);
    this.#begin(at);
  }

  /** Moves time forward to `at`. Ends people who can no longer be found again. */
  advance(at: EpochMs): void {
    if (this.#clock.now !== undefined && at <= this.#clock.now) return;
    this.#clock.now = at;
    const { joinLimitMs } = this.#settings;
    const tracks = this.#tracks;
    let kept = 0;
    for (let n = 0; n < tracks.count; n++) {
      const track = tracks.items[n] as PersonTrack;
      if (track.untold.length > 0) this.#emitLate(track, at);
      if (at - track.seenAt <= joinLimitMs) tracks.items[kept++] = track;
      else if (track.person > 0) this.#end(track);
    }
    tracks.count = kept;
  }

  /** When feet stay below the picture for `OPEN_FEET_MS`, their point is put at the edge. */
  #emitLate(track: PersonTrack, at: EpochMs): void {
    if (track.person === 0 || at - (track.untold[0] as number) <= OPEN_FEET_MS) return;
    if (this.#isBelieved(track)) this.#emitHeldPoints(track);
  }

  #end(track: PersonTrack): void {
    if (!this.#isBelieved(track)) return;
    this.#emitHeldPoints(track);
    this.#sink.ended(track.person, track.seenAt, track.isAtEdge ? 'frame-edge' : 'lost');
  }

  /**
   * Visits the confirmed people of the last frame: those detected, and for a moment those hidden behind another person.
   * The box lies between the filter's box and the detection's; the score is that of the last detection.
   */
  forEachTrack(visit: TrackVisitor): void {
    const share = this.#settings.detectionShare;
    const { items, count } = this.#tracks;
    for (let n = 0; n < count; n++) {
      const track = items[n] as PersonTrack;
      if (track.person === 0 || (track.isMissed && !this.#isHidden(track))) continue;
      const drawn = track.isMissed ? 0 : share;
      const width = track.width.position + drawn * (track.lastWidth - track.width.position);
      const height = track.height.position + drawn * (track.lastHeight - track.height.position);
      const x = track.x.position + drawn * (track.left + track.lastWidth / 2 - track.x.position);
      const y = track.y.position + drawn * (track.top + track.lastHeight / 2 - track.y.position);
      visit(track.person, { width, height, left: x - width / 2, top: y - height / 2, score: track.score });
    }
  }

  /** Returns true when the person has moved, or does not have to move. */
  #isBelieved({ motion }: PersonTrack): boolean {
    return motion.hasMoved || !this.#mustMove;
  }

  #isHidden(track: PersonTrack): boolean {
    const { hiddenMs, hiddenShare: least } = this.#settings;
    const unseenMs = (this.#clock.framedAt ?? track.seenAt) - track.seenAt;
    if (unseenMs > hiddenMs || track.seenAt - track.bornAt < hiddenMs) return false;
    const { x, y, width, height } = track;
    const boxes = this.#boxes;
    const reachX = (width.position + boxes.maxWidth) / 2;
    const found = boxes.findNear(x.position, y.position, reachX, (height.position + boxes.maxHeight) / 2);
    for (let i = 0; i < found; i++) {
      const n = boxes.near[i] as number;
      if (boxes.person[n] !== 0 && hiddenShare(track, boxes, n) >= least) return true;
    }
    return false;
  }

  #correct(at: EpochMs): void {
    const { unconfirmedLimitMs } = this.#settings;
    const tracks = this.#tracks;
    let kept = 0;
    for (let n = 0; n < tracks.count; n++) {
      const track = tracks.items[n] as PersonTrack;
      if (track.mate >= 0) this.#follow(track, at);
      else track.isMissed = true;
      if (track.mate >= 0 || track.person > 0 || at - track.seenAt <= unconfirmedLimitMs)
        tracks.items[kept++] = track;
    }
    tracks.count = kept;
  }

  #follow(track: PersonTrack, at: EpochMs): void {
    const gapMs = at - track.seenAt;
    const isJoined = track.person > 0 && track.isMissed && gapMs > TOLD_GAP_MS;
    if (track.person > 0 && !track.isMissed) {
      this.#picture.record(track.findSurprise(this.#boxes, track.mate, this.#settings));
    }
    track.correct(at, this.#boxes, track.mate, this.#settings);
    track.place = this.#gate.getPosition(track.mate);
    // For a confirmed person, motion matters only when people must move.
    if (this.#mustMove || track.person === 0) {
      track.motion.update(track.left, track.top, track.lastWidth, track.lastHeight, gapMs);
    }
    this.#findGround(track, gapMs);
    if (this.#mustMove && hasPassedThing(track, this.#boxes)) {
      track.untold.length = 0;
      track.motion.start(track.left, track.top, track.lastWidth, track.lastHeight);
    }
    if (isJoined && this.#isBelieved(track)) {
      this.#emitHeldPoints(track);
      this.#sink.joined(track.person, at, gapMs);
    }
    this.#emitPoint(track);
    this.#boxes.person[track.mate] = track.person;
  }

  #findGround(track: PersonTrack, gapMs: number): void {
    track.findGround(gapMs, this.#frame, this.#edge);
    if (this.#isOverhead) track.ground.seeFromAbove(track.left, track.top, track.lastWidth, track.lastHeight);
  }

  #begin(at: EpochMs): void {
    const boxes = this.#boxes;
    for (let n = 0; n < boxes.count; n++) {
      if ((boxes.score[n] as number) < this.#settings.weakestBirth) return;
      if (boxes.taken[n] === 1 || !mayBegin(boxes, n, this.#tracks, this.#settings)) continue;
      const track = new PersonTrack();
      track.start(at, boxes, n, this.#settings);
      track.place = this.#gate.getPosition(n);
      this.#findGround(track, 0);
      this.#tracks.add(track);
      this.#emitPoint(track);
      boxes.person[n] = track.person;
    }
  }

  /** Strong scores confirm a person immediately, a fair score after a while. With weak scores, motion is needed too. */
  #isSure({ evidence, bestScore, motion, seenAt, bornAt }: PersonTrack): boolean {
    const { confirmingScore, confirmAfterMs, fairScore } = this.#settings;
    if (evidence >= confirmingScore) return true;
    return seenAt - bornAt >= confirmAfterMs && (bestScore >= fairScore || motion.hasMoved);
  }

  /** Emits the track's ground point, or holds it back until the person is confirmed and its feet are known. */
  #emitPoint(track: PersonTrack): void {
    if (track.person === 0) {
      if (!this.#isSure(track)) {
        track.holdPoint();
        return;
      }
      track.person = ++this.#clock.lastPerson;
    }
    if (!this.#isBelieved(track) || this.#isWaitingForFeet(track)) {
      track.holdPoint();
      return;
    }
    if (track.untold.length > 0) this.#emitHeldPoints(track);
    this.#sink.moved(track.person, track.seenAt, track.ground.x, track.ground.y, track.top);
  }

  /** Returns true while the feet are or were below the picture and no size is known to estimate how far. */
  #isWaitingForFeet({ ground, untold, seenAt }: PersonTrack): boolean {
    if (untold.length === 0) return ground.isOpen;
    if (seenAt - (untold[0] as number) > OPEN_FEET_MS) return false;
    return ground.isOpen || (untold[4] === 1 && ground.feetBelow(0, this.#edge) === undefined);
  }

  #emitHeldPoints(track: PersonTrack): void {
    const { untold } = track;
    for (let n = 0; n < untold.length; n += PENDING_POINT_STRIDE) {
      const bottom = untold[n + 2] as number;
      const feet = untold[n + 4] === 1 ? track.ground.feetBelow(untold[n + 3] as number, this.#edge) : bottom;
      const y = Math.max(bottom, feet ?? bottom);
      this.#sink.moved(
        track.person,
        untold[n] as EpochMs,
        untold[n + 1] as number,
        y,
        untold[n + 3] as number,
      );
    }
    untold.length = 0;
  }
}
