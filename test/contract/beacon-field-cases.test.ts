import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeAdvert } from '../../src/core/beacons/decode-advert.ts';
import { eachReport } from '../../src/core/beacons/hci-report.ts';
import { TagReports } from '../../src/core/beacons/tag-reports.ts';
import { AdvertProcessor } from '../../src/links/ble/advert-processor.ts';
import { readEspresense, readTheengs } from '../../src/links/ble/external-adverts.ts';
import { isAbsent, sharedPath } from '../support/shared-data.ts';

interface Cases {
  readonly packets: readonly { readonly id: string; readonly hciEventHex: string }[];
  readonly json: readonly { readonly id: string; readonly payload: unknown }[];
}

const FILE = 'data/field-cases/beacons.json';
const absent = isAbsent(FILE);
const cases = absent
  ? { packets: [], json: [] }
  : (JSON.parse(readFileSync(sharedPath(FILE), 'utf8')) as Cases);

function hear(id: string) {
  const found = cases.packets.find((packet) => packet.id.startsWith(`${id} `));
  const bytes = Buffer.from(found?.hciEventHex ?? '', 'hex');
  const heard: ReturnType<typeof decodeAdvert> = [];
  const report = { addressAt: 0, addressType: 0, rssiDbm: 0, dataAt: 0, dataEnd: 0 };
  eachReport(bytes, report, ({ dataAt, dataEnd }) => {
    heard.push(...decodeAdvert(bytes, dataAt, dataEnd, { address: new Uint8Array(6) }));
  });
  return heard;
}

const payloadOf = (id: string) =>
  JSON.stringify(cases.json.find((message) => message.id.startsWith(`${id} `))?.payload);

function reportOf(id: string) {
  const { beacon } = readTheengs(payloadOf(id)) ?? {};
  return new TagReports().acceptBeacons('tag', beacon ? [beacon] : [], 0);
}

describe.skipIf(absent)('what real tags and other firmware send', () => {
  test('the second of four buttons is button 2', () => {
    expect(new TagReports().acceptBeacons('tag', hear('R1'), 0)).toMatchObject({ button: 2 });
  });

  test('an iBeacon may have a battery byte', () => {
    expect(hear('R2')).toEqual([
      {
        ...{ format: 'ibeacon', id: 'a7ae2eb71f004168b99ba749bac1ca6400010001' },
        ...{ powerAt1mDbm: -69, readings: { battery: 78 } },
      },
    ]);
  });

  test('an iBeacon survives a structure that is cut behind it', () => {
    expect(hear('R4')).toMatchObject([
      { format: 'ibeacon', id: '00112233445566778899aabbccddeeff00010002', powerAt1mDbm: -59 },
    ]);
  });

  test('the hold of an early firmware is a press', () => {
    expect(new TagReports().acceptBeacons('tag', hear('R5'), 0)).toMatchObject({ button: 1 });
  });

  test('ESPresense writes a byte of the namespace twice', () => {
    const [identity] = readEspresense(payloadOf('J1'))?.identities ?? [];
    expect(Buffer.from(identity?.bytes ?? []).toString('hex')).toBe('00112233445566778899aabbccddeeff');
  });

  test('other devices’ ids, batteries and names are kept', () => {
    const say = (fields: object) =>
      readEspresense(JSON.stringify({ mac: 'f1aabbccdd02', rssi: -70.25, ...fields }));
    const uuid = '00112233-4455-6677-8899-aabbccddeeff';
    expect(say({ id: `altBeacon:${uuid}-1-2` })?.identities).toEqual(
      say({ id: `iBeacon:${uuid}-1-2` })?.identities,
    );
    expect(say({ id: 'known:f1aabbccdd02', batt: 80, mV: 2900 })?.beacon?.readings).toEqual({
      ...{ battery: 80, batteryMv: 2900 },
    });
    const processor = new AdvertProcessor(
      [{ id: 'trolley-7', kind: 'trolley', match: { mac: '000000000001' } }],
      { unknownRadios: true },
    );
    const named = say({ id: 'trolley-7', mV: 2900 });
    if (named !== undefined) processor.foreign(named, 0);
    expect(processor.takeTags()).toMatchObject([{ tag: 'trolley-7', report: { batteryMv: 2900 } }]);
  });

  test.each([
    ['Theengs Gateway', { id: 'F1:AA:BB:CC:DD:02' }],
    // With `presuseuuid`.
    ['OpenMQTTGateway', { id: '426c7565436861726d426561636f6e73', mac: 'F1:AA:BB:CC:DD:02', distance: 2.1 }],
  ])('%s tells an iBeacon’s address beside its ids', (_, ids) => {
    const payload = {
      ...{ ...ids, rssi: -66, brand: 'GENERIC', model: 'iBeacon', model_id: 'IBEACON', type: 'BCON' },
      ...{ mfid: '4c00', uuid: '426c7565436861726d426561636f6e73', major: 3838, minor: 4949 },
    };
    const read = readTheengs(JSON.stringify({ ...payload, txpower: -59 }));
    expect(read).toMatchObject({ rssiDbm: -66, powerAt1mDbm: -59 });
    expect(read?.identities.map(({ kind, bytes }) => [kind, Buffer.from(bytes).toString('hex')])).toEqual([
      ['beacon', '426c7565436861726d426561636f6e730efe1355'],
      ['address', 'f1aabbccdd02'],
    ]);
    // A beacon that sends its battery in place of its power.
    expect(readTheengs(JSON.stringify({ ...payload, volt: 2.6 }))?.beacon?.readings).toEqual({
      voltage: 2.6,
    });
  });

  test.each([127, 0, 5])('a level of %d is no reading', (rssi) => {
    expect(readEspresense(JSON.stringify({ id: 'x', mac: 'f1aabbccdd02', rssi }))).toBeUndefined();
    expect(readTheengs(JSON.stringify({ id: 'F1:AA:BB:CC:DD:02', rssi }))).toBeUndefined();
  });

  test('a button that nobody presses says 0', () => {
    expect(reportOf('J3')).toEqual({ batteryPercent: 100 });
  });

  test('each of four buttons has a field', () => {
    expect(reportOf('J4')).toMatchObject({ button: 3, batteryPercent: 100 });
  });
});
