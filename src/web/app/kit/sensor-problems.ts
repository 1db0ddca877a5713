// Lists the problems that need a person, the worst first, each with its remedy.
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, StoreView } from '../../../ports/console/console.ts';
import { clockText, dayText } from './clock-text.ts';
import { t, wordFor } from './i18n.ts';
import { findKind } from './sensor-kinds.ts';

export interface Problem {
  readonly key: string;
  readonly name: string;
  readonly what: string;
  /** The gateway's own text on the problem, if it sent one. */
  readonly detail?: string;
  readonly remedy: string;
  /** Address of the page on which the user fixes the problem. */
  readonly href?: string;
  readonly isBad: boolean;
}

type Sensor = GatewayView['sensors'][number];

/**
 * Smallest coverage of the last window without a problem. Below it, the sensor was offline for a part of the window.
 */
const ENOUGH_COVERAGE = 0.9;
/** Time that a camera's detector takes to load after a start. */
const START_MS = 90_000;

export function findProblems(
  status: GatewayView,
  shop: StoreView,
  summary: WindowSummary | undefined,
): Problem[] {
  const found = status.sensors.flatMap(
    (sensor) =>
      lost(sensor, status, shop) ??
      faulted(sensor, status, shop) ??
      away(sensor, status, shop, summary) ??
      [],
  );
  return [...found, ...cloud(status), ...storage(status)].toSorted(
    (a, b) => Number(b.isBad) - Number(a.isBad),
  );
}

function lost(sensor: Sensor, status: GatewayView, shop: StoreView): Problem[] | undefined {
  if (sensor.state !== 'waiting' && sensor.state !== 'degraded') return undefined;
  const { code = 'other', message } = sensor.cause ?? {};
  return [
    {
      ...named(sensor, shop),
      what: t(sensor.state) + sinceText(sensor, status.at, shop),
      ...(message !== undefined && { detail: message }),
      remedy: wordFor(`do ${code}`, { port: portOf(sensor, shop) }) ?? t('do other'),
      isBad: true,
    },
  ];
}

/** Names the device that a person looks for: its port, as in the settings. */
function portOf({ sensor }: Sensor, { sensors }: StoreView): string {
  return sensors.find(({ id }) => id === sensor)?.port ?? t('itsDevice');
}

/** An outage that began longer ago than this is shown with its day. */
const SAME_DAY_MS = 12 * 3_600_000;

/**
 * Returns since when the sensor is offline. Empty when it was offline from the start: the gateway cannot know how long.
 */
function sinceText({ lostAt }: Sensor, at: number, shop: StoreView): string {
  if (lostAt === undefined) return '';
  const time = at - lostAt < SAME_DAY_MS ? clockText(lostAt, shop, false) : dayText(lostAt, shop);
  return ` ${t('since', { time })}`;
}

/** Returns the faults of a sensor whose link works but whose data is wrong. */
function faulted(sensor: Sensor, { faults }: GatewayView, shop: StoreView): Problem[] | undefined {
  const own = faults.filter((fault) => fault.sensor === sensor.sensor && isSeeing(sensor));
  if (own.length === 0) return undefined;
  return own.map(({ cause }) => ({
    ...named(sensor, shop),
    what: wordFor(cause) ?? t('countsWrongly'),
    remedy: wordFor(`do ${cause}`) ?? t('do other'),
    isBad: true,
  }));
}

function away(
  sensor: Sensor,
  { startedAt }: GatewayView,
  shop: StoreView,
  summary: WindowSummary | undefined,
): Problem[] | undefined {
  if (summary === undefined || isExcused(sensor, startedAt, summary)) return undefined;
  const seen = summary.sensors.find(({ sensor: id }) => id === sensor.sensor)?.coverage;
  if (sensor.state !== 'up' || seen === undefined || seen >= ENOUGH_COVERAGE) return undefined;
  return [
    {
      ...named(sensor, shop),
      what: t('coverage', { n: Math.round(seen * 100) }),
      remedy: t('do coverage'),
      isBad: false,
    },
  ];
}

/**
 * Returns whether the window is incomplete for all sensors, because the gateway stopped or started in it. New settings
 * also restart the gateway.
 */
function isExcused({ since }: Sensor, startedAt: string, { startAt, partial }: WindowSummary): boolean {
  if (partial) return true;
  const startMs = Date.parse(startedAt);
  return Date.parse(startAt) < startMs && since <= startMs + START_MS;
}

function cloud({ uplink }: GatewayView): Problem[] {
  if (uplink.state !== 'waiting' && uplink.state !== 'stalled') return [];
  const detail = { detail: uplink.detail };
  return [
    { key: 'cloud', name: t('cloud'), what: t('cloudAway'), ...detail, remedy: t('do cloud'), isBad: true },
  ];
}

function storage({ store: { detail } }: GatewayView): Problem[] {
  if (detail === '') return [];
  return [{ key: 'storage', name: t('storage'), what: detail, remedy: t('do storage'), isBad: true }];
}

/** Returns whether a sensor of this id is known and offline. */
export function isIll(id: string, status: GatewayView | undefined): boolean {
  const sensor = status?.sensors.find((one) => one.sensor === id);
  return sensor !== undefined && !isSeeing(sensor);
}

export function isSeeing({ state }: Pick<Sensor, 'state'>): boolean {
  return state === 'up' || state === 'starting' || state === 'finished';
}

function named({ sensor, name }: Sensor, shop: StoreView): { key: string; name: string; href: string } {
  return { key: sensor, name, href: pageOf(sensor, shop) };
}

function pageOf(sensor: string, shop: StoreView): string {
  const kind = findKind(shop, sensor);
  const id = encodeURIComponent(sensor);
  return kind === 'sees-people' ? `#devices/camera/${id}` : `#devices/sensor/${id}`;
}
