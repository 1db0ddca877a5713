import { createDecipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DecodedBeacon } from '../../../../src/core/beacons/beacon-fields.ts';
import type { Decrypt } from '../../../../src/core/beacons/bthome.ts';
import { decodeAdvert } from '../../../../src/core/beacons/decode-advert.ts';
import { eachReport } from '../../../../src/core/beacons/hci-report.ts';
import { Random } from '../../../support/seeded-random.ts';
import { isAbsent, sharedPath } from '../../../support/shared-data.ts';

interface Packet {
  readonly format: string;
  readonly hciEventHex: string;
  readonly expect: Readonly<Record<string, unknown>>;
  readonly bindKeyHex?: string;
}

const FILE = 'data/ble/hci-packets.json';
const absent = isAbsent(FILE);
const packets = absent ? [] : (JSON.parse(readFileSync(sharedPath(FILE), 'utf8')) as Packet[]);

const TYPES: Readonly<Record<string, string>> = {
  ibeacon: 'iBeacon',
  altbeacon: 'AltBeacon',
  bthome: 'BTHome',
  ruuvi: 'Ruuvitag',
  holyiot: 'HolyIOT BLE tracker',
};

function decrypter(keyHex: string | undefined): Decrypt | undefined {
  if (keyHex === undefined) return undefined;
  return (nonce, ciphertext, mic) => {
    const decipher = createDecipheriv('aes-128-ccm', Buffer.from(keyHex, 'hex'), nonce, { authTagLength: 4 });
    decipher.setAuthTag(mic);
    const plain = decipher.update(ciphertext);
    try {
      decipher.final();
      return plain;
    } catch {
      return undefined;
    }
  };
}

interface Heard {
  readonly mac: string;
  readonly rssi: number;
  readonly beacons: readonly DecodedBeacon[];
}

function hear(bytes: Uint8Array, keyHex?: string): Heard[] {
  const heard: Heard[] = [];
  const report = { addressAt: 0, addressType: 0, rssiDbm: 0, dataAt: 0, dataEnd: 0 };
  eachReport(bytes, report, ({ addressAt, rssiDbm, dataAt, dataEnd }) => {
    const address = bytes.slice(addressAt, addressAt + 6).reverse();
    const beacons = decodeAdvert(bytes, dataAt, dataEnd, { address, decrypt: decrypter(keyHex) });
    heard.push({ mac: Buffer.from(address).toString('hex').toUpperCase(), rssi: rssiDbm, beacons });
  });
  return heard;
}

/** All beacons of a packet as the flat facts the packets are listed with. */
function factsOf({ mac, rssi, beacons }: Heard): Record<string, unknown> {
  const facts: Record<string, unknown> = { mac, rssi };
  for (const { format, id, powerAt1mDbm, readings, packet } of beacons) {
    facts['type'] = TYPES[format];
    if (packet !== undefined) facts['packet'] = packet;
    if (id?.length === 40) {
      facts['uuid'] = id.slice(0, 32);
      facts['major'] = Number.parseInt(id.slice(32, 36), 16);
      facts['minor'] = Number.parseInt(id.slice(36), 16);
      facts['measured power'] = powerAt1mDbm;
    }
    for (const [name, value] of Object.entries(readings ?? {})) {
      facts[name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()] = value;
    }
    if (readings?.['batteryMv'] !== undefined) facts['voltage'] = Number(readings['batteryMv']) / 1000;
  }
  return facts;
}

/** The name of a company and a motion that takes two packets to see are not in one packet. */
const ELSEWHERE = ['manufacturer', 'motion timer', 'notABeacon'];

describe.skipIf(absent)('HCI packets of real beacons', () => {
  test.each(packets.map((packet, i) => [i, packet.format, packet] as const))(
    'packet %i (%s) decodes to its facts',
    (_i, _format, packet) => {
      const [heard, ...more] = hear(Buffer.from(packet.hciEventHex, 'hex'), packet.bindKeyHex);
      expect(more).toEqual([]);
      if (packet.expect['notABeacon'] === true) {
        expect(heard?.beacons).toEqual([]);
        return;
      }
      const facts = heard && factsOf(heard);
      for (const [name, value] of Object.entries(packet.expect)) {
        if (ELSEWHERE.includes(name) || (name === 'motion' && packet.format === 'ruuvi')) continue;
        expect(facts?.[name], name).toEqual(typeof value === 'number' ? expect.closeTo(value, 6) : value);
      }
    },
  );

  test('a mutated length never makes another beacon', () => {
    for (const { hciEventHex, bindKeyHex } of packets) {
      const original = Buffer.from(hciEventHex, 'hex');
      const truth = hear(original, bindKeyHex).flatMap((heard) => heard.beacons);
      for (const at of lengthsOf(original)) {
        for (let value = 0; value < 256; value++) {
          const mutated = Buffer.from(original);
          mutated[at] = value;
          const beacons = hear(mutated, bindKeyHex).flatMap((heard) => heard.beacons);
          for (const beacon of beacons) expect(isPartOf(beacon, truth)).toBe(true);
        }
      }
    }
  });

  test('a cut packet never makes a beacon', () => {
    for (const { hciEventHex } of packets) {
      const bytes = Buffer.from(hciEventHex, 'hex');
      for (let end = 0; end < bytes.length; end++) expect(hear(bytes.subarray(0, end))).toEqual([]);
    }
  });

  test('twenty thousand mutated packets throw nothing (F39)', () => {
    const random = new Random(1);
    for (let i = 0; i < 20_000; i++) {
      const packet = packets[Math.floor(random.next() * packets.length)];
      const bytes = Buffer.from(packet?.hciEventHex ?? '', 'hex');
      for (let flips = 1 + Math.floor(random.next() * 4); flips > 0; flips--) {
        bytes[Math.floor(random.next() * bytes.length)] = Math.floor(random.next() * 256);
      }
      expect(() => hear(bytes, packet?.bindKeyHex)).not.toThrow();
    }
  });
});

/** Damage may take away from what a beacon says, never change it. */
function isPartOf(beacon: DecodedBeacon, truth: readonly DecodedBeacon[]): boolean {
  const { readings = {}, ...rest } = beacon;
  return truth.some(
    (true_) =>
      Object.entries(rest).every(([key, value]) => value === { ...true_ }[key as keyof DecodedBeacon]) &&
      Object.entries(readings).every(([key, value]) => value === true_.readings?.[key]),
  );
}

/** Where an event packet with one report has its lengths: of the event, of the data, and of each structure. */
function lengthsOf(bytes: Uint8Array): number[] {
  const lengths = [2, 4, 13];
  for (let at = 14; at < bytes.length - 1; at += 1 + (bytes[at] ?? 0)) lengths.push(at);
  return lengths;
}
