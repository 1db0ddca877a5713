import type { BeaconFields } from '../../core/beacons/beacon-fields.ts';
import { isRssi } from '../../core/beacons/rssi.ts';
import type { ForeignAdvert } from './advert-processor.ts';

type Fields = Readonly<Record<string, unknown>>;
type Identities = ForeignAdvert['identities'];

const HEX = /^[0-9a-f]+$/i;

/**
 * Reads one device from an ESPresense message:
 * `{"id":"iBeacon:UUID-MAJOR-MINOR","mac":"AABBCCDDEEFF","rssi":-60,"rssi@1m":-59,…}`. Ignores `distance` and `speed`:
 * they are averages over many seconds, which a filter cannot use.
 */
export function readEspresense(payload: string): ForeignAdvert | undefined {
  const fields = fieldsOf(payload);
  const rssiDbm = levelOf(fields?.['rssi']);
  if (fields === undefined || rssiDbm === undefined) return undefined;
  const power = levelOf(fields['rssi@1m']);
  const id = String(fields['id'] ?? '');
  const readings = readingsOf(fields, ESPRESENSE_READINGS);
  return {
    ...{ rssiDbm, alias: id, identities: [...espresenseId(id), ...addressOf(fields['mac'])] },
    ...(power !== undefined && { powerAt1mDbm: power }),
    ...(Object.keys(readings).length > 0 && { beacon: { format: 'bthome' as const, readings } }),
  };
}

/** Translates ESPresense's names of values to those of the built-in decoders. */
const ESPRESENSE_READINGS: Readonly<Record<string, string>> = { batt: 'battery', mV: 'batteryMv' };

function espresenseId(id: string): Identities {
  const beacon = /^(?:iBeacon|altBeacon):([0-9a-f-]{32,36})-(\d{1,5})-(\d{1,5})$/i.exec(id);
  if (beacon !== null) return beaconOf(beacon[1], Number(beacon[2]), Number(beacon[3]));
  // The firmware writes the fifth byte of the namespace twice, so skip the copy.
  const eddystone = /^eddy:([0-9a-f]{8})([0-9a-f]{2})\2?([0-9a-f]{10})-([0-9a-f]{12})$/i.exec(id);
  if (eddystone === null) return [];
  return [{ kind: 'eddystone', bytes: bytesOf(eddystone.slice(1).join('')) }];
}

/**
 * Reads one device from a message of Theengs' decoder, which Theengs Gateway and OpenMQTTGateway both use:
 * `{"id":"AA:BB:CC:DD:EE:FF","rssi":-60,"uuid":"…","major":1,"minor":2,"txpower":-59,"batt":90,…}`.
 */
export function readTheengs(payload: string): ForeignAdvert | undefined {
  const fields = fieldsOf(payload);
  const rssiDbm = levelOf(fields?.['rssi']);
  if (fields === undefined || rssiDbm === undefined) return undefined;
  const { uuid, major, minor, id, mac, txpower, packet } = fields;
  const address = addressOf(id);
  const power = levelOf(txpower);
  const readings = readingsOf(fields, THEENGS_READINGS);
  const number = Number(packet);
  const beacon = {
    format: 'bthome' as const,
    readings,
    ...(Number.isSafeInteger(number) && packet !== undefined && { packet: number }),
  };
  return {
    rssiDbm,
    identities: [
      ...beaconOf(uuid, Number(major), Number(minor)),
      // OpenMQTTGateway may use the UUID as the id. The address is then in `mac`.
      ...(address.length > 0 ? address : addressOf(mac)),
    ],
    ...(power !== undefined && { powerAt1mDbm: power }),
    ...(Object.keys(readings).length > 0 && { beacon }),
  };
}

/** Translates the names of values in Theengs' decoder to those of the built-in decoders. */
const THEENGS_READINGS: Readonly<Record<string, string>> = {
  ...{ batt: 'battery', volt: 'voltage', moving: 'moving', motion: 'motion', vibration: 'vibration' },
  ...{ button: 'button', button1: 'button', button2: 'button2', button3: 'button3', button4: 'button4' },
  mov: 'movements',
};

function readingsOf(fields: Fields, names: Readonly<Record<string, string>>): BeaconFields {
  const found: Record<string, number | string> = {};
  for (const [theirs, ours] of Object.entries(names)) {
    const value = typeof fields[theirs] === 'boolean' ? Number(fields[theirs]) : fields[theirs];
    const isPress = ours.startsWith('button');
    if (isPress && IDLE.has(value)) continue;
    if (typeof value === 'number' && Number.isFinite(value)) found[ours] = value;
    else if (isPress && typeof value === 'string') found[ours] = value;
  }
  return found;
}

/** Values of a button that is not pressed. */
const IDLE: ReadonlySet<unknown> = new Set([0, '0', '', 'none']);

function fieldsOf(payload: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

function levelOf(value: unknown): number | undefined {
  return typeof value === 'number' && isRssi(value) ? Math.round(value) : undefined;
}

function beaconOf(uuid: unknown, major: number, minor: number): Identities {
  const hex = typeof uuid === 'string' ? uuid.replaceAll('-', '') : '';
  const isShort = (value: number) => Number.isInteger(value) && value >= 0 && value <= 0xffff;
  if (hex.length !== 32 || !HEX.test(hex) || !isShort(major) || !isShort(minor)) return [];
  const bytes = new Uint8Array(20);
  bytes.set(bytesOf(hex));
  new DataView(bytes.buffer).setUint16(16, major);
  new DataView(bytes.buffer).setUint16(18, minor);
  return [{ kind: 'beacon', bytes }];
}

function addressOf(value: unknown): Identities {
  const hex = typeof value === 'string' ? value.replaceAll(/[:-]/g, '') : '';
  return hex.length === 12 && HEX.test(hex) ? [{ kind: 'address', bytes: bytesOf(hex) }] : [];
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
