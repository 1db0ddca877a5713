import type {
  DoorSummary,
  FeedbackSummary,
  JourneySummary,
  LineSummary,
  QueueSummary,
  RepeatVisitorSummary,
  StoreSummary,
  TrolleySummary,
  VisitsSummary,
  WindowSummary,
  ZoneSummary,
} from '../model/window-summary.ts';
import { binUpperBound } from '../statistics/quantile-sketch.ts';
import { parseIsoTime } from '../time/iso-time.ts';
import type { Amount, ClosedWindow, DwellBin, Step } from './amounts.ts';
import { findDwellBin } from './dwell-totals.ts';

/** Lines of doors, and doors' own lines only: what people cross there is counted with the doors. */
export interface DoorLines {
  readonly doorLines: ReadonlySet<string>;
}

const Z95 = 1.959_964;

/** Today's window summary → what the gate takes. */
export function adaptSummary(summary: WindowSummary, { doorLines }: DoorLines): ClosedWindow {
  const { durationMs, shopfront } = summary;
  const seconds = durationMs / 1_000;
  const isDoorLine = ({ line }: LineSummary) => doorLines.has(line);
  return {
    startMs: parseIsoTime(summary.startAt),
    durationMs,
    rev: summary.revision,
    isPartial: summary.partial,
    count: {
      store: [storeCount(summary.store, seconds)],
      doors: summary.doors.map((door) => doorCount(door, seconds)),
      lines: summary.lines
        .filter(isDoorLine)
        .map((line) => ({ id: line.line, seenS: line.coverage * seconds, in: line.in, out: line.out })),
      shopfront:
        shopfront === null
          ? []
          : [{ id: 'shopfront', seenS: shopfront.coverage * seconds, passersBy: shopfront.passersBy }],
      feedback: summary.feedback.map((feedback) => feedbackCount(feedback, seconds)),
    },
    indoor: {
      zones: summary.zones.map((zone) => zoneCount(zone, seconds)),
      lines: summary.lines
        .filter((line) => !isDoorLine(line) || line.groupsIn !== null)
        .map((line) => lineCount(line, isDoorLine(line), seconds)),
      queues: summary.queues.map((queue) => queueCount(queue, seconds)),
      trolleys: summary.trolleys.map((trolley) => trolleyCount(trolley, seconds)),
      products: summary.products.map(({ tag, coverage, pickUps, putBacks }) => ({
        ...{ id: tag, seenS: coverage * seconds, pickUps, putBacks },
      })),
      radios: summary.radios.map(({ sensor, coverage, inside, index }) => {
        const seenS = coverage * seconds;
        return { id: sensor, seenS, insideTimeS: times(inside, seenS), peopleTimeS: times(index, seenS) };
      }),
    },
    times: {
      zones: summary.zones.map((zone) => ({
        ...timesOf(zone, seconds),
        personTimeS: times(zone.presenceMs, 0.001),
      })),
      trolleys: summary.trolleys.map((trolley) => ({
        ...timesOf(trolley, seconds),
        trolleyTimeS: times(trolley.presenceMs, 0.001),
      })),
    },
    steps: summary.journeys.flatMap(stepsOf),
    trolleySteps: summary.trolleyJourneys.flatMap(stepsOf),
    dwell: summary.zones.flatMap(({ zone, dwell }) =>
      dwell === null ? [] : [{ id: zone, bins: dwell.bins.map(binOf) }],
    ),
    visits: summary.visits.map(visitsOf),
    repeat: summary.returning.map(repeatOf),
  };
}

function storeCount(store: StoreSummary, seconds: number) {
  const { occupancy, occupancyLow, occupancyHigh, transactions } = store;
  return {
    ...{ id: 'store', seenS: store.coverage * seconds, in: store.entries, out: store.exits },
    ...(transactions === null ? {} : { sales: transactions }),
    ...{ occupancy, occupancyLow, occupancyHigh },
  };
}

function doorCount(door: DoorSummary, seconds: number) {
  const { restored: backfilled, errorShare } = door;
  const err = errorShare === null ? null : Math.round(errorShare * 100) / 100;
  return { id: door.door, seenS: door.coverage * seconds, in: door.in, out: door.out, err, backfilled };
}

function feedbackCount({ sensor, coverage, n, happyIndex }: FeedbackSummary, seconds: number) {
  const points = n === null ? null : Math.round(n * (happyIndex ?? 0));
  return { id: sensor, seenS: coverage * seconds, answers: n, points };
}

function zoneCount(zone: ZoneSummary, seconds: number) {
  const { entries, exits, visits, engaged, dwell } = zone;
  const isSeen = entries !== null;
  return {
    ...{ id: zone.zone, seenS: zone.coverage * seconds, in: entries, out: exits, visits, engaged },
    cut: isSeen ? (dwell?.censored ?? 0) : null,
  };
}

function lineCount(line: LineSummary, isDoorLine: boolean, seconds: number) {
  const { groupsIn, groupsOut } = line;
  return {
    ...{ id: line.line, seenS: line.coverage * seconds },
    ...(isDoorLine ? {} : { in: line.in, out: line.out }),
    ...(groupsIn === null ? {} : { groupsIn, groupsOut }),
  };
}

function queueCount(queue: QueueSummary, seconds: number) {
  const { joined, served, abandoned, waitMeanMs, lengthMean, coverage } = queue;
  const seenS = coverage * seconds;
  return {
    ...{ id: queue.zone, seenS, joined, served },
    ...(abandoned === null && served !== null ? {} : { abandoned }),
    waitS: served === null ? null : ((waitMeanMs ?? 0) * served) / 1_000,
    lengthS: times(lengthMean, seenS),
  };
}

function trolleyCount({ zone, coverage, entries, exits }: TrolleySummary, seconds: number) {
  return { id: zone, seenS: coverage * seconds, in: entries, out: exits };
}

type Timed = Pick<ZoneSummary | TrolleySummary, 'zone' | 'coverage' | 'exits' | 'presenceMs' | 'dwell'>;

function timesOf({ zone, coverage, exits, dwell }: Timed, seconds: number) {
  const dwellS = exits === null ? null : (dwell?.sumMs ?? 0) / 1_000;
  return { id: zone, seenS: coverage * seconds, out: exits, dwellS };
}

function stepsOf({ from, to, n }: JourneySummary): Step[] {
  return from === null || to === null ? [] : [[from, to, n]];
}

/** The fixed bin in which the middle of a logarithmic one lies. */
function binOf([bin, ended, cut]: readonly [number, number, number]): DwellBin {
  const middleS = (binUpperBound(bin) + binUpperBound(bin - 1)) / 2_000;
  return [...findDwellBin(middleS), ended, cut];
}

function visitsOf(visits: VisitsSummary): ClosedWindow['visits'][number] {
  const { n, bounceShare, bounceLow, bounceHigh, upToMs, shares } = visits;
  const [fromMs, toMs] = [parseIsoTime(visits.fromAt), parseIsoTime(visits.toAt)];
  const sdOf = (low: number, high: number) => (high - low) / (2 * Z95);
  const bounced = bounceShare === null ? null : Math.round(bounceShare * n);
  return {
    ...{ fromMs, toMs, seenS: (visits.coverage * (toMs - fromMs)) / 1_000 },
    amounts: {
      ...{ visits: n, personTimeS: Math.round((visits.meanMs * n) / 1_000), bounced },
      personTimeSVar: ((sdOf(visits.meanLowMs, visits.meanHighMs) * n) / 1_000) ** 2,
      ...(bounceLow === null || bounceHigh === null
        ? {}
        : { bouncedVar: (sdOf(bounceLow, bounceHigh) * n) ** 2 }),
    },
    classes: shares.map((share, i) => [secondsOf(upToMs[i]), Math.round(share * n)] as const),
  };
}

/** The last class has no end. */
function secondsOf(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 1_000);
}

function repeatOf(summary: RepeatVisitorSummary): ClosedWindow['repeat'][number] {
  const { n, share, shareLow, shareHigh } = summary;
  const [fromMs, toMs] = [parseIsoTime(summary.fromAt), parseIsoTime(summary.toAt)];
  const sd = shareLow === null || shareHigh === null ? undefined : ((shareHigh - shareLow) / (2 * Z95)) * n;
  return {
    ...{ fromMs, toMs, seenS: (summary.coverage * (toMs - fromMs)) / 1_000 },
    amounts: {
      ...{ radios: n, repeatVisitors: times(share, n) },
      ...(sd === undefined ? {} : { repeatVisitorsVar: sd ** 2 }),
    },
  };
}

function times(amount: Amount, by: number): Amount {
  return amount === null ? null : amount * by;
}
