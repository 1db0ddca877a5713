import type { EpochMs } from '../../core/model/ids.ts';
import type { CameraFrame } from '../../ports/camera-link.ts';
import type { Channel } from '../kernel/channel.ts';
import type { Random } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { DetectorQuality, SimCamera, StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import { xAt, yAt } from '../model/person.ts';
import type { World } from '../people/world.ts';
import type { CameraView } from '../physics/camera-view.ts';
import { createCameraView, findDepth, floorAt, project } from '../physics/camera-view.ts';
import { Coverage } from '../physics/coverage.ts';
import { SightLines } from '../physics/sight-lines.ts';

/** Quality of a small detector on people at 3–10 m: high scores in plain view, box errors of 2–3 %. */
const TYPICAL: DetectorQuality = {
  clearLogit: 2.2,
  waverLogit: 0.7,
  missShare: 0.02,
  jitterShare: 0.02,
  falseAlarmsPerMinute: 0.5,
};

/** Time over which the score and the box errors of one person stay correlated. */
const MEMORY_S = 0.8;
/** Log odds that a fully hidden person loses, and that a person only `SMALL_PX` high loses. */
const HIDDEN_LOGIT = 5;
const SMALL_LOGIT = 1.5;
const SMALL_PX = 60;
/** A detector ignores a person with a smaller visible share than this. */
const LEAST_VISIBLE = 0.25;
/** Share of its box that a body fills. */
const BODY_FILL = 0.75;
const FALSE_ALARM_S = 0.8;
const WEAKEST_SCORE = 0.05;

interface Box {
  readonly person: Person;
  left: number;
  top: number;
  right: number;
  bottom: number;
  readonly depth: number;
  visible: number;
}

/** Deviations of one person's score and box, which fade from frame to frame. */
interface Waver {
  score: number;
  x: number;
  y: number;
  size: number;
}

interface FalseAlarm {
  readonly untilMs: number;
  readonly box: readonly number[];
}

/** A camera with its person detector. Sends frames of boxes, with the errors of such detectors. */
export class CameraSensor {
  readonly camera: SimCamera;
  readonly channel: Channel<CameraFrame>;
  readonly #quality: DetectorQuality;
  readonly #world: World;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #layout: StoreLayout;
  readonly #sight: SightLines;
  #coverage: Coverage;
  readonly #wavers = new Map<number, Waver>();
  /** Share of a deviation that remains in the next frame, and the weight of the new random part. */
  readonly #fade: number;
  readonly #fresh: number;
  readonly #pixel = { x: 0, y: 0 };
  #view: CameraView;
  #alarms: FalseAlarm[] = [];

  constructor(
    camera: SimCamera,
    { layout, world, clock }: { layout: StoreLayout; world: World; clock: VirtualClock },
    channel: Channel<CameraFrame>,
    random: Random,
  ) {
    this.camera = camera;
    this.channel = channel;
    this.#quality = { ...TYPICAL, ...camera.detector };
    this.#world = world;
    this.#clock = clock;
    this.#random = random;
    this.#sight = new SightLines(layout, camera.pose);
    this.#view = createCameraView(camera);
    this.#coverage = new Coverage(this.#view, this.#sight, layout);
    this.#layout = layout;
    this.#fade = Math.exp(-1 / (camera.framesPerSecond * MEMORY_S));
    this.#fresh = Math.sqrt(1 - this.#fade ** 2);
  }

  start(): void {
    const stepMs = 1000 / this.camera.framesPerSecond;
    const firstMs = Math.ceil(this.#clock.trueMs() / stepMs) * stepMs;
    const next = (index: number) => {
      this.#clock.schedule(firstMs + index * stepMs, () => {
        this.#look();
        next(index + 1);
      });
    };
    next(0);
  }

  /** Turns the camera by `byDeg` degrees, as a knock does. */
  turn(byDeg: number): void {
    this.#view = createCameraView(this.camera, byDeg);
    this.#coverage = new Coverage(this.#view, this.#sight, this.#layout);
  }

  #look(): void {
    const { widthPx, heightPx } = this.camera;
    const boxes = this.#boxes();
    this.#hideBehindEachOther(boxes);
    const told: number[] = [];
    for (const box of boxes) this.#detect(box, told);
    this.#addFalseAlarms(told);
    if (this.#wavers.size > 4 * this.#world.crowd.people.size + 64) this.#forgetTheGone();
    this.channel.send({ at: this.#clock.now() as EpochMs, widthPx, heightPx, boxes: told });
  }

  /** Returns the true box of every person who is at least partly in the picture. */
  #boxes(): Box[] {
    const share = this.#world.stepShare();
    const boxes: Box[] = [];
    for (const person of this.#world.crowd.people.values()) {
      const box = this.#drawBox(person, xAt(person, share), yAt(person, share));
      if (box !== undefined) boxes.push(box);
    }
    return boxes;
  }

  #drawBox(person: Person, x: number, y: number): Box | undefined {
    const hiddenM = this.#coverage.hiddenBelowM(x, y);
    if (hiddenM > (1 - LEAST_VISIBLE) * person.heightM) return undefined;
    const box: Box = {
      person,
      left: Number.POSITIVE_INFINITY,
      top: Number.POSITIVE_INFINITY,
      right: Number.NEGATIVE_INFINITY,
      bottom: Number.NEGATIVE_INFINITY,
      depth: findDepth(this.#view, x, y, person.heightM / 2),
      visible: 1 - hiddenM / person.heightM,
    };
    this.#addRing(box, { x, y, z: hiddenM }, hiddenM > 0.5 ? person.radiusM : 0.14);
    this.#addRing(box, { x, y, z: 0.8 * person.heightM }, person.radiusM);
    this.#addRing(box, { x, y, z: person.heightM }, 0.09);
    return this.#clip(box) ? box : undefined;
  }

  /** Extends the box by a horizontal ring around the person. */
  #addRing(
    box: Box,
    { x, y, z }: { readonly x: number; readonly y: number; readonly z: number },
    radiusM: number,
  ): void {
    for (let i = 0; i < 4; i++) {
      const dx = i === 0 ? radiusM : i === 1 ? -radiusM : 0;
      const dy = i === 2 ? radiusM : i === 3 ? -radiusM : 0;
      if (!project(this.#view, x + dx, y + dy, z, this.#pixel)) continue;
      box.left = Math.min(box.left, this.#pixel.x);
      box.right = Math.max(box.right, this.#pixel.x);
      box.top = Math.min(box.top, this.#pixel.y);
      box.bottom = Math.max(box.bottom, this.#pixel.y);
    }
  }

  /** Clips the box to the picture. False when too little of it is left. */
  #clip(box: Box): boolean {
    const { widthPx, heightPx } = this.camera;
    const whole = (box.right - box.left) * (box.bottom - box.top);
    box.left = Math.max(0, box.left);
    box.top = Math.max(0, box.top);
    box.right = Math.min(widthPx, box.right);
    box.bottom = Math.min(heightPx, box.bottom);
    if (box.right - box.left < 2 || box.bottom - box.top < 2) return false;
    box.visible *= ((box.right - box.left) * (box.bottom - box.top)) / whole;
    return box.visible >= LEAST_VISIBLE;
  }

  #hideBehindEachOther(boxes: readonly Box[]): void {
    for (const box of boxes) {
      let covered = 0;
      for (const other of boxes) {
        if (other.depth < box.depth) covered = Math.max(covered, BODY_FILL * coveredShare(box, other));
      }
      box.visible *= 1 - covered;
    }
  }

  #detect(box: Box, told: number[]): void {
    const waver = this.#getWaver(box.person.id);
    const { clearLogit, waverLogit, missShare, jitterShare } = this.#quality;
    const width = box.right - box.left;
    const height = box.bottom - box.top;
    const small = Math.max(0, 1 - Math.max(width, height) / SMALL_PX);
    const logit =
      clearLogit + waverLogit * waver.score - HIDDEN_LOGIT * (1 - box.visible) - SMALL_LOGIT * small;
    const score = 1 / (1 + Math.exp(-logit));
    const isMissed = this.#random.chance(missShare);
    if (isMissed || box.visible < LEAST_VISIBLE || score < WEAKEST_SCORE) return;
    const jitter = (size: number, slow: number) => jitterShare * size * (slow + 0.7 * this.#random.normal());
    const grown = jitter(1, waver.size);
    const left = box.left + jitter(width, waver.x) - (grown * width) / 2;
    const top = box.top + jitter(height, waver.y) - (grown * height) / 2;
    told.push(
      tenth(left),
      tenth(top),
      tenth(width * (1 + grown)),
      tenth(height * (1 + grown)),
      thousandth(score),
    );
  }

  #getWaver(person: number): Waver {
    let waver = this.#wavers.get(person);
    if (waver === undefined) {
      const normal = () => this.#random.normal();
      waver = { score: normal(), x: normal(), y: normal(), size: normal() };
      this.#wavers.set(person, waver);
      return waver;
    }
    waver.score = this.#wavered(waver.score);
    waver.x = this.#wavered(waver.x);
    waver.y = this.#wavered(waver.y);
    waver.size = this.#wavered(waver.size);
    return waver;
  }

  #wavered(deviation: number): number {
    return this.#fade * deviation + this.#fresh * this.#random.normal();
  }

  #addFalseAlarms(told: number[]): void {
    const nowMs = this.#clock.trueMs();
    const perFrame = this.#quality.falseAlarmsPerMinute / 60 / this.camera.framesPerSecond;
    if (this.#random.chance(perFrame)) {
      const box = this.#somePersonLikeBox();
      const lastsMs = 1000 * this.#random.exponential(FALSE_ALARM_S);
      if (box !== undefined) this.#alarms.push({ untilMs: nowMs + lastsMs, box });
    }
    if (this.#alarms.length === 0) return;
    this.#alarms = this.#alarms.filter((alarm) => alarm.untilMs >= nowMs);
    for (const { box } of this.#alarms) told.push(...box);
  }

  /** A false alarm, such as a coat on a stand. It is as large as a person at some place in the picture. */
  #somePersonLikeBox(): readonly number[] | undefined {
    const { widthPx, heightPx } = this.camera;
    const foot = { x: this.#random.unit() * widthPx, y: this.#random.unit() * heightPx };
    const score = this.#random.between(0.1, 0.6);
    const floor = floorAt(this.#view, foot);
    if (floor === undefined || !project(this.#view, floor.x, floor.y, 1.6, this.#pixel)) return undefined;
    const height = Math.max(12, foot.y - this.#pixel.y);
    const width = Math.max(8, 0.35 * height);
    return [
      tenth(foot.x - width / 2),
      tenth(foot.y - height),
      tenth(width),
      tenth(height),
      thousandth(score),
    ];
  }

  #forgetTheGone(): void {
    for (const id of this.#wavers.keys()) {
      if (!this.#world.crowd.people.has(id)) this.#wavers.delete(id);
    }
  }
}

function coveredShare(box: Box, by: Box): number {
  const width = Math.min(box.right, by.right) - Math.max(box.left, by.left);
  const height = Math.min(box.bottom, by.bottom) - Math.max(box.top, by.top);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / ((box.right - box.left) * (box.bottom - box.top));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}
