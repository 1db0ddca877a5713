import type { SensorId, TagId } from '../../core/model/ids.ts';
import { utcOffset } from '../../core/time/utc-offset.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { Fault, OpenHours, Phones, Scenario } from '../model/scenario.ts';
import type { SimSettings } from '../model/sim-settings.ts';
import { buildLayout } from './build-layout.ts';
import type { FaultFile, ScenarioFile } from './scenario-file.ts';

/** The parts from which `createSimStore` opens a store. */
export interface SimStore {
  readonly name: string;
  readonly layout: StoreLayout;
  readonly scenario: Scenario;
  /** Local midnight of the first day, as UTC milliseconds. */
  readonly midnightMs: number;
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const MINUTE_MS = 60_000;

export function buildStore(file: ScenarioFile, settings: SimSettings): SimStore {
  // The offset at noon holds for the whole run, because a simulated store has no clock change within a run.
  const utcOffsetMs = utcOffset(settings.store.timezone, Date.parse(`${file.day}T12:00:00Z`));
  const midnightMs = Date.parse(`${file.day}T00:00:00Z`) - utcOffsetMs;
  const moment = (text: string) => parseMoment(text, midnightMs, utcOffsetMs);
  const scenario: Scenario = {
    utcOffsetMs,
    opening: DAYS.map((day) => {
      const hours = file.opening[day];
      return hours === null ? null : hoursOf(hours);
    }),
    visitorsPerHour: file.visitorsPerHour,
    weekdayWeights: file.weekdayWeights,
    passersByPerHour: file.passersByPerHour,
    groupSizes: file.groupSizes,
    staff: file.staff.map(({ post: [x, y], ...shift }) => ({ ...hoursOf(shift), post: { x, y } })),
    attractors: file.products.map(({ id, position: [x, y], weight, dwell }) => ({
      id,
      at: { x, y },
      weight,
      dwell: secondsOf(dwell),
    })),
    stopsMean: file.stopsMean,
    buyShare: file.buyShare,
    service: secondsOf(file.service),
    patience: secondsOf(file.patience),
    turnBackShare: file.turnBackShare,
    promotions: file.promotions.map(({ product, from, to, factor }) => ({
      attractor: product,
      fromMs: moment(from),
      toMs: moment(to),
      factor,
    })),
    phones: phonesOf(file),
    handling: { share: file.handling.share, held: secondsOf(file.handling.held) },
    feedback: file.feedback,
    faults: parseFaults(file.faults, moment),
  };
  return { name: file.name, layout: buildLayout(file, settings), scenario, midnightMs };
}

function phonesOf({ phones: { intervalSeconds, ...shares } }: ScenarioFile): Phones {
  return { ...shares, everyMs: 1000 * intervalSeconds };
}

/** Faults in a separate file count their times from the store's first day. */
function parseFaults(faults: readonly FaultFile[], moment: (text: string) => number): Fault[] {
  return faults.map((fault) => {
    if (fault.kind === 'clock-jump') {
      return { kind: fault.kind, fromMs: moment(fault.at), byMs: 1000 * fault.bySeconds };
    }
    const span = { fromMs: moment(fault.from), toMs: moment(fault.to) };
    if (fault.kind === 'power-cut') return { kind: fault.kind, ...span };
    if (fault.kind === 'flat-battery') return { kind: 'flat', tag: fault.tag as TagId, ...span };
    const sensor = fault.sensor as SensorId;
    return fault.kind === 'drift'
      ? { kind: fault.kind, sensor, by: fault.by, ...span }
      : { kind: fault.kind, sensor, ...span };
  });
}

/** Parses `09:30` as a time on the day of this midnight, or a full date and time. */
function parseMoment(text: string, midnightMs: number, utcOffsetMs: number): number {
  const [date, time = date] = text.includes('T') ? text.split('T') : [undefined, text];
  const dayMs = date === undefined ? midnightMs : Date.parse(`${date}T00:00:00Z`) - utcOffsetMs;
  return dayMs + minutesOf(time ?? '') * MINUTE_MS;
}

function minutesOf(time: string): number {
  const [hour = '0', minute = '0'] = time.split(':');
  return 60 * Number(hour) + Number(minute);
}

function hoursOf({ from, to }: { readonly from: string; readonly to: string }): OpenHours {
  return { fromMinute: minutesOf(from), toMinute: minutesOf(to) };
}

function secondsOf({ medianSeconds, sigma }: { readonly medianSeconds: number; readonly sigma: number }) {
  return { medianS: medianSeconds, sigma };
}
