import { Engine } from '../../../src/core/engine/engine.ts';
import type { EpochMs, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { GhostFilter } from '../../../src/drivers/radar/ghost-filter.ts';
import { RadarFrames } from '../../../src/drivers/radar/radar-frames.ts';
import { pictureToFloor, RADAR_PICTURE, toBoxes } from '../../../src/drivers/radar/radar-plane.ts';
import { Random } from '../seeded-random.ts';

const RADAR = 'radar' as SensorId;
const START = Date.UTC(2026, 0, 12, 9);
const FRAME_MS = 100;
const PLACE = { x: 4, y: 0, facingDegrees: 90 };
/** On the plan, metres: the radar looks along y from (4, 0). */
const QUEUE = { left: 2.5, right: 5.5, top: 1.5, bottom: 4.5 };

export interface QueueScore {
  readonly trueMs: number;
  readonly countedMs: number;
  /** Person-time counted while no person was in the zone. */
  readonly ghostMs: number;
}

interface Walker {
  x: number;
  y: number;
  readonly toX: number;
  readonly toY: number;
  readonly untilMs: number;
}

/** Three people come to a queue, wait and leave, over and over; the radar misses, trembles and sees ghosts. */
export function playRadarQueue(seed: number, minutes: number): QueueScore {
  const random = new Random(seed);
  const queue = new QueueTruth(random);
  const windows: WindowSummary[] = [];
  const engine = new Engine(model(), { fact: () => undefined, summary: (window) => windows.push(window) });
  const [frames, ghosts] = [new RadarFrames('ld2450'), new GhostFilter()];
  engine.begin(START as EpochMs);
  for (let ms = 0; ms < minutes * 60_000; ms += FRAME_MS) {
    const at = (START + ms) as EpochMs;
    queue.step(ms);
    for (const targets of frames.push(encode(seen(queue.people, random, ms)))) {
      engine.step({ kind: 'PeopleSeen', sensor: RADAR, at, boxes: toBoxes(ghosts.filter(targets, at)) });
    }
    if (ms % 1_000 === 0) engine.step({ kind: 'Tick', at: (at - 1_000) as EpochMs });
  }
  engine.step({ kind: 'Tick', at: (START + minutes * 60_000 + 60_000) as EpochMs });
  const presence = (window: WindowSummary) => window.zones[0]?.presenceMs ?? 0;
  const countedMs = windows.reduce((sum, window) => sum + presence(window), 0);
  const empty = windows.filter((window) =>
    queue.isEmptyMinute((Date.parse(window.startAt) - START) / 60_000),
  );
  return {
    trueMs: queue.insideMs,
    countedMs,
    ghostMs: empty.reduce((sum, window) => sum + presence(window), 0),
  };
}

/** Where people truly are. They walk at 1.1 m/s, and sway while they stand. */
class QueueTruth {
  people: Walker[] = [];
  insideMs = 0;
  readonly #random: Random;
  readonly #occupied = new Set<number>();
  #nextMs = 5_000;

  constructor(random: Random) {
    this.#random = random;
  }

  isEmptyMinute(minute: number): boolean {
    return !this.#occupied.has(minute);
  }

  step(ms: number): void {
    const random = this.#random;
    if (ms >= this.#nextMs && this.people.length === 0) {
      this.people = [0, 1, 2].map((place) => ({
        ...{ x: 1.2, y: 3 + 0.4 * place, toX: 3.2 + 0.8 * place, toY: 3 + random.between(-0.3, 0.3) },
        untilMs: ms + random.between(60_000, 150_000),
      }));
      this.#nextMs = ms + 330_000;
    }
    for (const person of this.people) this.#move(person, ms);
    this.people = this.people.filter(({ x }) => x > 1);
    const inside = this.people.filter(
      ({ x, y }) => x > QUEUE.left && x < QUEUE.right && y > QUEUE.top && y < QUEUE.bottom,
    );
    this.insideMs += inside.length * FRAME_MS;
    if (this.people.length > 0) this.#occupied.add(Math.floor(ms / 60_000));
  }

  #move(person: Walker, ms: number): void {
    const [toX, toY] = ms < person.untilMs ? [person.toX, person.toY] : [0.5, 4];
    const left = Math.hypot(toX - person.x, toY - person.y);
    const step = Math.min(left, 1.1 * (FRAME_MS / 1_000));
    if (left > 0) {
      person.x += ((toX - person.x) / left) * step;
      person.y += ((toY - person.y) / left) * step;
    }
    person.x += this.#random.normal(0, 0.01);
  }
}

/** What the radar makes of them: errors of a hand's breadth, misses, twins beside people, flicker, a target left behind. */
function seen(people: readonly Walker[], random: Random, ms: number): (readonly [number, number])[] {
  const targets: (readonly [number, number])[] = [];
  for (const { x, y } of people) {
    if (random.chance(0.08)) continue;
    targets.push([x + random.normal(0, 0.08), y + random.normal(0, 0.08)]);
    if (random.chance(0.05)) targets.push([x + random.normal(0, 0.15), y + 0.25]);
  }
  if (random.chance(0.06)) targets.push([random.between(1, 7), random.between(0.5, 5)]);
  // A target of the last person that never clears, for half of the time.
  if (people.length === 0 && ms % 600_000 > 300_000) targets.push([4, 3]);
  return targets.slice(0, 3);
}

function encode(targets: readonly (readonly [number, number])[]): Uint8Array {
  const frame = new DataView(new ArrayBuffer(30));
  frame.setUint32(0, 0xaaff0300);
  const signed = (mm: number) => (mm >= 0 ? 0x8000 | mm : -mm);
  for (const [i, [x, y]] of targets.entries()) {
    // It looks along the plan's y: its right hand is at smaller x.
    frame.setUint16(4 + 8 * i, signed(Math.round((PLACE.x - x) * 1_000)), true);
    frame.setUint16(6 + 8 * i, signed(Math.round((y - PLACE.y) * 1_000)), true);
  }
  frame.setUint16(28, 0x55cc);
  return new Uint8Array(frame.buffer);
}

function model(): StoreModel {
  const { left, right, top, bottom } = QUEUE;
  const thresholds = {
    zoneEntryMs: 1_000,
    zoneExitMs: 2_000,
    visitMs: 5_000,
    engagedMs: 30_000,
    lineReturnMs: 2_000,
  };
  return {
    sensors: [
      {
        ...{ id: RADAR, type: 'radar', kind: 'sees-people', maxGapMs: 2_000, frameMs: FRAME_MS },
        ...{
          isOverhead: true,
          frame: RADAR_PICTURE,
          stillAfterMs: 3_600_000,
          pictureToFloor: pictureToFloor(PLACE),
        },
      },
    ],
    zones: [
      {
        ...{ id: 'queue' as ZoneId, space: 'floor', growBy: 0.3, thresholds, sensors: [RADAR], queue: {} },
        polygon: [
          { x: left, y: top },
          { x: right, y: top },
          { x: right, y: bottom },
          { x: left, y: bottom },
        ],
      },
    ],
    ...{ lines: [], doors: [], floor: { widthM: 8, heightM: 6 } },
    windows: { durationMs: 60_000, latenessMs: 15_000 },
  };
}
