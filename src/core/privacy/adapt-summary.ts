import type { Group, WindowSummary } from '../model/window-summary.ts';
import { addedIndexVariance } from '../radios/radios-per-person.ts';
import { binUpperBound } from '../statistics/quantile-sketch.ts';
import { parseIsoTime } from '../time/iso-time.ts';
import type { Amount, ClosedWindow, DwellBin, EveryAmount, Known } from './amounts.ts';
import { findDwellBin } from './bins.ts';
import { stepId } from './step-id.ts';

const Z95 = 1.959_964;

/** Type of a group of the summary: an item of the field if the field is a list, otherwise the field itself. */
type Of<K extends keyof WindowSummary> = WindowSummary[K] extends readonly (infer G)[]
  ? G
  : NonNullable<WindowSummary[K]>;

/** Source of an amount: a field or a function of the group. Undefined when the store does not measure the amount. */
type Source<G> = (keyof G & string) | ((group: G, seenS: number) => Amount | undefined);
type Sources<G, E> = { readonly [N in keyof E]: Source<G> };
type NoOther<A, E> = { readonly [N in Exclude<keyof A, keyof E>]: never };
/** Role of each field that is not the only source of an amount. */
type Others<G, A> = { readonly [F in Exclude<keyof G, keyof Group | A[keyof A]>]: 'id' | 'stays' | 'used' };

/**
 * Adapts groups of the summary. Every amount of the table needs a source, and every field of the summary a role: the
 * compiler reports one that was forgotten.
 */
function adapter<G extends Group, E>() {
  return <const A extends Sources<G, E>>(sources: A & NoOther<A, E>, others: Others<G, A>) => {
    const entries = Object.entries<Source<G>>(sources);
    const idField = Object.entries(others).find(([, place]) => place === 'id')?.[0] as keyof G | undefined;
    return (group: G, seconds: number) => {
      const seenS = group.coverage * seconds;
      const amounts: Record<string, unknown> = {};
      for (const [name, source] of entries) {
        const amount = typeof source === 'string' ? group[source] : source(group, seenS);
        if (amount !== undefined) amounts[name] = amount;
      }
      const id = idField === undefined ? 'store' : String(group[idField]);
      return { id, seenS, ...(amounts as Known<E>) };
    };
  };
}

const store = adapter<Of<'store'>, EveryAmount<'count', 'store'>>()(
  {
    ...{ in: 'entries', out: 'exits', sales: ({ transactions }) => transactions ?? undefined },
    occupancy: ({ occupancy }) => hundredths(occupancy),
    ...{ occupancyLow: 'occupancyLow', occupancyHigh: 'occupancyHigh' },
  },
  {
    ...{ transactions: 'used', occupancy: 'used', groups: 'stays', restored: 'stays', conversion: 'stays' },
    ...{ conversionLow: 'stays', conversionHigh: 'stays', conversionPerGroup: 'stays' },
    ...{ auditId: 'stays', auditAgeDays: 'stays' },
  },
);
const door = adapter<Of<'doors'>, EveryAmount<'count', 'doors'>>()(
  { in: 'in', out: 'out', err: ({ errorShare }) => hundredths(errorShare), backfilled: 'restored' },
  {
    ...{ door: 'id', errorShare: 'used', errorShareOut: 'stays', auditId: 'stays', auditAgeDays: 'stays' },
    ...{ inLow: 'stays', inHigh: 'stays', outLow: 'stays', outHigh: 'stays' },
  },
);
const doorLine = adapter<Of<'lines'>, EveryAmount<'count', 'lines'>>()(
  { in: 'in', out: 'out' },
  { line: 'id', groupsIn: 'used', groupsOut: 'used' },
);
const shopfront = adapter<Of<'shopfront'>, EveryAmount<'count', 'shopfront'>>()(
  { passersBy: 'passersBy' },
  { captureRate: 'stays', captureLow: 'stays', captureHigh: 'stays' },
);
const feedback = adapter<Of<'feedback'>, EveryAmount<'count', 'feedback'>>()(
  { answers: 'n', points: ({ n, happyIndex }) => n && Math.round(n * (happyIndex ?? 0)) },
  { sensor: 'id', happyIndex: 'used' },
);
const zone = adapter<Of<'zones'>, EveryAmount<'indoor', 'zones'> & EveryAmount<'times', 'zones'>>()(
  {
    ...{ in: 'entries', out: 'exits', visits: 'visits', engaged: 'engaged' },
    // Number of people by which the occupancy fell, for zones without visits.
    gone: ({ entries, n }) => (entries === null ? n : undefined),
    cut: ({ entries, dwell }) => (entries === null ? null : (dwell?.censored ?? 0)),
    ...{ personTimeS: ({ presenceMs }) => times(presenceMs, 0.001), dwellS: dwellSeconds },
  },
  { zone: 'id', dwell: 'used', presenceMs: 'used', peopleMax: 'stays' },
);
const line = adapter<Of<'lines'>, EveryAmount<'indoor', 'lines'>>()(
  {
    ...{ in: 'in', out: 'out' },
    groupsIn: ({ groupsIn }) => groupsIn ?? undefined,
    groupsOut: ({ groupsOut }) => groupsOut ?? undefined,
  },
  { line: 'id', groupsIn: 'used', groupsOut: 'used' },
);
const queue = adapter<Of<'queues'>, EveryAmount<'indoor', 'queues'>>()(
  {
    ...{ joined: 'joined', served: 'served' },
    abandoned: ({ abandoned, served }) => (served === null ? abandoned : (abandoned ?? undefined)),
    waitS: ({ served, waitMeanMs }) => served && ((waitMeanMs ?? 0) * served) / 1_000,
    lengthS: ({ lengthMean }, seenS) => times(lengthMean, seenS),
    // These amounts are published with variances. `joined` is a multiple of the minimum count, and has none.
    servedVar: ({ intervals }) => variance(intervals?.served),
    abandonedVar: ({ intervals }) => variance(intervals?.abandoned),
    waitSVar: ({ intervals, served }) => variance(intervals?.waitMeanMs, (served ?? 0) / 1_000),
    lengthSVar: ({ intervals }, seenS) => variance(intervals?.lengthMean, seenS),
  },
  {
    ...{ zone: 'id', waitMeanMs: 'used', lengthMean: 'used', abandoned: 'used', lengthMax: 'stays' },
    ...{ waitP95Ms: 'stays', waitPredictedMs: 'stays', waits: 'stays', intervals: 'stays' },
  },
);
const trolley = adapter<
  Of<'trolleys'>,
  EveryAmount<'indoor', 'trolleys'> & EveryAmount<'times', 'trolleys'>
>()(
  {
    ...{ in: 'entries', out: 'exits', dwellS: dwellSeconds },
    trolleyTimeS: ({ presenceMs }) => times(presenceMs, 0.001),
  },
  { zone: 'id', visits: 'stays', presenceMs: 'used', dwell: 'used' },
);
const product = adapter<Of<'products'>, EveryAmount<'indoor', 'products'>>()(
  { pickUps: 'pickUps', putBacks: 'putBacks' },
  { tag: 'id' },
);
const radio = adapter<Of<'radios'>, EveryAmount<'indoor', 'radios'>>()(
  {
    insideTimeS: ({ inside }, seenS) => times(inside, seenS),
    peopleTimeS: ({ index }, seenS) => times(index, seenS),
    peopleTimeSVar: addedIndexVariance,
  },
  {
    ...{ sensor: 'id', inside: 'used', index: 'used', indexLow: 'stays', indexHigh: 'stays' },
    ...{ indexLineVar: 'used', indexScatterVar: 'used' },
    ...{ outside: 'stays', unique: 'stays', uniqueLow: 'stays', uniqueHigh: 'stays' },
  },
);

const visits = adapter<Of<'visits'>, EveryAmount<'day', 'visits'>>()(
  {
    ...{ visits: 'n', personTimeS: ({ n, meanMs }) => Math.round((meanMs * n) / 1_000) },
    personTimeSVar: ({ n, meanLowMs, meanHighMs }) => variance([meanLowMs, meanHighMs], n / 1_000),
    bounced: ({ n, bounceShare }) => bounceShare && Math.round(bounceShare * n),
    bouncedVar: ({ n, bounceLow, bounceHigh }) => variance([bounceLow, bounceHigh], n),
  },
  {
    ...{ fromAt: 'used', toAt: 'used', meanMs: 'used', meanLowMs: 'used', meanHighMs: 'used' },
    ...{ bounceShare: 'used', bounceLow: 'used', bounceHigh: 'used', upToMs: 'used', shares: 'used' },
  },
);
const repeat = adapter<Of<'returning'>, EveryAmount<'day', 'repeat'>>()(
  {
    ...{ radios: 'n', radiosVar: ({ radiosLow, radiosHigh }) => variance([radiosLow, radiosHigh]) },
    repeatVisitors: ({ n, share }) => times(share, n),
    repeatVisitorsVar: ({ n, shareLow, shareHigh }) => variance([shareLow, shareHigh], n),
  },
  {
    ...{ fromAt: 'used', toAt: 'used', radiosLow: 'used', radiosHigh: 'used' },
    ...{ share: 'used', shareLow: 'used', shareHigh: 'used' },
  },
);

/** Adapts the engine's window summary to the gate. Crossings of a door's lines count with the door. */
export function adaptSummary(
  summary: WindowSummary,
  { doorLines }: { readonly doorLines: ReadonlySet<string> },
): ClosedWindow {
  const { durationMs, lines, shopfront: pavement } = summary;
  const seconds = durationMs / 1_000;
  const all = <G, C>(groups: readonly G[], adapt: (group: G, seconds: number) => C) =>
    groups.map((group) => adapt(group, seconds));
  const isDoorLine = ({ line: id }: Of<'lines'>) => doorLines.has(id);
  return {
    ...{ startMs: parseIsoTime(summary.startAt), durationMs, rev: summary.revision },
    isPartial: summary.partial,
    count: {
      ...{ store: [store(summary.store, seconds)], doors: all(summary.doors, door) },
      ...{ lines: all(lines.filter(isDoorLine), doorLine), feedback: all(summary.feedback, feedback) },
      shopfront: pavement === null ? [] : [shopfront(pavement, seconds)],
    },
    indoor: {
      zones: summary.zones.map((group) => ({ ...zone(group, seconds), bins: binsOf(group) })),
      lines: lines.flatMap((group) => {
        const { in: ofDoorIn, out: ofDoorOut, ...groups } = line(group, seconds);
        if (!isDoorLine(group)) return [{ ...groups, in: ofDoorIn, out: ofDoorOut }];
        return group.groupsIn === null ? [] : [groups];
      }),
      ...{ queues: all(summary.queues, queue), trolleys: all(summary.trolleys, trolley) },
      ...{ products: all(summary.products, product), radios: all(summary.radios, radio) },
    },
    steps: {
      steps: summary.journeys.flatMap(stepsOf),
      trolleySteps: summary.trolleyJourneys.flatMap(stepsOf),
    },
    visits: summary.visits.map((group) => ({ ...stretchOf(group, visits), bins: visitBinsOf(group) })),
    repeat: summary.returning.map((group) => stretchOf(group, repeat)),
  };
}

function dwellSeconds({ exits, dwell }: Of<'zones'> | Of<'trolleys'>): Amount {
  return exits && (dwell?.sumMs ?? 0) / 1_000;
}

function stepsOf({ from, to, n }: Of<'journeys'>): ClosedWindow['steps']['steps'] {
  return from === null || to === null ? [] : [{ id: stepId(from, to), seenS: 1, n }];
}

/** Puts each logarithmic bin into the fixed bin that contains its middle. */
function binsOf({ dwell }: Of<'zones'>): DwellBin[] {
  return (dwell?.bins ?? []).map(([bin, ended, cut]) => {
    const middleS = (binUpperBound(bin) + binUpperBound(bin - 1)) / 2_000;
    return [...findDwellBin(middleS), ended, cut];
  });
}

function visitBinsOf({ n, upToMs, shares }: Of<'visits'>): DwellBin[] {
  const toS = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms / 1_000));
  return shares.map((share, i) => [toS(upToMs[i - 1]) ?? 0, toS(upToMs[i]), Math.round(share * n), 0]);
}

/** Gives the group's own time span to its amounts, in place of the window's. */
function stretchOf<G extends Of<'visits' | 'returning'>, C>(group: G, adapt: (of: G, seconds: number) => C) {
  const [fromMs, toMs] = [parseIsoTime(group.fromAt), parseIsoTime(group.toAt)];
  return { fromMs, toMs, ...adapt(group, (toMs - fromMs) / 1_000) };
}

function times(amount: Amount, by: number): Amount {
  return amount === null ? null : amount * by;
}

/** Variance of an amount, from the 95 % interval of its mean or share. */
function variance(ends: readonly [low: Amount, high: Amount] | null | undefined, by = 1): number | undefined {
  const [low, high] = ends ?? [null, null];
  return low === null || high === null ? undefined : (((high - low) * by) / (2 * Z95)) ** 2;
}

function hundredths(share: Amount): Amount {
  return share === null ? null : Math.round(share * 100) / 100;
}
