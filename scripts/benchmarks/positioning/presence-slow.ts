/**
 * Trolleys that are pushed slowly must not be taken for parked ones: the share of time in the right zone against that at
 * 1 m/s on the same way, simulated with the surveyed radio, and that of the slow recorded walk against the quick one down
 * the same aisle. Beside it, without a bar, how long a person who paces up and down is held to be at rest: who goes three
 * metres there and back in twelve seconds hardly differs from who stands, where few receivers are near.
 */
import { existsSync } from 'node:fs';
import type { EpochMs, Json, TagId } from '../../../src/core/model/ids.ts';
import { restoreState } from '../../../src/core/model/state-part.ts';
import { RECORDINGS, readReceivers, readTracks, zoneAt } from '../beacons/ble-recordings.ts';
import { createLocator, learn } from './presence-rest.ts';
import { accuracy, ours, SPREAD } from './presence-walks.ts';
import type { Ears, Place } from './survey-radio.ts';
import { placeBetween, readPlaces, SurveyedRadio } from './survey-radio.ts';

const SPEEDS_M_PER_S = [1, 0.3, 0.2, 0.1];
const BAR = 0.85;
const START_S = 1_900_000_000;
const TAG = 'tag' as TagId;
const SEEDS = [1, 2, 3];
/** Up one aisle and down the next. */
const CORNERS = [
  [3, 4.2],
  [17, 4.2],
  [17, 8.4],
  [3, 8.4],
  [3, 4.2],
] as const;
const PACING_S = 300;
const PACED_AT = [
  [10, 8.4],
  [4, 8.4],
  [14, 4.2],
  [5, 4.2],
  [9, 13],
] as const;

/** A place for each second of a way along the corners. */
function wayAt(speed: number): { xM: number; yM: number }[] {
  const way: { xM: number; yM: number }[] = [];
  let leftM = 0;
  for (let i = 1; i < CORNERS.length; i++) {
    const [[ax, ay], [bx, by]] = [CORNERS[i - 1] ?? [0, 0], CORNERS[i] ?? [0, 0]];
    const lengthM = Math.hypot(bx - ax, by - ay);
    for (; leftM < lengthM; leftM += speed)
      way.push({ xM: ax + ((bx - ax) * leftM) / lengthM, yM: ay + ((by - ay) * leftM) / lengthM });
    leftM -= lengthM;
  }
  return way;
}

interface Shop {
  readonly ears: Ears;
  readonly model: Json;
  readonly places: readonly Place[];
}

/** Recorded zone of each second of the way, and how many seconds were taken for rest. */
function follow({ ears, model, places }: Shop, way: readonly { xM: number; yM: number }[], seed: number) {
  const zones = new Map<number, number>();
  let restS = 0;
  const locator = createLocator(
    ears,
    (_, atRest) => {
      if (atRest) restS++;
    },
    (zone, at) => zones.set(Math.round(at / 1000) - START_S, zone),
  );
  restoreState(locator.state, model);
  const radio = new SurveyedRadio(ears, seed);
  for (const [s, { xM, yM }] of way.entries())
    radio.hear(locator, TAG, placeBetween(places, xM, yM), START_S + s);
  locator.advance(((START_S + way.length + 70) * 1000) as EpochMs);
  return { right: way.filter(({ xM, yM }, s) => zones.get(s + 1) === zoneAt('12')(xM, yM)).length, restS };
}

function shareRight(shop: Shop, speed: number): number {
  const way = wayAt(speed);
  return SEEDS.reduce((sum, seed) => sum + follow(shop, way, seed).right, 0) / way.length / SEEDS.length;
}

/** Three metres there and back at half a metre a second, at each spot. */
function restOfPacing(shop: Shop): number {
  const restS = PACED_AT.map(([x, y], spot) => {
    const way = Array.from({ length: PACING_S }, (_, s) => ({
      xM: x + 3 * Math.abs(((s / 6) % 2) - 1),
      yM: y,
    }));
    return follow(shop, way, spot).restS;
  });
  return restS.reduce((sum, value) => sum + value, 0) / PACING_S / PACED_AT.length;
}

function report(count: string, shop: Shop): void {
  const [quick = 1, ...slow] = SPEEDS_M_PER_S.map((speed) => shareRight(shop, speed));
  const least = Math.min(...slow) / quick;
  const shares = [quick, ...slow].map((share, i) => `${share.toFixed(3)} at ${SPEEDS_M_PER_S[i]} m/s`);
  console.log(
    `${count.padStart(2)} receivers, simulated: right zone ${shares.join(', ')}: ${least.toFixed(2)} × (bar ${BAR})`,
  );
  console.log(`   pacing up and down: at rest ${(100 * restOfPacing(shop)).toFixed(0)} % of the time`);
  if (least < BAR) process.exitCode = 1;
}

function reportWalks(ears: Ears): void {
  const tracks = readTracks(ears.receivers);
  const estimator = ours({ ...ears, tracks, learn: 'traffic' });
  const shareOf = (name: string) =>
    accuracy(
      estimator,
      tracks.filter((track) => track.name === name),
      '12',
    );
  const [slow, quick] = [shareOf('straight_05'), shareOf('straight_01')];
  console.log(
    `   recorded: ${slow.toFixed(3)} at 0.14 m/s, ${quick.toFixed(3)} on the quick walk down that aisle: ` +
      `${(slow / quick).toFixed(2)} × (bar ${BAR})`,
  );
  if (slow < BAR * quick) process.exitCode = 1;
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence slow: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const places = readPlaces(receivers);
  for (const count of process.env['PRESENCE_COUNTS']?.split(',') ?? Object.keys(SPREAD)) {
    const use = SPREAD[Number(count)] ?? [];
    const ears = { receivers, use };
    report(count, { ears, model: learn(ears), places });
    reportWalks(ears);
  }
  await Promise.resolve();
}

if (import.meta.main) await run();
