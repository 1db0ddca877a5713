import type { SensorModel, StoreModel, Thresholds, ZoneModel } from '../engine/store-model.ts';
import type { SensorId } from '../types.ts';
import { summariseDwell } from './dwell-summary.ts';
import { greatestAtOnce } from './greatest-at-once.ts';
import { isoTime } from './iso-time.ts';
import type { OpenWindow, Passings, ZoneCounts } from './open-window.ts';
import { queueSummary } from './queue-summary.ts';
import type {
  DoorSummary,
  FeedbackSummary,
  JourneySummary,
  LineSummary,
  SensorSummary,
  StoreSummary,
  WindowSummary,
  ZoneSummary,
} from './summary.ts';

/** One window's counts → its summary. `insideAtStart`: visits under way in each zone when the window began. */
export function summarise(
  model: StoreModel,
  window: OpenWindow,
  insideAtStart: readonly number[],
  partial: boolean,
): WindowSummary {
  const coverage = coverageByOrdinal(model, window);
  return {
    startAt: isoTime(window.start),
    durationMs: model.windows.durationMs,
    revision: window.revision,
    partial,
    sensors: model.sensors.map((sensor, i) => sensorSummary(sensor, coverage[i] ?? 0)),
    zones: model.zones.map((zone, i) =>
      zoneSummary(zone, window.zones[i], insideAtStart[i] ?? 0, least(model, coverage, zone.sensors)),
    ),
    lines: model.lines.map((line, i) => {
      const counts = orNulls(window.lines[i], least(model, coverage, line.sensors));
      const isOnFloor = line.space === 'floor' && counts.n !== null;
      return {
        line: line.id,
        ...counts,
        definition: lineDefinition(line.thresholds),
        groupsIn: isOnFloor ? (window.groups[i]?.in ?? null) : null,
        groupsOut: isOnFloor ? (window.groups[i]?.out ?? null) : null,
      } satisfies LineSummary;
    }),
    doors: doorSummaries(model, window, coverage),
    queues: model.zones.flatMap((zone, i) =>
      zone.queue === undefined
        ? []
        : [queueSummary(model, window, i, insideAtStart[i] ?? 0, least(model, coverage, zone.sensors))],
    ),
    journeys: Object.entries(window.journeys).map(([step, n]) => journeySummary(step, n)),
    feedback: feedbackSummaries(model, window, coverage),
    store: storeSummary(model, window, coverage),
  };
}

function coverageByOrdinal(model: StoreModel, window: OpenWindow): number[] {
  return model.sensors.map((_, i) => share((window.liveMs[i] ?? 0) / model.windows.durationMs));
}

/** A number that needs several sensors is only as well covered as the least of them. */
function least(model: StoreModel, coverage: readonly number[], needed: readonly SensorId[]): number {
  if (needed.length === 0) return 0;
  return Math.min(
    ...needed.map((id) => coverage[model.sensors.findIndex((sensor) => sensor.id === id)] ?? 0),
  );
}

function sensorSummary(sensor: SensorModel, coverage: number): SensorSummary {
  return { sensor: sensor.id, type: sensor.type, coverage };
}

function zoneSummary(
  zone: ZoneModel,
  counts: ZoneCounts | undefined,
  insideAtStart: number,
  coverage: number,
): ZoneSummary {
  const head = { zone: zone.id, coverage, definition: zoneDefinition(zone) };
  if (counts === undefined || coverage === 0) {
    const none = { entries: null, exits: null, visits: null, engaged: null, presenceMs: null };
    return { ...head, n: null, ...none, peopleMax: null, dwell: null };
  }
  const { entries, exits, visits, engaged, presenceMs } = counts;
  const peopleMax = greatestAtOnce(counts, insideAtStart);
  const dwell = summariseDwell(counts.ended);
  return { ...head, n: exits, entries, exits, visits, engaged, presenceMs, peopleMax, dwell };
}

function orNulls(
  counts: Passings | undefined,
  coverage: number,
): { coverage: number; n: number | null; in: number | null; out: number | null } {
  if (counts === undefined || coverage === 0) return { coverage, n: null, in: null, out: null };
  return { coverage, n: counts.in + counts.out, in: counts.in, out: counts.out };
}

function journeySummary(step: string, n: number): JourneySummary {
  const [from = '', to = ''] = step.split('>');
  return { from: from === '' ? null : from, to: to === '' ? null : to, n };
}

function doorSummaries(model: StoreModel, window: OpenWindow, coverage: readonly number[]): DoorSummary[] {
  return model.doors.map((door, i) => ({
    door: door.id,
    ...orNulls(window.doors[i], least(model, coverage, sensorsOfDoor(model, i))),
    definition: 'door/1',
  }));
}

function sensorsOfDoor(model: StoreModel, index: number): readonly SensorId[] {
  const door = model.doors[index];
  if (door === undefined) return [];
  return [
    ...door.sensors,
    ...model.lines.filter((line) => door.lines.includes(line.id)).flatMap((line) => line.sensors),
  ];
}

/** Sensors that people press buttons of. */
const FEEDBACK_TYPES: readonly string[] = ['button-panel', 'button-terminal'];
const SALES_TYPES: readonly string[] = ['sales-mqtt', 'sales-drop'];

function feedbackSummaries(
  model: StoreModel,
  window: OpenWindow,
  coverage: readonly number[],
): FeedbackSummary[] {
  return model.sensors.flatMap(({ id, type }, i): FeedbackSummary[] => {
    if (!FEEDBACK_TYPES.includes(type)) return [];
    const covered = coverage[i] ?? 0;
    const presses = window.presses[id] ?? [];
    const n = presses.reduce((sum, count) => sum + count, 0);
    const best = presses.length - 1;
    const points = presses.reduce((sum, count, button) => sum + (count * 100 * (best - button)) / best, 0);
    const head = { sensor: id, coverage: covered, definition: 'feedback/1' };
    if (covered === 0) return [{ ...head, n: null, happyIndex: null }];
    return [{ ...head, n, happyIndex: n === 0 ? null : Math.round((10 * points) / n) / 10 }];
  });
}

/** null where no till reports, or none did: no sale and no news of sales are two things. */
function transactions(model: StoreModel, window: OpenWindow, coverage: readonly number[]): number | null {
  const isReported = model.sensors.some(
    ({ type }, i) => SALES_TYPES.includes(type) && (coverage[i] ?? 0) > 0,
  );
  return isReported || window.transactions > 0 ? window.transactions : null;
}

function storeSummary(model: StoreModel, window: OpenWindow, coverage: readonly number[]): StoreSummary {
  const needed = model.doors.flatMap((_, i) => sensorsOfDoor(model, i));
  const covered = least(model, coverage, needed);
  const sum = (direction: 'in' | 'out') => window.doors.reduce((total, door) => total + door[direction], 0);
  const isKnown = covered > 0;
  const occupancy = isKnown ? window.occupancy : null;
  return {
    coverage: covered,
    n: isKnown ? sum('in') + sum('out') : null,
    definition: 'store/1',
    entries: isKnown ? sum('in') : null,
    exits: isKnown ? sum('out') : null,
    occupancy: occupancy?.mean ?? null,
    occupancyLow: occupancy?.low ?? null,
    occupancyHigh: occupancy?.high ?? null,
    transactions: transactions(model, window, coverage),
  };
}

function zoneDefinition({ thresholds, growBy }: ZoneModel): string {
  const { zoneEntryMs, zoneExitMs, visitMs, engagedMs } = thresholds;
  return `zone/1 entry=${zoneEntryMs} exit=${zoneExitMs} grow=${growBy} visit=${visitMs} engaged=${engagedMs}`;
}

function lineDefinition({ lineReturnMs }: Thresholds): string {
  return `line/1 return=${lineReturnMs}`;
}

function share(value: number): number {
  return Math.round(Math.min(1, value) * 10_000) / 10_000;
}
