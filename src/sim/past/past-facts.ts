import { TWO_SIDED_95 } from '../../core/model/estimate.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { DoorId, EpochMs } from '../../core/model/ids.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import { sensorsOfKind } from '../../core/model/store-model.ts';
import { wilsonInterval } from '../../core/statistics/proportion.ts';
import type { Random } from '../kernel/random.ts';
import type { Scenario } from '../model/scenario.ts';
import { passerByArrivals } from '../people/arrivals.ts';
import { findTills, waitMs } from '../truth/queue-truth.ts';
import type { StoreTruth, TrueCrossing } from '../truth/store-truth.ts';

const HOUR_MS = 3_600_000;
/** Share of passages that two sensors at the same door are assumed to miss or double. */
const DOOR_ERROR_SHARE = 0.02;
/** Upper ends of the classes of visit durations, as multiples of the bounce threshold. */
const CLASS_ENDS = [1, 2, 4.5, 9, 18, 36];

/** One simulated day of a store that no sensor watched. */
export interface PastDay {
  readonly model: StoreModel;
  readonly scenario: Scenario;
  readonly truth: StoreTruth;
  readonly random: Random;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Lists, in order, the facts that a gateway without any error would have stored for the day. */
export function listPastFacts(day: PastDay): Fact[] {
  const facts = [
    ...listCrossings(day),
    ...listZoneVisits(day),
    ...listQueues(day),
    ...listSales(day),
    ...listPassersBy(day),
    ...listOccupancy(day),
    ...listVisits(day),
  ];
  return facts.sort((a, b) => a.at - b.at);
}

const at = (ms: number) => Math.floor(ms) as EpochMs;

function listCrossings({ model, truth, random, scenario, fromMs }: PastDay): Fact[] {
  const groups = new Set<number>();
  const [terminal] = sensorsOfKind(model.sensors, 'takes-answers');
  const crossed = truth.crossings.filter(({ isTakenBack }) => !isTakenBack);
  const facts = crossed.flatMap((crossing): Fact[] => {
    const { atMs, door, direction, person } = crossing;
    const { sensor, lines, floorLine: line } = findSensors(model, door);
    const isFirst = direction === 'in' && !groups.has(person.group);
    groups.add(person.group);
    const isAnswer =
      direction === 'out' && person.kind === 'visitor' && random.chance(scenario.feedback.share);
    const button = 1 + random.weighted(scenario.feedback.answers);
    return [
      { kind: 'DoorCrossed', at: at(atMs), door, direction, count: 1, sensor },
      ...lines.map((own) => crossLine(own, person.id, direction, atMs)),
      ...(isFirst && line !== undefined
        ? [{ kind: 'GroupCrossed' as const, at: at(atMs), line, direction, size: 1, groups: 1 }]
        : []),
      ...(isAnswer && terminal !== undefined
        ? [{ kind: 'ButtonCounted' as const, at: at(atMs), sensor: terminal.id, button }]
        : []),
    ];
  });
  return [...model.doors.map(({ id }) => doorError(id, fromMs)), ...facts];
}

/** Makes the fact that states the error of a door's counts. */
function doorError(door: DoorId, fromMs: number): Fact {
  const none = { count: 0, errorShare: DOOR_ERROR_SHARE };
  return { kind: 'DoorCounted', at: at(fromMs), from: at(fromMs), door, direction: 'in', ...none };
}

function findSensors({ doors, lines }: StoreModel, id: TrueCrossing['door']) {
  const door = doors.find((each) => each.id === id);
  const [sensor] = door?.sensors ?? [];
  if (sensor === undefined) throw new RangeError(`no sensor counts at the door '${id}'`);
  const own = lines.filter((line) => door?.lines.includes(line.id));
  return { sensor, lines: own, floorLine: own.find(({ space }) => space === 'floor')?.id };
}

function crossLine(
  { id, from }: StoreModel['lines'][number],
  person: number,
  direction: 'in' | 'out',
  atMs: number,
): Fact {
  return { kind: 'LineCrossed', at: at(atMs), line: id, person, direction, x: from.x, y: from.y };
}

/** Lists the zone visits of people without a badge, because staff do not count. */
function listZoneVisits({ model, truth, toMs }: PastDay): Fact[] {
  const ended = truth.visitsUntil(toMs).filter(({ leftMs }) => Number.isFinite(leftMs));
  return ended.flatMap(({ zone, person, enteredMs, leftMs }): Fact[] => {
    const { id, thresholds } = model.zones[zone] ?? {};
    if (id === undefined || thresholds === undefined || person.kind !== 'visitor') return [];
    const own = { zone: id, person: person.id };
    const dwellMs = Math.round(leftMs - enteredMs);
    const engagedAt = at(enteredMs + thresholds.engagedMs);
    return [
      { kind: 'ZoneEntered', at: at(enteredMs), ...own },
      ...(dwellMs >= thresholds.engagedMs ? [{ kind: 'ZoneEngaged' as const, at: engagedAt, ...own }] : []),
      { kind: 'ZoneLeft', at: at(leftMs), ...own, enteredAt: at(enteredMs), dwellMs },
    ];
  });
}

function listQueues({ model, truth }: PastDay): Fact[] {
  return model.zones.flatMap(({ id: zone, queue }, i) => {
    if (queue === undefined) return [];
    const tills = findTills(truth.layout, i);
    const waits = truth.waits.filter(({ till, endedMs }) => tills.has(till) && Number.isFinite(endedMs));
    return waits.flatMap((wait, person): Fact[] => [
      { kind: 'QueueJoined', at: at(wait.joinedMs), zone, person },
      {
        kind: wait.isServed ? 'QueueServed' : 'QueueAbandoned',
        ...{ at: at(wait.endedMs), zone, person, waitMs: Math.round(waitMs(wait)) },
      },
    ]);
  });
}

function listSales({ model, truth }: PastDay): Fact[] {
  const [till] = sensorsOfKind(model.sensors, 'makes-sales');
  if (till === undefined) return [];
  return truth.sales.map(({ atMs }) => ({
    ...{ kind: 'SaleCounted', at: at(atMs), sensor: till.id, transactions: 1 },
  }));
}

function listPassersBy({ model, scenario, random, fromMs, toMs }: PastDay): Fact[] {
  const lines = model.lines.filter(({ id }) => model.shopfront?.lines.includes(id));
  const hours = Array.from({ length: (toMs - fromMs) / HOUR_MS }, (_hour, i) => fromMs + i * HOUR_MS);
  const times = hours.flatMap((hourMs) => passerByArrivals(scenario, hourMs, random));
  return times.flatMap((ms, person): Fact[] => {
    const direction = random.chance(0.5) ? 'in' : 'out';
    return [
      { kind: 'PasserByCounted', at: at(ms), person },
      ...lines.map((line) => crossLine(line, person, direction, ms)),
    ];
  });
}

/** Lists the occupancy at every entry and exit, and at the end of every window. */
function listOccupancy({ model, truth, fromMs, toMs }: PastDay): Fact[] {
  const { durationMs } = model.windows;
  const ends = Array.from({ length: (toMs - fromMs) / durationMs }, (_end, i) => ({
    ...{ atMs: fromMs + (i + 1) * durationMs, by: 0 },
  }));
  const moves = truth.crossings.map(({ atMs, direction }) => ({ atMs, by: direction === 'in' ? 1 : -1 }));
  let inside = 0;
  return [...moves, ...ends]
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, by }): Fact => {
      inside += by;
      const doubt = inside === 0 ? 0 : 1;
      const range = { mean: inside, low: Math.max(0, inside - doubt), high: inside + doubt };
      return { kind: 'OccupancyEstimated', at: at(atMs), ...range };
    });
}

/** Lists store visits. They are known only when all people have left. */
function listVisits({ model, truth }: PastDay): Fact[] {
  const { stays } = truth;
  const { bounceMs } = model.doorRules ?? {};
  const isOver = stays.every(({ outMs }) => Number.isFinite(outMs));
  if (!isOver || stays.length === 0 || bounceMs === undefined) return [];
  const lengths = stays.map(({ inMs, outMs }) => outMs - inMs);
  const meanMs = lengths.reduce((sum, ms) => sum + ms, 0) / lengths.length;
  const halfMs = TWO_SIDED_95 * DOOR_ERROR_SHARE * meanMs;
  const from = at(Math.min(...stays.map(({ inMs }) => inMs)));
  const to = at(Math.max(...stays.map(({ outMs }) => outMs)));
  return [
    {
      ...{ kind: 'VisitsEstimated', at: to, from, coverage: 1, entries: lengths.length, meanMs },
      ...{ meanLowMs: meanMs - halfMs, meanHighMs: meanMs + halfMs },
      ...{ bounceMs, bounce: bouncesOf(lengths, bounceMs) },
    },
  ];
}

function bouncesOf(lengths: readonly number[], bounceMs: number) {
  const n = lengths.length;
  const shareUnder = (ms: number) => lengths.filter((length) => length < ms).length / n;
  const upToMs = CLASS_ENDS.map((multiple) => multiple * bounceMs);
  const shares = upToMs.map((ms, i) => shareUnder(ms) - shareUnder(upToMs[i - 1] ?? 0));
  const share = shareUnder(bounceMs);
  return { share, ...wilsonInterval(share * n, n), upToMs, shares };
}
