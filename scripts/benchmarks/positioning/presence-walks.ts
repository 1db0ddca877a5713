/** Plays recorded walks to a locator that learned from the other ones, and gives what the product reports of them. */
import type { EpochMs, Json, TagId } from '../../../src/core/model/ids.ts';
import { restoreState } from '../../../src/core/model/state-part.ts';
import type { Receiver } from '../../../src/core/positioning/radio-model/radio-map.ts';
import type { TagPosition } from '../../../src/core/positioning/tag-locator.ts';
import { TagLocator } from '../../../src/core/positioning/tag-locator.ts';
import type { Track } from '../beacons/ble-recordings.ts';
import { ROOM, zoneAt } from '../beacons/ble-recordings.ts';

const ZONES = { '6': 6, '12': 12 } as const;
export type Layout = keyof typeof ZONES;

export interface Row {
  readonly x: number | '';
  readonly y: number | '';
  readonly zone: number;
}

/** Every estimator gives one row per whole second of a track. */
export type Estimator = (track: Track, layout: Layout, shiftDb?: number) => Row[];

export interface Setting {
  readonly receivers: readonly Receiver[];
  /** Indices of the receivers in use. */
  readonly use: readonly number[];
  readonly tracks: readonly Track[];
  readonly learn: 'nothing' | 'traffic' | 'walks';
  /** Which of the other tracks to learn from before this one; all when absent. */
  readonly from?: (others: readonly Track[]) => readonly Track[];
  readonly shiftDb?: number;
  /** Where people can stand. */
  readonly walkableAt?: ((xM: number, yM: number) => boolean) | undefined;
  /** The record of trips, or what the console shows at once. */
  readonly output?: 'recorded' | 'live';
}

/** Sensors 10, 12, 20, 21, 30, 32, 40, 41 … as in the measured reference: spread over the floor. */
export const SPREAD: Readonly<Record<number, readonly number[]>> = {
  12: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  8: [0, 2, 3, 4, 6, 8, 9, 10],
  6: [2, 3, 6, 8, 9, 10],
  4: [2, 3, 8, 9],
};

/** Feeds one track to a locator, from a start time on. */
export function play(
  locator: TagLocator,
  track: Track,
  { receivers, use, shiftDb = 0 }: Setting,
  startS: number,
  taught: boolean,
): void {
  const tag = `tag-${track.name}` as TagId;
  let next = 0;
  for (const [k, place] of track.truth.entries()) {
    for (; (track.adverts[next]?.atS ?? Number.POSITIVE_INFINITY) <= k + 1; next++) {
      const { atS = 0, receiver = -1, rssiDbm = 0 } = track.adverts[next] ?? {};
      if (use.includes(receiver) && rssiDbm < 0) {
        const at = ((startS + atS) * 1000) as EpochMs;
        locator.addRssi(at, receivers[receiver]?.id ?? '', tag, rssiDbm + shiftDb);
      }
    }
    locator.advance(((startS + k + 1) * 1000) as EpochMs);
    if (taught) locator.teach(((startS + k + 1) * 1000) as EpochMs, tag, place.xM, place.yM);
  }
  if (taught) locator.endTeaching(tag);
}

/** Seconds between one track's end and the next one's start: every tag is gone by then. */
const PAUSE_S = 100;
const START_S = 1_700_000_000;

function createLocator(
  setting: Setting,
  layout: Layout,
  placed: (position: TagPosition) => void,
): TagLocator {
  return new TagLocator({
    receivers: setting.use.flatMap((r) => setting.receivers[r] ?? []),
    plan: {
      ...{ ...ROOM, zoneAt: zoneAt(layout), zoneCount: ZONES[layout] },
      ...(setting.walkableAt && { walkableAt: setting.walkableAt }),
    },
    placed: setting.output === 'live' ? placed : () => undefined,
    recorded: setting.output === 'live' ? () => undefined : placed,
  });
}

/** Walks down the same aisle are not to learn from one another, nor are those along the same rectangle or zigzag. */
function pathOf(name: string): string {
  return name.replace(/^straight_0[145]$/, 'middle aisle').replace(/_with(out)?_rotation$/, '');
}

/** What the other tracks teach, as a checkpoint; zones have no part in it, so both layouts share it. */
export function learnedWithout(track: Track, setting: Setting): Json {
  const locator = createLocator(setting, '12', () => undefined);
  let startS = START_S;
  const others = setting.tracks.filter((other) => pathOf(other.name) !== pathOf(track.name));
  for (const other of setting.from?.(others) ?? others) {
    play(locator, other, { ...setting, shiftDb: 0 }, startS, setting.learn === 'walks');
    startS += other.truth.length + PAUSE_S;
    locator.advance((startS * 1000) as EpochMs);
  }
  locator.learnNow();
  return locator.state.save();
}

/** What a tag's locator that learned `model` reports of a track. */
export function positionsOf(
  track: Track,
  model: Json | undefined,
  setting: Setting,
  layout: Layout,
): TagPosition[] {
  const positions: TagPosition[] = [];
  const startS = START_S + 1_000_000;
  const endS = startS + track.truth.length;
  const locator = createLocator(setting, layout, (position) => {
    // The first advert of a track closes the second before its first whole one.
    if (position.at > startS * 1000 && position.at <= endS * 1000)
      positions.push({ ...position, zoneMass: position.zoneMass.slice() });
  });
  if (model !== undefined) restoreState(locator.state, model);
  play(locator, track, setting, startS, false);
  locator.advance(((endS + PAUSE_S) * 1000) as EpochMs);
  return positions;
}

/** Learning takes most of the time, and depends neither on the output nor on the tag's power. */
const learnedModels = new Map<string, ReadonlyMap<Track, Json>>();

function learnAll(setting: Setting): ReadonlyMap<Track, Json> {
  const { use, learn, tracks, walkableAt, from } = setting;
  const key = [learn, use.join('-'), tracks.length, walkableAt === undefined].join();
  const kept = from === undefined ? learnedModels.get(key) : undefined;
  const learned = kept ?? new Map(tracks.map((track) => [track, learnedWithout(track, setting)]));
  if (from === undefined) learnedModels.set(key, learned);
  return learned;
}

/** Our own estimator, which has learned from the other tracks. */
export function ours(setting: Setting): Estimator {
  const learned = setting.learn === 'nothing' ? new Map<Track, Json>() : learnAll(setting);
  return (track, layout, shiftDb = 0) =>
    positionsOf(track, learned.get(track), { ...setting, shiftDb }, layout).map(({ xM, yM, zone }) => ({
      ...{ x: xM, y: yM, zone },
    }));
}

/** Share of the seconds in the right zone, as the scorer beside the recordings counts it. */
export function accuracy(estimator: Estimator, tracks: readonly Track[], layout: Layout): number {
  let right = 0;
  let seconds = 0;
  for (const track of tracks) {
    const rows = estimator(track, layout);
    for (const [k, { xM, yM }] of track.truth.entries()) {
      if (rows[k]?.zone === zoneAt(layout)(xM, yM)) right++;
      seconds++;
    }
  }
  return right / seconds;
}
