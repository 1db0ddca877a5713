import type { LineModel, SensorModel, StoreModel, ZoneModel } from '../engine/store-model.ts';
import { sensorsOfKind } from '../engine/store-model.ts';
import { withDerived } from './derived.ts';
import { doorSummaries, shopfrontSummary, storeSummary } from './door-summary.ts';
import { summariseDwell } from './dwell-summary.ts';
import { feedbackSummaries } from './feedback-summary.ts';
import { greatestAtOnce } from './greatest-at-once.ts';
import { isoTime } from './iso-time.ts';
import { journeySummaries } from './journey-summary.ts';
import type { OpenWindow, Passings, ZoneCounts } from './open-window.ts';
import { NO_ZONE_COUNTS } from './open-window.ts';
import { queueSummary } from './queue-summary.ts';
import { coverageOf } from './sensor-coverage.ts';
import type { LineSummary, SensorSummary, WindowSummary, ZoneSummary } from './summary.ts';
import { tagSummaries } from './tag-summaries.ts';

/** What a window's summary needs that is not in the window itself. */
export interface Surroundings {
  /** Visits under way in each zone when the window began. */
  readonly insideAtStart: readonly number[];
  /** Relative error of each door's count, as its sensors have it by now. */
  readonly doorErrors: readonly (number | null)[];
}

/** One window's counts → its summary. */
export function summarise(
  model: StoreModel,
  window: OpenWindow,
  { insideAtStart, doorErrors }: Surroundings,
  partial: boolean,
): WindowSummary {
  const coverage = coverageOf(model, window);
  const doors = doorSummaries(model, window, coverage, doorErrors);
  return withDerived({
    startAt: isoTime(window.start),
    durationMs: model.windows.durationMs,
    revision: window.revision,
    partial,
    sensors: model.sensors.map((sensor) => sensorSummary(sensor, coverage([sensor.id]))),
    zones: model.zones.map((zone, i) =>
      zoneSummary(
        model,
        zone,
        window.zones[i] ?? NO_ZONE_COUNTS,
        insideAtStart[i] ?? 0,
        coverage(zone.sensors),
      ),
    ),
    lines: model.lines.map((line, i) => {
      const counts = orNulls(window.lines[i], coverage(line.sensors));
      const isOnFloor = line.space === 'floor' && counts.n !== null;
      return {
        line: line.id,
        ...counts,
        definition: lineDefinition(line),
        groupsIn: isOnFloor ? (window.groups[i]?.in ?? null) : null,
        groupsOut: isOnFloor ? (window.groups[i]?.out ?? null) : null,
      } satisfies LineSummary;
    }),
    doors,
    queues: model.zones.flatMap((zone, i) =>
      zone.queue === undefined
        ? []
        : [queueSummary(model, window, i, insideAtStart[i] ?? 0, coverage(zone.sensors))],
    ),
    journeys: journeySummaries(window.journeys),
    feedback: feedbackSummaries(model, window, coverage),
    ...tagSummaries(model, window, coverage),
    store: storeSummary(model, window, doors, coverage),
    shopfront: shopfrontSummary(model, window, coverage),
    visits: window.visits,
    returning: window.returning,
    inside: [],
  });
}

function sensorSummary(sensor: SensorModel, coverage: number): SensorSummary {
  return { sensor: sensor.id, type: sensor.type, coverage };
}

/** First and last seen inside are each up to a frame of the slowest camera from when it was so. */
function resolution({ sensors }: StoreModel, zone: ZoneModel): number {
  const seeing = sensorsOfKind(sensors, 'sees-people').filter(({ id }) => zone.sensors.includes(id));
  return 2 * Math.max(0, ...seeing.map(({ frameMs = 0 }) => frameMs));
}

function zoneSummary(
  model: StoreModel,
  zone: ZoneModel,
  counts: Readonly<ZoneCounts>,
  insideAtStart: number,
  coverage: number,
): ZoneSummary {
  const { id } = zone;
  const definition = zoneDefinition(zone);
  if (coverage === 0) {
    const none = { entries: null, exits: null, visits: null, engaged: null, presenceMs: null };
    return { zone: id, coverage, definition, n: null, ...none, peopleMax: null, dwell: null };
  }
  const { entries, exits, visits, engaged, presenceMs } = counts;
  const peopleMax = greatestAtOnce(counts, insideAtStart);
  const dwell = counts.ended.length === 0 ? null : summariseDwell(counts.ended, resolution(model, zone));
  return {
    zone: id,
    coverage,
    definition,
    n: exits,
    entries,
    exits,
    visits,
    engaged,
    presenceMs,
    peopleMax,
    dwell,
  };
}

function orNulls(
  counts: Passings | undefined,
  coverage: number,
): { coverage: number; n: number | null; in: number | null; out: number | null } {
  if (counts === undefined || coverage === 0) return { coverage, n: null, in: null, out: null };
  return { coverage, n: counts.in + counts.out, in: counts.in, out: counts.out };
}

/** A model stays as it is, and so do its definitions: worked out once, not for every zone of every window. */
const definitions = new WeakMap<ZoneModel, string>();

function zoneDefinition(zone: ZoneModel): string {
  let definition = definitions.get(zone);
  if (definition === undefined) {
    definition = defineZone(zone);
    definitions.set(zone, definition);
  }
  return definition;
}

function defineZone({ thresholds, growBy }: ZoneModel): string {
  const { zoneEntryMs, zoneExitMs, visitMs, engagedMs } = thresholds;
  return `zone/1 entry=${zoneEntryMs} exit=${zoneExitMs} grow=${growBy} visit=${visitMs} engaged=${engagedMs}`;
}

function lineDefinition({ thresholds, isTolerant }: LineModel): string {
  return `line/1 return=${thresholds.lineReturnMs}${isTolerant === true ? ' mode=tolerant' : ''}`;
}
