import { describe, expect, test } from 'vitest';
import { decodeAdvert } from '../../../../src/core/beacons/decode-advert.ts';

const ADDRESS = Uint8Array.of(0xac, 0x23, 0x3f, 0xa0, 0x00, 0x2c);

function decode(structure: string, address = ADDRESS) {
  const text = structure.replaceAll(' ', '');
  const bytes = Buffer.from((text.length / 2).toString(16).padStart(2, '0') + text, 'hex');
  return decodeAdvert(bytes, 0, bytes.length, { address });
}

describe('Minew', () => {
  test('gives climate, motion, vibration and the battery', () => {
    expect(decode('16 e1ff a101 64 1780 4c40 2c00a03f23ac')).toEqual([
      { format: 'minew', readings: { battery: 100, temperature: 23.5, humidity: 76.25 } },
    ]);
    expect(decode('16 e1ff a103 5f 0100 ff80 0000 2c00a03f23ac')).toMatchObject([
      { readings: { battery: 95, accelerationX: 1000, accelerationY: -500, accelerationZ: 0 } },
    ]);
    expect(decode('16 e1ff a111 50 0001 2c00a03f23ac')).toMatchObject([{ readings: { motion: 1 } }]);
    expect(decode('16 e1ff a118 50 00000000 01 2c00a03f23ac')).toMatchObject([
      { readings: { vibration: 1 } },
    ]);
    expect(decode('16 e1ff a108 63 2c00a03f23ac 504c5553')).toEqual([
      { format: 'minew', readings: { battery: 99 } },
    ]);
  });

  test.each([
    ['another device', '16 e1ff a101 64 1780 4c40 2d00a03f23ac'],
    ['another length', '16 e1ff a101 64 1780 4c40 2c00a03f23'],
    ['an impossible battery', '16 e1ff a101 c8 1780 4c40 2c00a03f23ac'],
    ['another frame', '16 e1ff a177 64 1780 4c40 2c00a03f23ac'],
  ])('is none of %s', (_what, structure) => expect(decode(structure)).toEqual([]));
});

describe('Kontakt.io telemetry', () => {
  test('gives battery, light, temperature and whether it has just moved', () => {
    expect(decode('16 6afe 03 06 01 002f6859 64 03 05 6410')).toEqual([
      { format: 'kontakt', readings: { battery: 100, light: 100, temperature: 16 } },
    ]);
    expect(decode('16 6afe 03 09 02 20102030 6400 0200')).toMatchObject([{ readings: { moving: 1 } }]);
    expect(decode('16 6afe 03 03 07 c800')).toMatchObject([{ readings: { moving: 0 } }]);
    expect(decode('16 6afe 03 03 07 ffff')).toEqual([{ format: 'kontakt', readings: {} }]);
  });

  test('a click is one while it is news, and has its number', () => {
    expect(decode('16 6afe 03 04 11 07 0200')).toEqual([
      { format: 'kontakt', readings: { button: 'press' }, packet: 7 },
    ]);
    expect(decode('16 6afe 03 04 11 07 3c00')).toEqual([{ format: 'kontakt', readings: {} }]);
  });

  test.each(['16 6afe 03 06 01 002f68', '16 6afe 02 06 01 002f685964', '16 6afe 03 00 01'])(
    'that is cut or another payload is none (%s)',
    (structure) => expect(decode(structure)).toEqual([]),
  );
});

describe('Teltonika EYE', () => {
  test('gives what its flags announce', () => {
    expect(decode('ff 9a08 01 b7 08b4 12 0ccb 0bffc9 67')).toEqual([
      {
        format: 'teltonika',
        readings: {
          ...{ opening: 1, batteryLow: 0, temperature: 22.28, humidity: 18, moving: 0, movements: 3275 },
          ...{ pitch: 11, roll: -55, batteryMv: 3030 },
        },
      },
    ]);
  });

  test('of another version or length is none', () => {
    expect(decode('ff 9a08 02 01 08b4')).toEqual([]);
    expect(decode('ff 9a08 01 01 08b412')).toEqual([]);
    expect(decode('ff 9a08 01 01 08')).toEqual([]);
  });
});

describe('MiBeacon', () => {
  const XIAOMI = Uint8Array.of(0x4c, 0x65, 0xa8, 0xdd, 0xb8, 0x9b);

  test('gives climate, battery and presses, numbered', () => {
    expect(decode('16 95fe 5020 aa01 fe 9bb8dda8654c 0d10 04 b2007502', XIAOMI)).toEqual([
      { format: 'mibeacon', readings: { temperature: 17.8, humidity: 62.9 }, packet: 254 },
    ]);
    expect(decode('16 95fe 5020 aa01 07 9bb8dda8654c 0a10 01 5d', XIAOMI)).toMatchObject([
      { readings: { battery: 93 } },
    ]);
    expect(decode('16 95fe 5030 5301 2b 9bb8dda8654c 0110 03 010002', XIAOMI)).toMatchObject([
      { readings: { button2: 'long press' }, packet: 43 },
    ]);
  });

  test('gives motion and doors', () => {
    const object = (id: string, value: string) =>
      decode(`16 95fe 4050 aa01 01 ${id} ${(value.length / 2).toString(16).padStart(2, '0')} ${value}`);
    expect(object('0300', '00')).toMatchObject([{ readings: { motion: 1 } }]);
    expect(object('1710', '78000000')).toMatchObject([{ readings: { motion: 0 } }]);
    expect(object('1900', '00')).toMatchObject([{ readings: { opening: 1 } }]);
    expect(object('1900', '01')).toMatchObject([{ readings: { opening: 0 } }]);
    expect(object('ee00', '01')).toEqual([]);
  });

  test.each([
    ['another sender', '16 95fe 5020 aa01 fe 9cb8dda8654c 0d10 04 b2007502'],
    ['no object', '16 95fe 1020 aa01 fe 9bb8dda8654c'],
    ['an object that is cut', '16 95fe 5020 aa01 fe 9bb8dda8654c 0d10 04 b200'],
    ['no key', '16 95fe 5858 aa01 fe 9bb8dda8654c 0102030405 000000 01020304'],
  ])('is none with %s', (_what, structure) => expect(decode(structure, XIAOMI)).toEqual([]));
});

describe('BTHome v1', () => {
  test('gives what its objects say', () => {
    expect(decode('16 1c18 2302c409 0303bf13')).toEqual([
      { format: 'bthome', readings: { temperature: 25, humidity: 50.55 } },
    ]);
    expect(decode('16 1c18 020009 020161 023a01')).toEqual([
      { format: 'bthome', readings: { battery: 97, button: 'press' }, packet: 9 },
    ]);
  });

  test('with a battery beyond its scale has none', () => {
    expect(decode('16 1c18 0301bf13 0303bf13')).toEqual([
      { format: 'bthome', readings: { humidity: 50.55 } },
    ]);
    expect(decode('16 d2fc 40 01c8 02c409')).toEqual([{ format: 'bthome', readings: { temperature: 25 } }]);
  });

  test('that is cut, or encrypted without a key, is none', () => {
    expect(decode('16 1c18 2302c4')).toEqual([]);
    expect(decode('16 1e18 fba435e4d3c312fb0011223357d90a99')).toEqual([]);
  });
});

describe('Ruuvi air monitors', () => {
  test('format E1 gives the air in fine steps', () => {
    const air =
      'e1 170c 5668 c79e 0065 0070 04bd 11ca 00c9 0a 02 13e0ac ffffff decdee 10 ffffffffff cbb8334c884f';
    expect(decode(`ff 9904 ${air}`)).toEqual([
      {
        format: 'ruuvi',
        readings: {
          ...{ temperature: 29.5, humidity: 55.3, pressure: 1011.02 },
          ...{ pm1: 10.1, 'pm2.5': 11.2, pm4: 121.3, pm10: 455.4 },
          ...{ co2: 201, vocIndex: 20, noxIndex: 4, illuminance: 13027 },
        },
        packet: 0xdecdee,
      },
    ]);
  });

  test('format E1 leaves out what is absent', () => {
    const absent = `e1 8000 ffff ffff ${'ffff'.repeat(4)} ffff ff ff ffffff ffffff ffffff ff ffffffffff ffffffffffff`;
    expect(decode(`ff 9904 ${absent}`)).toEqual([{ format: 'ruuvi', readings: {} }]);
  });
});
