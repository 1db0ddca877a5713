import { readAbsence } from '../metrics/absences.ts';
import { getError } from '../metrics/door-errors.ts';
import type { BOUNDS } from '../metrics/interval-reasons.ts';
import { whyNoInterval } from '../metrics/interval-reasons.ts';
import type { WindowTotals } from '../metrics/merging/window-totals.ts';
import { settleTotals } from '../metrics/merging/window-totals.ts';
import { getRate } from '../metrics/rate.ts';
import type { DoorSummary, Group, Interval, StoreSummary, WindowSummary } from '../model/window-summary.ts';
import { countVariance, createInterval } from '../statistics/count-interval.ts';
import type { Entry, Figure, Figures, ShareCounts } from './figure.ts';
import { repeatFigures, visitFigures } from './visit-figures.ts';

/** Lists all figures of a time span: those that a page shows and those that it compares with. */
export function listFigures(totals: WindowTotals, window: WindowSummary = settleTotals(totals)): Figures {
  return new Map([
    ...storeFigures(window, totals),
    ...shopfrontFigures(window, totals),
    ...visitFigures(window.visits),
    ...repeatFigures(window.returning),
    ...window.doors.flatMap(doorFigures),
    ...window.lines.flatMap((line) =>
      itemFigures('lines', line, line.line, [
        ['lineIn', 'in'],
        ['lineOut', 'out'],
      ]),
    ),
    ...window.zones.flatMap(zoneFigures),
    ...window.queues.flatMap((queue) => itemFigures('queues', queue, queue.zone, QUEUE)),
    ...window.feedback.flatMap((panel) =>
      itemFigures('feedback', panel, panel.sensor, [
        ['happyIndex', 'happyIndex'],
        ['answers', 'n'],
      ]),
    ),
    ...window.products.flatMap((product) =>
      itemFigures('products', product, product.tag, [
        ['pickUps', 'pickUps'],
        ['putBacks', 'putBacks'],
      ]),
    ),
    ...window.trolleys.flatMap((trolley) => [
      ...itemFigures('trolleys', trolley, trolley.zone, [['trolleyVisits', 'visits']]),
      dwellFigure('trolleyDwell', trolley, trolley.zone, 'median'),
    ]),
  ]);
}

type BoundGroup = keyof typeof BOUNDS;
type Intervals = Readonly<Record<string, Interval | null>> | null;

const QUEUE = [
  ['joined', 'joined'],
  ['served', 'served'],
  ['abandoned', 'abandoned'],
  ['waitMean', 'waitMeanMs'],
  ['waitP95', 'waitP95Ms'],
  ['lengthMean', 'lengthMean'],
  ['lengthMax', 'lengthMax'],
] as const;

function storeFigures({ store, doors }: WindowSummary, { peak, paired }: WindowTotals): Entry[] {
  const audit = { id: store.auditId, ageDays: store.auditAgeDays };
  const base = { ...basisOf(store), audit };
  const peakOrNull = { value: peak?.mean ?? null, low: peak?.low ?? null, high: peak?.high ?? null };
  const figures: Entry[] = [
    ['entries', { ...base, ...countOfDoors(store.entries, doors, 'in') }],
    ['exits', { ...base, ...countOfDoors(store.exits, doors, 'out') }],
    ['peakInside', { ...base, ...peakOrNull }],
  ];
  if (store.groups !== null || readAbsence(store.definition, 'groups') !== undefined)
    figures.push(['groups', { ...base, ...readFigure('store', store, 'groups') }]);
  if (store.transactions === null) return figures;
  return [
    ...figures,
    ['transactions', { ...base, ...readFigure('store', store, 'transactions') }],
    ['conversion', { ...base, ...readFigure('store', store, 'conversion'), ...shareOf(paired.conversion) }],
  ];
}

/**
 * Adds an interval to the sum of several doors' counts. Errors of different doors are independent; the counts of one
 * door share its error.
 */
function countOfDoors(
  value: StoreSummary['entries'],
  doors: readonly DoorSummary[],
  way: 'in' | 'out',
): Pick<Figure, 'value' | 'low' | 'high'> {
  const errors = doors.map((door) => getError(door, way));
  const isKnown = value !== null && errors.every((error) => error !== null);
  if (!isKnown) return { value, low: null, high: null };
  const variance = doors.reduce(
    (sum, door, i) => sum + countVariance(door[way] ?? 0, way, errors[i] ?? 0),
    0,
  );
  return { value, ...createInterval(value, variance) };
}

function shareOf(of: ShareCounts | null): Pick<Figure, 'of'> {
  return of === null ? {} : { of };
}

function shopfrontFigures({ shopfront }: WindowSummary, { paired: { capture } }: WindowTotals): Entry[] {
  if (shopfront === null) return [];
  const { captureRate: value, captureLow: low, captureHigh: high } = shopfront;
  const base = basisOf(shopfront);
  const of = capture && { part: capture.part, whole: capture.part + capture.whole };
  return [
    ['passersBy', { ...base, ...readFigure('shopfront', shopfront, 'passersBy') }],
    ['captureRate', { ...base, value, low, high, ...shareOf(of) }],
  ];
}

function doorFigures(door: DoorSummary): Entry[] {
  const audit = { id: door.auditId, ageDays: door.auditAgeDays };
  return itemFigures('doors', door, door.door, [
    ['doorIn', 'in'],
    ['doorOut', 'out'],
  ]).map(([key, figure]) => [key, { ...figure, audit }]);
}

function zoneFigures(zone: WindowSummary['zones'][number]): Entry[] {
  const engaged = getRate(zone.engaged, zone.visits);
  const share = { value: engaged?.share ?? null, low: engaged?.low ?? null, high: engaged?.high ?? null };
  const isKnown = zone.engaged !== null && zone.visits !== null;
  const of = isKnown ? { part: zone.engaged, whole: zone.visits } : null;
  return [
    ...itemFigures('zones', zone, zone.zone, [
      ['visits', 'visits'],
      ['engaged', 'engaged'],
      ['presence', 'presenceMs'],
      ['peopleMax', 'peopleMax'],
    ]),
    [`engagedShare@${zone.zone}`, { ...basisOf(zone), ...share, ...shareOf(of) }],
    dwellFigure('dwellMedian', zone, zone.zone, 'median'),
    dwellFigure('dwellP90', zone, zone.zone, 'p90'),
  ];
}

type WithDwell = Group & Pick<WindowSummary['zones'][number], 'dwell'>;

function dwellFigure(name: string, item: WithDwell, id: string, quantile: 'median' | 'p90'): Entry {
  const { dwell } = item;
  const read = (end: 'Ms' | 'LowMs' | 'HighMs') => dwell?.[`${quantile}${end}`] ?? null;
  const figure = { value: read('Ms'), low: read('LowMs'), high: read('HighMs') };
  return [`${name}@${id}`, { ...basisOf(item), n: dwell?.n ?? 0, ...figure }];
}

function itemFigures<G extends Group>(
  group: BoundGroup,
  item: G,
  id: string,
  fields: readonly (readonly [name: string, field: keyof G & string])[],
): Entry[] {
  return fields.map(([name, field]) => [
    `${name}@${id}`,
    { ...basisOf(item), ...readFigure(group, item, field) },
  ]);
}

function basisOf({ coverage, n, definition }: Group): Pick<Figure, 'coverage' | 'n' | 'definition'> {
  return { coverage, n, definition };
}

type Bounded = Pick<Figure, 'value' | 'low' | 'high' | 'noInterval' | 'absence'>;

/**
 * Reads a field with its interval, or the reason why it has none. The interval is in the item's list or in fields such
 * as `inLow` and `waitMeanLowMs`.
 */
function readFigure(group: BoundGroup, item: Group, field: string): Bounded {
  const fields: { readonly [field: string]: unknown } = { ...item };
  const unit = field.endsWith('Ms') ? 'Ms' : '';
  const stem = field.slice(0, field.length - unit.length);
  const read = (name: string) => (typeof fields[name] === 'number' ? fields[name] : null);
  const { intervals } = item as { readonly intervals?: Intervals };
  const [low, high] = intervals?.[field] ?? [read(`${stem}Low${unit}`), read(`${stem}High${unit}`)];
  const reason = whyNoInterval(group, field);
  const absence = readAbsence(item.definition, field);
  return {
    ...{ value: read(field), low, high },
    ...(reason === undefined ? {} : { noInterval: reason }),
    ...(absence === undefined ? {} : { absence }),
  };
}
