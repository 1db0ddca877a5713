import { countingKind } from '../doors/door-source.ts';
import type { StoreModel } from '../engine/store-model.ts';
import { NO_AUDIT } from './audit-stamp.ts';
import { NO_CAPTURE, NO_CONVERSION, NO_INTERVALS } from './derived.ts';
import type { OpenWindow } from './open-window.ts';
import { roundShare } from './round-share.ts';
import type { CoverageOf } from './sensor-coverage.ts';
import type { DoorSummary, ShopfrontSummary, StoreSummary } from './summary.ts';

/** Sensors that tell of sales. */
const SALES_TYPES: readonly string[] = ['sales-mqtt', 'sales-http', 'sales-folder'];

/** `errorShares`: the relative error of each door's count, as its sensors have it by now. */
export function doorSummaries(
  model: StoreModel,
  window: OpenWindow,
  coverage: CoverageOf,
  errorShares: readonly (number | null)[],
): DoorSummary[] {
  return model.doors.map((door, i) => {
    const covered = doorCoverage(model, i, coverage);
    const counts = covered === 0 ? undefined : window.doors[i];
    return {
      door: door.id,
      coverage: covered,
      n: counts === undefined ? null : counts.in + counts.out,
      definition: 'door/1',
      in: counts?.in ?? null,
      out: counts?.out ?? null,
      ...NO_INTERVALS,
      errorShare: errorShares[i] ?? null,
      restored: 0,
      ...NO_AUDIT,
    };
  });
}

/** A door with several sensors is counted as long as one of them is live; the mean says when one is missing. */
function doorCoverage(model: StoreModel, index: number, coverage: CoverageOf): number {
  const door = model.doors[index];
  if (door === undefined) return 0;
  const counters = door.sensors.filter((id) =>
    model.sensors.some((sensor) => sensor.id === id && countingKind(sensor.type) !== undefined),
  );
  const lines = model.lines.filter(({ id }) => door.lines.includes(id));
  const shares = [...counters.map((id) => coverage([id])), ...lines.map(({ sensors }) => coverage(sensors))];
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.length === 0 ? 0 : roundShare(sum / shares.length);
}

export function storeSummary(
  model: StoreModel,
  window: OpenWindow,
  doors: readonly DoorSummary[],
  coverage: CoverageOf,
): StoreSummary {
  const covered = doors.length === 0 ? 0 : Math.min(...doors.map((door) => door.coverage));
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
    groups: isKnown ? groupsIn(model, window, coverage) : null,
    ...NO_CONVERSION,
    restored: 0,
    ...NO_AUDIT,
  };
}

/** null where no till reports, or none did: no sale and no news of sales are two things. */
function transactions(model: StoreModel, window: OpenWindow, coverage: CoverageOf): number | null {
  const isReported = model.sensors.some(({ id, type }) => SALES_TYPES.includes(type) && coverage([id]) > 0);
  return isReported || window.transactions > 0 ? window.transactions : null;
}

/** Groups can be told apart on the floor plan only: null unless every door has a line there. */
function groupsIn({ doors, lines }: StoreModel, window: OpenWindow, coverage: CoverageOf): number | null {
  let groups = 0;
  for (const door of doors) {
    const index = lines.findIndex(({ id, space }) => space === 'floor' && door.lines.includes(id));
    const line = lines[index];
    if (line === undefined || coverage(line.sensors) === 0) return null;
    groups += window.groups[index]?.in ?? 0;
  }
  return groups;
}

export function shopfrontSummary(
  model: StoreModel,
  window: OpenWindow,
  coverage: CoverageOf,
): ShopfrontSummary | null {
  const { shopfront } = model;
  if (shopfront === undefined) return null;
  const watched = [
    ...model.lines.filter(({ id }) => shopfront.lines.includes(id)),
    ...model.zones.filter(({ id }) => shopfront.zones.includes(id)),
  ];
  const covered = coverage(watched.flatMap(({ sensors }) => sensors));
  const passersBy = covered === 0 ? null : window.passersBy;
  return {
    coverage: covered,
    n: passersBy,
    definition: 'shopfront/1',
    passersBy,
    ...NO_CAPTURE,
  };
}
