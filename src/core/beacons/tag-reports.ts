import type { TagReport } from '../model/tag-report.ts';
import type { BeaconFields, DecodedBeacon } from './beacon-fields.ts';

/** Interval at which an unchanged report is repeated. */
const REPEAT_MS = 60_000;
/** A tag that sends no packet number repeats the advert of one press for up to this long, in ms. */
const PRESS_MS = 2_000;

interface Known {
  packet: number | undefined;
  movements: number | undefined;
  pressedMs: number;
  toldMs: number;
  told: string;
}

/**
 * Turns a tag's readings into reports. Tags repeat adverts, but each press must be reported only once. Memory is
 * bounded by the number of registered tags.
 */
export class TagReports {
  readonly #known = new Map<string, Known>();

  /** Returns undefined when the adverts hold nothing new. */
  acceptBeacons(tag: string, beacons: readonly DecodedBeacon[], nowMs: number): TagReport | undefined {
    const beacon = joined(beacons);
    if (beacon?.readings === undefined) return undefined;
    const known = this.#getKnown(tag);
    const isRepeat = beacon.packet !== undefined && beacon.packet === known.packet;
    const button = isRepeat ? undefined : pressed(beacon, known, nowMs);
    const state = stateOf(beacon.readings, known);
    known.packet = beacon.packet ?? known.packet;
    const report = worthTelling(known, state, button, nowMs);
    if (report === undefined) return undefined;
    const { packet, isSealed } = beacon;
    return {
      ...report,
      ...(report.button !== undefined && packet !== undefined && { packet }),
      ...(isSealed === true && packet !== undefined && { counter: packet }),
    };
  }

  #getKnown(tag: string): Known {
    let known = this.#known.get(tag);
    if (known === undefined) {
      const never = Number.NEGATIVE_INFINITY;
      known = { packet: undefined, movements: undefined, pressedMs: never, toldMs: never, told: '' };
      this.#known.set(tag, known);
    }
    return known;
  }
}

function worthTelling(
  known: Known,
  state: TagReport,
  button: number | undefined,
  nowMs: number,
): TagReport | undefined {
  const text = JSON.stringify(state);
  const isNew = text !== known.told || nowMs - known.toldMs >= REPEAT_MS;
  if (button === undefined && (!isNew || text === '{}')) return undefined;
  known.told = text;
  known.toldMs = nowMs;
  return button === undefined ? state : { ...state, button };
}

function stateOf(readings: BeaconFields, known: Known): TagReport {
  const battery = readings['battery'];
  const batteryMv = readings['batteryMv'] ?? millivolts(readings['voltage']);
  const moving = isMoving(readings, known);
  return {
    ...(typeof battery === 'number' &&
      battery >= 0 &&
      battery <= 100 && { batteryPercent: Math.round(battery) }),
    ...(typeof batteryMv === 'number' && { batteryMv }),
    ...(moving !== undefined && { moving }),
  };
}

/** Returns millivolts of a battery. Mains meters also send a voltage, which is 5 V or more and no battery. */
function millivolts(volts: number | string | undefined): number | undefined {
  return typeof volts === 'number' && volts < 5 ? Math.round(volts * 1000) : undefined;
}

const MOTION = ['moving', 'motion', 'vibration'];

/** Returns true when a motion flag is set, or when a motion counter has changed since the tag's last packet. */
function isMoving(readings: BeaconFields, known: Known): boolean | undefined {
  const flags = MOTION.map((name) => readings[name]).filter((value) => value !== undefined);
  if (flags.length > 0) return flags.some((value) => value !== 0);
  const movements = readings['movements'];
  if (typeof movements !== 'number') return undefined;
  const moved = known.movements !== undefined && known.movements !== movements;
  known.movements = movements;
  return moved;
}

/** The first button is `button`; others end in their number. */
const BUTTON = /^button(\d*)$/;

function pressed({ readings = {}, packet }: DecodedBeacon, known: Known, nowMs: number): number | undefined {
  const name = Object.keys(readings).find((each) => BUTTON.test(each));
  if (name === undefined) return undefined;
  const isNew = packet !== undefined || nowMs - known.pressedMs > PRESS_MS;
  known.pressedMs = nowMs;
  return isNew ? Number(BUTTON.exec(name)?.[1] || 1) : undefined;
}

/** Joins the structures of one advert, such as an iBeacon with its battery and a sensor's frame. */
function joined(beacons: readonly DecodedBeacon[]): DecodedBeacon | undefined {
  const [first, ...more] = beacons.filter(({ readings }) => readings !== undefined);
  if (first === undefined || more.length === 0) return first;
  const readings: Record<string, number | string> = { ...first.readings };
  for (const { readings: also } of more) Object.assign(readings, also);
  const packet = [first, ...more].find((beacon) => beacon.isSealed === true || beacon.packet !== undefined);
  return { ...first, ...packet, readings };
}
