import type { Checkpointed, EpochMs, Json } from '../types.ts';
import { Detections } from './detections.ts';
import { PersonTrack } from './person-track.ts';
import { SparseAssignment } from './sparse-assignment.ts';
import type { TrackSink } from './track-sink.ts';
import type { TrackerSettings } from './tracker-settings.ts';
import { TRACKER_DEFAULTS } from './tracker-settings.ts';

/** The camera's own picture, in the pixels the boxes are given in. */
export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface PeopleTrackerOptions {
  /** Without it nothing is known of boxes that the picture's edge cuts, or of people who walk out over it. */
  readonly frame?: FrameSize;
  readonly settings?: TrackerSettings;
}

/** What `PeopleTracker.forEachTrack` tells: a person that was detected in the last frame. */
export type TrackVisitor = (
  person: number,
  left: number,
  top: number,
  width: number,
  height: number,
  score: number,
) => void;

/**
 * Turns the boxes of one camera into people who keep their number. Tracking by detection: a Kalman filter at
 * constant velocity predicts each person's box, strong detections are shared out first and weak ones after
 * (ByteTrack: Zhang et al. 2022), over boxes widened by the doubt of the prediction (buffered IoU: Yang et al.
 * 2023). A person that is lost stays for `joinLimitMs` to be found again under its number. Person numbers rise
 * and are never used twice. Runs once a camera frame.
 */
export class PeopleTracker implements Checkpointed {
  readonly #frame: FrameSize | undefined;
  readonly #settings: TrackerSettings;
  readonly #sink: TrackSink;
  readonly #boxes = new Detections();
  readonly #assignment = new SparseAssignment();
  #tracks: PersonTrack[] = [];
  #rows: PersonTrack[] = [];
  #taken = new Uint8Array(16);
  #lastPerson = 0;
  /** Time of the last frame, and up to when time is known to have passed. */
  #framedAt: EpochMs | undefined;
  #now: EpochMs | undefined;

  constructor(options: PeopleTrackerOptions, sink: TrackSink) {
    this.#frame = options.frame;
    this.#settings = options.settings ?? TRACKER_DEFAULTS;
    this.#sink = sink;
  }

  /** One camera frame: five numbers a person, left, top, width, height (px), score. Frames from the past are ignored. */
  update(at: EpochMs, boxes: readonly number[]): void {
    if (this.#framedAt !== undefined && at <= this.#framedAt) return;
    this.advance(at);
    const seconds = (at - (this.#framedAt ?? at)) / 1000;
    this.#framedAt = at;
    for (const track of this.#tracks) track.predict(seconds, this.#settings);
    this.#boxes.load(boxes);
    this.#share(at);
    this.#correct(at);
    this.#begin(at);
  }

  /** Time has passed up to `at`; people who can no longer be found again end. */
  advance(at: EpochMs): void {
    if (this.#now !== undefined && at <= this.#now) return;
    this.#now = at;
    let kept = 0;
    for (const track of this.#tracks)
      if (!this.#isOver(track, at)) this.#tracks[kept++] = track;
      else if (track.person > 0) this.#sink.ended(track.person, track.seenAt, this.#endReason(track));
    this.#tracks.length = kept;
  }

  /** The confirmed people that were detected in the last frame, with their boxes as detected. */
  forEachTrack(visit: TrackVisitor): void {
    for (const track of this.#tracks)
      if (track.person > 0 && track.seenAt === this.#framedAt)
        visit(track.person, track.left, track.top, track.lastWidth, track.lastHeight, track.score);
  }

  snapshot(): Json {
    return {
      lastPerson: this.#lastPerson,
      framedAt: this.#framedAt ?? null,
      now: this.#now ?? null,
      tracks: this.#tracks.map((track) => track.save()),
    };
  }

  restore(saved: Json): void {
    const from = saved as unknown as {
      lastPerson: number;
      framedAt: EpochMs | null;
      now: EpochMs | null;
      tracks: readonly Json[];
    };
    this.#lastPerson = from.lastPerson;
    this.#framedAt = from.framedAt ?? undefined;
    this.#now = from.now ?? undefined;
    this.#tracks = from.tracks.map((one) => {
      const track = new PersonTrack();
      track.load(one);
      return track;
    });
  }

  #isOver(track: PersonTrack, at: EpochMs): boolean {
    const { joinLimitMs, unconfirmedLimitMs } = this.#settings;
    return at - track.seenAt > (track.person > 0 ? joinLimitMs : unconfirmedLimitMs);
  }

  /** The last box touched the picture's edge, or where the person was heading lies outside of it. */
  #endReason(track: PersonTrack): 'lost' | 'frame-edge' {
    if (this.#frame === undefined) return 'lost';
    const { widthPx, heightPx } = this.#frame;
    const reach = 0.05 * track.lastHeight;
    const touches =
      track.left <= reach ||
      track.top + track.lastHeight >= heightPx - reach ||
      track.left + track.lastWidth >= widthPx - reach;
    return touches ? 'frame-edge' : 'lost';
  }

  /** Gives every track at most one detection and every detection at most one track. */
  #share(at: EpochMs): void {
    const { count } = this.#boxes;
    if (count > this.#taken.length) this.#taken = new Uint8Array(2 * count);
    this.#taken.fill(0, 0, count);
    if (count === 0) return;
    const { strongScore, lostAfterMs, minOverlap, minOverlapWeak, minOverlapLost } = this.#settings;
    let strong = 0;
    while (strong < count && (this.#boxes.score[strong] as number) >= strongScore) strong++;
    this.#stage((track) => at - track.seenAt <= lostAfterMs, 0, strong, minOverlap);
    this.#stage(
      (track) => track.person > 0 && at - track.seenAt <= lostAfterMs,
      strong,
      count,
      minOverlapWeak,
    );
    this.#stage((track) => track.person > 0 && at - track.seenAt > lostAfterMs, 0, strong, minOverlapLost);
  }

  #stage(isMeant: (track: PersonTrack) => boolean, from: number, to: number, minOverlap: number): void {
    if (from === to) return;
    const assignment = this.#assignment;
    assignment.begin(to);
    this.#rows.length = 0;
    for (const track of this.#tracks) {
      if (track.mate >= 0 || !isMeant(track)) continue;
      this.#rows.push(track);
      assignment.row();
      for (let n = from; n < to; n++) {
        if (this.#taken[n] === 1) continue;
        const overlap = this.#overlap(track, n);
        if (overlap >= minOverlap) assignment.pair(n, overlap);
      }
    }
    assignment.solve();
    this.#rows.forEach((track, row) => {
      const n = assignment.columnOf[row] as number;
      if (n < 0) return;
      track.mate = n;
      this.#taken[n] = 1;
    });
  }

  /** IoU of the predicted box and detection `n`, both widened by the doubt of the prediction; 0 if sizes differ. */
  #overlap(track: PersonTrack, n: number): number {
    const { slackPerDeviation, maxSlack, minHeightRatio } = this.#settings;
    const boxes = this.#boxes;
    const high = track.height.position;
    const boxHigh = boxes.height[n] as number;
    if (boxHigh < minHeightRatio * high || high < minHeightRatio * boxHigh) return 0;
    const slack = Math.min(maxSlack * high, slackPerDeviation * Math.sqrt(track.x.positionVariance));
    const apartX = Math.abs((boxes.left[n] as number) + (boxes.width[n] as number) / 2 - track.x.position);
    const apartY = Math.abs((boxes.top[n] as number) + boxHigh / 2 - track.y.position);
    const wide = track.width.position + slack;
    const boxWide = (boxes.width[n] as number) + slack;
    const sharedX = Math.min(wide, boxWide, (wide + boxWide) / 2 - apartX);
    const sharedY = Math.min(high + slack, boxHigh + slack, (high + boxHigh) / 2 + slack - apartY);
    if (sharedX <= 0 || sharedY <= 0) return 0;
    const shared = sharedX * sharedY;
    return shared / (wide * (high + slack) + boxWide * (boxHigh + slack) - shared);
  }

  #correct(at: EpochMs): void {
    for (const track of this.#tracks) {
      if (track.mate < 0) continue;
      const gapMs = at - track.seenAt;
      track.correct(at, this.#boxes, track.mate, this.#settings);
      if (track.person > 0 && gapMs > this.#settings.lostAfterMs) this.#sink.joined(track.person, at, gapMs);
      this.#tell(track);
    }
  }

  #begin(at: EpochMs): void {
    for (let n = 0; n < this.#boxes.count; n++) {
      if ((this.#boxes.score[n] as number) < this.#settings.strongScore) return;
      if (this.#taken[n] === 1) continue;
      const track = new PersonTrack();
      track.start(at, this.#boxes, n, this.#settings);
      this.#tracks.push(track);
      this.#tell(track);
    }
  }

  /** Hands on the track's ground point, once the person is confirmed with all that were held back. */
  #tell(track: PersonTrack): void {
    const x = track.left + track.lastWidth / 2;
    const y = track.top + track.lastHeight;
    if (track.person === 0) {
      if (track.evidence < this.#settings.confirmingScore) {
        track.untold.push(track.seenAt, x, y);
        return;
      }
      track.person = ++this.#lastPerson;
      const untold = track.untold;
      for (let n = 0; n < untold.length; n += 3)
        this.#sink.moved(
          track.person,
          untold[n] as EpochMs,
          untold[n + 1] as number,
          untold[n + 2] as number,
        );
      track.untold = [];
    }
    this.#sink.moved(track.person, track.seenAt, x, y);
  }
}
