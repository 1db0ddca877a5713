import type { Censoring, Fact, ZoneLeft } from '../model/fact.ts';
import type { EpochMs, Json } from '../model/ids.ts';
import type { StoreModel, ZoneModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';
import type { ZoneSummary } from '../model/window-summary.ts';
import { summarizeDwell } from './dwell-summary.ts';
import { restoreById, saveById } from './merging/by-id.ts';
import type { MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { Ordinals } from './ordinals.ts';
import { peakOccupancy } from './peak-occupancy.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

export const ZONE_MERGE = {
  zone: 'last',
  ...GROUP_MERGE,
  entries: 'sum',
  exits: 'sum',
  visits: 'sum',
  engaged: 'sum',
  presenceMs: 'sum',
  peopleMax: 'max',
  dwell: 'dwell',
} as const satisfies MergeRules<ZoneSummary>;

export type EndedVisit = { readonly dwellMs: number; readonly censored?: Censoring };

export type ZoneCounts = {
  entries: number;
  exits: number;
  visits: number;
  engaged: number;
  presenceMs: number;
  /** Largest number of people at the same time, in a zone for which only the number of people is known. */
  headsMax?: number;
  /** Entries (+1) and exits (−1) with their times. They give the largest number of people inside at the same time. */
  steps: { readonly at: EpochMs; readonly by: 1 | -1 }[];
  ended: EndedVisit[];
};

/**
 * Indexed as the zones of the store model. Undefined for zones without events, to save memory in a store with a
 * thousand zones.
 */
export type ZonesCounts = (ZoneCounts | undefined)[];

const NO_ZONE_COUNTS: Readonly<ZoneCounts> = Object.freeze(createZoneCounts());

function createZoneCounts(): ZoneCounts {
  return { entries: 0, exits: 0, visits: 0, engaged: 0, presenceMs: 0, steps: [], ended: [] };
}

export function createZones({ zones }: StoreModel): ZonesCounts {
  return zones.map(() => undefined);
}

export function zoneCountsAt(zones: ZonesCounts, zone: number): ZoneCounts {
  zones[zone] ??= createZoneCounts();
  return zones[zone];
}

export function addPresence(counts: ZoneCounts, ms: number, heads?: number): void {
  counts.presenceMs += ms * (heads ?? 1);
  if (heads !== undefined) counts.headsMax = Math.max(counts.headsMax ?? 0, heads);
}

export function recordZones(
  countsAt: CountsAt<ZonesCounts>,
  ordinals: Ordinals,
  { zones }: StoreModel,
): (fact: Fact) => void {
  const countsOf = ({ zone, at }: { readonly zone: string; readonly at: EpochMs }) =>
    zoneCountsAt(countsAt(at), ordinals.zone(zone));
  return (fact) => {
    switch (fact.kind) {
      case 'ZoneEntered': {
        const counts = countsOf(fact);
        counts.steps.push({ at: fact.at, by: 1 });
        if (fact.resumedFrom === undefined) counts.entries += 1;
        break;
      }
      case 'HeadsCounted':
        countsOf(fact).exits += Math.max(0, (fact.before ?? 0) - (fact.people ?? fact.before ?? 0));
        break;
      case 'ZoneEngaged':
        countsOf(fact).engaged += 1;
        break;
      case 'ZoneLeft':
        recordLeft(countsOf(fact), fact, zones[ordinals.zone(fact.zone)]);
        break;
      default:
        break;
    }
  };
}

function recordLeft(counts: ZoneCounts, fact: ZoneLeft, zone: ZoneModel | undefined): void {
  counts.steps.push({ at: fact.at, by: -1 });
  // The first part of this visit was already counted, as censored, when its track was lost.
  if (fact.resumedFrom !== undefined) return;
  counts.exits += 1;
  if (fact.dwellMs >= (zone?.thresholds.visitMs ?? 0)) counts.visits += 1;
  counts.ended.push(endedVisit(fact));
}

export function endedVisit({ dwellMs, censored }: EndedVisit): EndedVisit {
  return censored === undefined ? { dwellMs } : { dwellMs, censored };
}

/** Change of the people inside from the window's start to its end. */
export function netInside({ steps }: Readonly<ZoneCounts>): number {
  return steps.reduce((sum, step) => sum + step.by, 0);
}

export function summarizeZones(counts: ZonesCounts, context: SummaryContext): ZoneSummary[] {
  return context.model.zones.map((zone, i) => summarizeZone(zone, i, counts[i] ?? NO_ZONE_COUNTS, context));
}

function summarizeZone(
  zone: ZoneModel,
  index: number,
  counts: Readonly<ZoneCounts>,
  { model, start, coverage, insideAtStart }: SummaryContext,
): ZoneSummary {
  const head = { zone: zone.id, coverage: coverage(zone.sensors), definition: zoneDefinition(zone) };
  if (head.coverage === 0) return { ...head, ...UNKNOWN };
  const { entries, exits, visits, engaged, presenceMs, ended, headsMax = 0 } = counts;
  if (zone.heads !== undefined) return { ...head, ...UNKNOWN, n: exits, presenceMs, peopleMax: headsMax };
  return {
    ...head,
    n: exits,
    entries,
    exits,
    visits,
    engaged,
    presenceMs,
    peopleMax: peakOccupancy(counts, insideAtStart[index] ?? 0, start),
    dwell: ended.length === 0 ? null : summarizeDwell(ended, resolution(model, zone)),
  };
}

const UNKNOWN = {
  ...{ n: null, entries: null, exits: null, visits: null, engaged: null },
  ...{ presenceMs: null, peopleMax: null, dwell: null },
} as const;

/** Maximum error of a visit's length: one frame of the slowest camera at each end. */
function resolution({ sensors }: StoreModel, zone: ZoneModel): number {
  const seeing = sensorsOfKind(sensors, 'sees-people').filter(({ id }) => zone.sensors.includes(id));
  return 2 * Math.max(0, ...seeing.map(({ frameMs = 0 }) => frameMs));
}

/** Cached per model, because a definition never changes within a model. */
const definitions = new WeakMap<ZoneModel, string>();

function zoneDefinition(zone: ZoneModel): string {
  let definition = definitions.get(zone);
  if (definition === undefined) {
    definition = defineZone(zone);
    definitions.set(zone, definition);
  }
  return definition;
}

function defineZone({ thresholds, growBy, heads, queue }: ZoneModel): string {
  // Such a zone has no visits and no dwell, because single persons are not distinguished.
  if (heads !== undefined) return `heads/1 people=${heads === 'occupied' ? 'at-least' : 'counted'}`;
  const { zoneEntryMs, zoneExitMs, visitMs, engagedMs } = thresholds;
  const end = queue?.servedIn === undefined ? '' : ` end=${queue.servedIn}`;
  return `zone/1 entry=${zoneEntryMs} exit=${zoneExitMs} grow=${growBy} visit=${visitMs} engaged=${engagedMs}${end}`;
}

export function saveZones(counts: ZonesCounts, { zones }: StoreModel): Json {
  return saveById(zones, counts);
}

export function restoreZones(saved: Json, { zones }: StoreModel): ZonesCounts {
  return restoreById(zones, saved).map((each) => each as ZoneCounts | undefined);
}
