/** Encoding of one BTHome object: quantity, number of bytes, sign and steps per unit. */
export interface BthomeObject {
  readonly name: string;
  readonly length: number;
  readonly signed: boolean;
  /** Steps per unit, such as 100 steps of 0.01. Dividing by a whole number keeps decimals exact. */
  readonly stepsPerUnit: number;
}

type Row = readonly [id: number, name: string, length: number, stepsPerUnit?: number, signed?: 'signed'];

/** Source: bthome.io, format version 2, table of object ids. */
const ROWS: readonly Row[] = [
  [0x00, 'packet', 1],
  [0x01, 'battery', 1],
  [0x02, 'temperature', 2, 100, 'signed'],
  [0x03, 'humidity', 2, 100],
  [0x04, 'pressure', 3, 100],
  [0x05, 'illuminance', 3, 100],
  [0x06, 'weight', 2, 100],
  [0x07, 'weightLb', 2, 100],
  [0x08, 'dewpoint', 2, 100, 'signed'],
  [0x09, 'count', 1],
  [0x0a, 'energy', 3, 1000],
  [0x0b, 'power', 3, 100],
  [0x0c, 'voltage', 2, 1000],
  [0x0d, 'pm2.5', 2],
  [0x0e, 'pm10', 2],
  [0x0f, 'binary', 1],
  [0x10, 'switch', 1],
  [0x11, 'opening', 1],
  [0x12, 'co2', 2],
  [0x13, 'tvoc', 2],
  [0x14, 'moisture', 2, 100],
  [0x15, 'batteryLow', 1],
  [0x16, 'batteryCharging', 1],
  [0x17, 'carbonMonoxide', 1],
  [0x18, 'cold', 1],
  [0x19, 'connectivity', 1],
  [0x1a, 'door', 1],
  [0x1b, 'garageDoor', 1],
  [0x1c, 'gasDetected', 1],
  [0x1d, 'heat', 1],
  [0x1e, 'light', 1],
  [0x1f, 'lock', 1],
  [0x20, 'moistureDetected', 1],
  [0x21, 'motion', 1],
  [0x22, 'moving', 1],
  [0x23, 'occupancy', 1],
  [0x24, 'plug', 1],
  [0x25, 'presence', 1],
  [0x26, 'problem', 1],
  [0x27, 'running', 1],
  [0x28, 'safety', 1],
  [0x29, 'smoke', 1],
  [0x2a, 'sound', 1],
  [0x2b, 'tamper', 1],
  [0x2c, 'vibration', 1],
  [0x2d, 'window', 1],
  [0x2e, 'humidity', 1],
  [0x2f, 'moisture', 1],
  [0x3d, 'count', 2],
  [0x3e, 'count', 4],
  [0x3f, 'rotation', 2, 10, 'signed'],
  [0x40, 'distanceMm', 2],
  [0x41, 'distance', 2, 10],
  [0x42, 'duration', 3, 1000],
  [0x43, 'current', 2, 1000],
  [0x44, 'speed', 2, 100],
  [0x45, 'temperature', 2, 10, 'signed'],
  [0x46, 'uvIndex', 1, 10],
  [0x47, 'volume', 2, 10],
  [0x48, 'volumeMl', 2],
  [0x49, 'volumeFlowRate', 2, 1000],
  [0x4a, 'voltage', 2, 10],
  [0x4b, 'gas', 3, 1000],
  [0x4c, 'gas', 4, 1000],
  [0x4d, 'energy', 4, 1000],
  [0x4e, 'volume', 4, 1000],
  [0x4f, 'water', 4, 1000],
  [0x50, 'timestamp', 4],
  [0x51, 'acceleration', 2, 1000],
  [0x52, 'gyroscope', 2, 1000],
  [0x55, 'volumeStorage', 4, 1000],
  [0x56, 'conductivity', 2],
  [0x57, 'temperature', 1, 1, 'signed'],
  [0x58, 'temperature', 1, 1 / 0.35, 'signed'],
  [0x59, 'count', 1, 1, 'signed'],
  [0x5a, 'count', 2, 1, 'signed'],
  [0x5b, 'count', 4, 1, 'signed'],
  [0x5c, 'power', 4, 100, 'signed'],
  [0x5d, 'current', 2, 1000, 'signed'],
  [0x5e, 'direction', 2, 100],
  [0x5f, 'precipitation', 2, 10],
  [0x60, 'channel', 1],
  [0x61, 'rotationalSpeed', 2],
  [0x62, 'speed', 4, 1_000_000, 'signed'],
  [0x63, 'acceleration', 4, 1_000_000, 'signed'],
  [0xf0, 'deviceType', 2],
  [0xf1, 'firmwareVersion', 4],
  [0xf2, 'firmwareVersion', 3],
];

export const BTHOME_OBJECTS: ReadonlyMap<number, BthomeObject> = new Map(
  ROWS.map(([id, name, length, stepsPerUnit = 1, signed]) => [
    id,
    { name, length, stepsPerUnit, signed: signed !== undefined },
  ]),
);

/** Returns false for a battery outside 0–100 %: the value is damaged or from a later version. */
export function isPossible(name: string, value: number): boolean {
  return name !== 'battery' || (value >= 0 && value <= 100);
}

export const BUTTON = 0x3a;
export const DIMMER = 0x3c;
export const TEXT = 0x53;
export const RAW = 0x54;

const BUTTON_EVENTS: ReadonlyMap<number, string> = new Map([
  [0x01, 'press'],
  [0x02, 'double press'],
  [0x03, 'triple press'],
  [0x04, 'long press'],
  [0x05, 'long double press'],
  [0x06, 'long triple press'],
  [0x80, 'hold press'],
  // Code in Shelly's first firmware for BLU buttons, before 0x80 was assigned.
  [0xfe, 'hold press'],
]);

/** Returns undefined for the code of "no event" and for codes of a later version. */
export function buttonEvent(code: number): string | undefined {
  return BUTTON_EVENTS.get(code);
}

export function dimmerEvent(code: number): string | undefined {
  return code === 0x01 ? 'rotate left' : code === 0x02 ? 'rotate right' : undefined;
}
