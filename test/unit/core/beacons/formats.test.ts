import { describe, expect, test } from 'vitest';
import { decodeAdvert } from '../../../../src/core/beacons/decode-advert.ts';
import { eachReport } from '../../../../src/core/beacons/hci-report.ts';

const ADDRESS = Uint8Array.of(0xc6, 0xb5, 0x45, 0xf6, 0xf1, 0x8e);

function decode(hexText: string) {
  const bytes = Buffer.from(hexText.replaceAll(' ', ''), 'hex');
  return decodeAdvert(bytes, 0, bytes.length, { address: ADDRESS });
}

/** Structures with their lengths put in front. */
function advert(...structures: string[]): string {
  return structures
    .map((text) => text.replaceAll(' ', ''))
    .map((text) => (text.length / 2).toString(16).padStart(2, '0') + text)
    .join('');
}

const UUID = 'e2c56db5dffb48d2b060d0f5a71096e0';

describe('iBeacon', () => {
  test('gives UUID, major and minor, and the power at one metre', () => {
    expect(decode(advert('01 06', `ff 4c00 0215 ${UUID} 0001 0203 c5`))).toEqual([
      { format: 'ibeacon', id: `${UUID}00010203`, powerAt1mDbm: -59 },
    ]);
  });

  test.each([
    ['two bytes short', `ff 4c00 0215 ${UUID} 0001 02`],
    ['two bytes long', `ff 4c00 0215 ${UUID} 0001 0203 c5 00 00`],
    ['another maker', `ff 5900 0215 ${UUID} 0001 0203 c5`],
    ['another inner length', `ff 4c00 0214 ${UUID} 0001 0203 c5`],
  ])('is none when it is of %s', (_why, structure) => {
    expect(decode(advert(structure))).toEqual([]);
  });
});

describe('Eddystone', () => {
  test('UID gives namespace and instance, with the power at no distance brought to one metre', () => {
    const [beacon] = decode(advert('03 aafe', '16 aafe 00 e7 00112233445566778899 aabbccddeeff 0000'));
    expect(beacon).toEqual({
      format: 'eddystone-uid',
      id: '00112233445566778899aabbccddeeff',
      powerAt1mDbm: -66,
    });
  });

  test('URL is written out', () => {
    const [beacon] = decode(advert(`16 aafe 10 ee 03 ${Buffer.from('example').toString('hex')} 07`));
    expect(beacon).toMatchObject({ format: 'eddystone-url', url: 'https://example.com' });
  });

  test('URL with a character that is none is nothing', () => {
    expect(decode(advert('16 aafe 10 ee 03 41 20 42'))).toEqual([]);
  });

  test('TLM gives battery, temperature and uptime', () => {
    const [beacon] = decode(advert('16 aafe 20 00 0bb8 1580 00000064 000003e8'));
    expect(beacon).toEqual({
      format: 'eddystone-tlm',
      readings: { batteryMv: 3000, temperature: 21.5, uptimeS: 100 },
      packet: 100,
    });
  });

  test('encrypted TLM and EID are told apart', () => {
    expect(decode(advert(`16 aafe 20 01 ${'00'.repeat(16)}`))).toMatchObject([{ format: 'eddystone-etlm' }]);
    expect(decode(advert('16 aafe 30 f0 0102030405060708'))).toEqual([
      { format: 'eddystone-eid', id: '0102030405060708', powerAt1mDbm: -57 },
    ]);
  });
});

describe('BTHome', () => {
  const bthome = (payload: string) => decode(advert(`16 d2fc ${payload}`));

  test('numbers the same quantity twice', () => {
    expect(bthome('40 02ca09 02cb09')).toMatchObject([
      { readings: { temperature: 25.06, temperature2: 25.07 } },
    ]);
  });

  test('reads button and dimmer events, and leaves out an event that did not happen', () => {
    expect(bthome('44 3a02')).toMatchObject([{ readings: { button: 'double press' } }]);
    expect(bthome('44 3a00 3a80')).toEqual([{ format: 'bthome', readings: { button2: 'hold press' } }]);
    expect(bthome('44 3a00 3a77 3a00 3a01')).toEqual([{ format: 'bthome', readings: { button4: 'press' } }]);
    expect(bthome('44 3c0000 3c0203')).toEqual([
      { format: 'bthome', readings: { dimmer2: 'rotate right', steps2: 3 } },
    ]);
    expect(bthome('44 3c0203')).toMatchObject([{ readings: { dimmer: 'rotate right', steps: 3 } }]);
  });

  test('keeps what came before an object of a later version', () => {
    expect(bthome('40 0161 ee01')).toMatchObject([{ readings: { battery: 97 } }]);
  });

  test.each(['40 02ca', '40 3a', '40 530548656c', '40', '20 0161', '41 0161'])(
    'makes nothing of %s: cut short, another version, or encrypted without a key',
    (payload) => expect(bthome(payload)).toEqual([]),
  );
});

describe('RuuviTag', () => {
  test('leaves out what format 5 marks as absent', () => {
    const absent = '05 8000 ffff ffff 8000 8000 8000 ffff ff ffff cbb8334c884f';
    expect(decode(advert(`ff 9904 ${absent}`))).toEqual([{ format: 'ruuvi', readings: {} }]);
  });

  test('format 6 gives the air', () => {
    const [beacon] = decode(advert('ff 9904 06 170c 5668 c79e 0070 00c9 05 01 d9 ff cd 00 4c884f'));
    expect(beacon).toMatchObject({
      readings: {
        temperature: 29.5,
        humidity: 55.3,
        pressure: 1011.02,
        'pm2.5': 11.2,
        co2: 201,
        vocIndex: 10,
      },
      packet: 205,
    });
  });

  test('the first tags put their reading into a link', () => {
    const fragment = Buffer.from([4, 102, 24, 0, 0xc3, 0x50]).toString('base64url');
    const link = Buffer.from(`ruu.vi/#${fragment}`).toString('hex');
    expect(decode(advert(`16 aafe 10 f6 03 ${link}`))).toEqual([
      { format: 'ruuvi', readings: { humidity: 51, temperature: 24, pressure: 1000 } },
    ]);
  });
});

describe('HolyIOT', () => {
  test('whose inner address is another one is none', () => {
    expect(decode(advert('16 4252 41 64 c6b545f6f18e 0606 03 4c00'))).toHaveLength(1);
    expect(decode(advert('16 4252 41 64 c6b545f6f18f 0606 03 4c00'))).toEqual([]);
  });

  test('goes below zero', () => {
    expect(decode(advert('16 4252 41 64 c6b545f6f18e 0606 01 fe32'))).toMatchObject([
      { readings: { battery: 100, temperature: -2.5 } },
    ]);
  });
});

describe('an advertisement', () => {
  test('with a structure over its end holds what was whole before it', () => {
    expect(decode(`${advert(`ff 4c00 0215 ${UUID} 0001 0203 c5`)}05ff`)).toHaveLength(1);
    expect(decode(`${advert('16 d2fc 40 0161')}0909cc`)).toHaveLength(1);
    expect(decode(`05ff${advert(`ff 4c00 0215 ${UUID} 0001 0203 c5`)}`)).toEqual([]);
  });

  test('that would be whole were a structure shorter holds no readings of that structure', () => {
    // The length of the service data is three too long: what follows it would pass for a temperature.
    const next = advert('09 5461', '02 0f18');
    const damaged = advert('16 d2fc 40 0161').replace(/^06/, '09') + next;
    expect(decode(damaged)).toEqual([]);
  });

  test('that is damaged holds no link: it may be cut', () => {
    const link = advert(`16 aafe 10 ee 03 ${Buffer.from('example').toString('hex')} 07`);
    expect(decode(link)).toHaveLength(1);
    expect(decode(`${link}0909`)).toEqual([]);
  });

  test('may end early in zeros', () => {
    expect(decode(`${advert(`ff 4c00 0215 ${UUID} 0001 0203 c5`)}000000`)).toHaveLength(1);
  });

  test('may carry two beacons', () => {
    const beacons = decode(advert(`ff 4c00 0215 ${UUID} 0001 0203 c5`, '16 aafe 30 f0 0102030405060708'));
    expect(beacons.map(({ format }) => format)).toEqual(['ibeacon', 'eddystone-eid']);
  });
});

describe('an HCI event', () => {
  const report = { addressAt: 0, addressType: 0, rssiDbm: 0, dataAt: 0, dataEnd: 0 };

  function rssisOf(hexText: string): number[] {
    const rssis: number[] = [];
    eachReport(Buffer.from(hexText.replaceAll(' ', ''), 'hex'), report, ({ rssiDbm }) => rssis.push(rssiDbm));
    return rssis;
  }

  const ONE = '00 00 a5808fe64854 03 020106';

  test('may hold two reports', () => {
    expect(rssisOf(`04 3e 1c 02 02 ${ONE} cc ${ONE} c0`)).toEqual([-52, -64]);
  });

  test('without a level is no reading', () => {
    expect(rssisOf(`04 3e 0f 02 01 ${ONE} 7f`)).toEqual([]);
  });

  const EXTENDED = (type: string) =>
    `04 3e 1d 0d 01 ${type} 00 a5808fe64854 01 00 ff 7f cc 0000 00 000000000000 03 020106`;

  test('of extended advertising is read as well, but no fragment of one', () => {
    expect(rssisOf(EXTENDED('1300'))).toEqual([-52]);
    expect(rssisOf(EXTENDED('3300'))).toEqual([]);
  });

  test.each(['04 0e 04 01 03 0c 00', '02 3e 0f 02 01', `04 3e 10 02 01 ${ONE} cc`])(
    'that is another one or contradicts itself is none (%s)',
    (text) => expect(rssisOf(text)).toEqual([]),
  );
});
