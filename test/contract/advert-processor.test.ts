import { createCipheriv, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeAdvert } from '../../src/core/beacons/decode-advert.ts';
import { AdvertProcessor } from '../../src/links/ble/advert-processor.ts';
import { EPOCH_MS, Pseudonyms } from '../../src/links/ble/pseudonyms.ts';
import { createDecrypter } from '../../src/links/ble/tag-decryption.ts';
import type { KnownTag } from '../../src/links/ble/tag-index.ts';
import type { TagSettings } from '../../src/ports/tag-registry.ts';
import { importTags, tagRegistry } from '../../src/ports/tag-registry.ts';

const UUID = '00112233445566778899aabbccddeeff';
const ADDRESS = 'f1 22 33 44 55 66';
const KEY = '231d39c1d7cc1ab1aee224cd096db932';
const IRK = 'ec0234a357c8ad05341010a60a397d9b';
const START_MS = Date.UTC(2026, 0, 5, 9);

const TAGS: TagSettings[] = [
  { id: 'badge-1', kind: 'staff', match: { uuid: UUID, major: 1, minor: 2 } },
  {
    id: 'trolley-1',
    kind: 'trolley',
    match: { namespace: '00112233445566778899', instance: 'aabbccddeeff' },
  },
  { id: 'shelf-1', kind: 'product', match: { mac: '5448e68f80a5' }, bindKey: KEY },
  { id: 'guest-1', kind: 'loyalty', match: { irk: IRK } },
];

class Air {
  readonly hearing: AdvertProcessor;

  constructor(
    tags = TAGS,
    unknownRadios = true,
    more: Omit<ConstructorParameters<typeof AdvertProcessor>[1], 'unknownRadios'> = {},
  ) {
    this.hearing = new AdvertProcessor(tags, { unknownRadios, ...more });
  }

  /** `address` most significant byte first, as people write it. */
  say(data: string, address = ADDRESS, rssiDbm = -60, nowMs = START_MS): void {
    const bytes = Buffer.concat([
      Buffer.from(address.replaceAll(' ', ''), 'hex').reverse(),
      Buffer.from(data.replaceAll(' ', ''), 'hex'),
    ]);
    this.hearing.report(bytes, 0, rssiDbm, 6, bytes.length, nowMs);
  }

  pseudonyms(nowMs: number): string[] {
    return this.hearing.takeRadios(nowMs).map((radio) => (radio.kind === 'radio' ? radio.pseudonym : ''));
  }
}

/** A resolvable private address that a phone with this key would send under. */
function privateAddress(irkHex: string, random: string): string {
  const block = Buffer.concat([Buffer.alloc(13), Buffer.from(random, 'hex')]);
  const cipher = createCipheriv('aes-128-ecb', Buffer.from(irkHex, 'hex'), null).setAutoPadding(false);
  return random + cipher.update(block).subarray(13).toString('hex');
}

const IBEACON = (minor: string) => `1a ff 4c00 0215 ${UUID} 0001 ${minor} c5`;

describe('whose an advert is', () => {
  test.each([
    ['iBeacon', IBEACON('0002'), ADDRESS, 'badge-1'],
    ['AltBeacon', `1b ff ffff beac ${UUID} 0001 0002 c5 00`, ADDRESS, 'badge-1'],
    ['Eddystone-UID', '15 16 aafe 00 e7 00112233445566778899 aabbccddeeff', ADDRESS, 'trolley-1'],
    ['address', '02 01 06', '54 48 e6 8f 80 a5', 'shelf-1'],
    ['resolvable address', '02 01 06', '70 81 94 0d fb aa', 'guest-1'],
  ])('is told by its %s', (_how, data, address, tag) => {
    const air = new Air();
    air.say(data, address);
    expect(air.hearing.takeTags()).toMatchObject([{ kind: 'tag', tag, rssiDbm: -60 }]);
    expect(air.pseudonyms(START_MS)).toEqual([]);
  });

  test('treats another minor as an unknown radio', () => {
    const air = new Air();
    air.say(IBEACON('0003'));
    expect(air.hearing.takeTags()).toEqual([]);
    expect(air.pseudonyms(START_MS)).toHaveLength(1);
  });

  test('broken data from a registered address is still heard, and counted', () => {
    const air = new Air();
    air.say('09 ff 4c00', '54 48 e6 8f 80 a5');
    expect(air.hearing.takeTags()).toMatchObject([{ tag: 'shelf-1' }]);
    expect(air.hearing.malformed).toBe(1);
  });
});

const TLM = '11 16 aafe 20 00 0bb8 1580 00000064 000003e8';
const NAME = '05 09 54 61 67 31';

describe('a tag is a tag', () => {
  test.each([
    ['telemetry in between', TLM],
    ['a scan response', NAME],
    ['a frame of another format that is nobody’s', IBEACON('0009')],
    ['damaged data', '09 ff 4c00'],
  ])('every frame of its address is its own: %s', (_what, frame) => {
    const air = new Air();
    air.say(IBEACON('0002'));
    air.say(frame);
    air.say(frame, ADDRESS, -60, START_MS + 200_000);
    const heard = air.hearing.takeTags().flatMap((advert) => (advert.kind === 'tag' ? [advert.tag] : []));
    expect(heard).toEqual(['badge-1', 'badge-1', 'badge-1']);
    expect(air.pseudonyms(START_MS)).toEqual([]);
  });

  test('what was heard of it in the second before it said who it is counts for nobody', () => {
    const air = new Air();
    air.say(NAME);
    air.say(IBEACON('0002'));
    expect(air.pseudonyms(START_MS)).toEqual([]);
  });

  test('its battery comes by telemetry', () => {
    const air = new Air();
    air.say(IBEACON('0002'));
    air.say(TLM);
    expect(air.hearing.takeTags()[1]).toMatchObject({ tag: 'badge-1', report: { batteryMv: 3000 } });
  });

  test('telemetry of nobody’s beacon is no radio of its own', () => {
    const air = new Air();
    air.say(TLM);
    expect(air.pseudonyms(START_MS)).toEqual([]);
  });

  test('an address that no tag sends under any more is forgotten', () => {
    const air = new Air();
    air.say(IBEACON('0002'));
    for (const epoch of [0, 1, 2]) air.pseudonyms(START_MS + epoch * EPOCH_MS);
    air.say(NAME);
    expect(air.pseudonyms(START_MS + 2 * EPOCH_MS + 1000)).toHaveLength(1);
  });

  test('an empty store with 500 tags of mixed formats has no unknown radio and no bucket', () => {
    const tags = Array.from({ length: 500 }, (_, i) => mixedTag(i));
    const air = new Air(tags, true, { bucketKey: () => ({ id: 'a', keyHex: '11'.repeat(32) }) });
    const batteries = new Set<string>();
    const unknown: unknown[] = [];
    for (let second = 0; second < 4; second++) {
      const nowMs = START_MS + second * 1000;
      for (let i = 0; i < 500; i++) {
        for (const frame of mixedFrames(i, second)) air.say(frame, `c1000000${fourHex(i)}`, -60, nowMs);
      }
      for (const tag of withBattery(air)) batteries.add(tag);
      unknown.push(...air.hearing.takeRadios(nowMs));
    }
    expect(unknown).toEqual([expect.objectContaining({ kind: 'buckets', buckets: [] })]);
    expect(batteries.size).toBe(500);
  });
});

const fourHex = (i: number) => i.toString(16).padStart(4, '0');

/** Known by an iBeacon, by Eddystone or by its address, in turns. */
function mixedTag(i: number): TagSettings {
  const id = { id: `tag-${i}`, kind: 'trolley' } as const;
  if (i % 3 === 0) return { ...id, match: { uuid: UUID, major: 7, minor: i } };
  if (i % 3 === 1)
    return { ...id, match: { namespace: '00112233445566778899', instance: `00000000${fourHex(i)}` } };
  return { ...id, match: { mac: `c1000000${fourHex(i)}` } };
}

/** Its frames of one second: the first one heard need not be the one that says who it is. */
function mixedFrames(i: number, second: number): string[] {
  if (i % 3 === 2) return [addressedFrame(i), NAME];
  if (i % 3 === 1) return [TLM, `15 16 aafe 00 e7 00112233445566778899 00000000${fourHex(i)}`];
  const iBeacon = `ff 4c00 0215 ${UUID} 0007 ${fourHex(i)} c5`;
  return (
    [
      [`1b ${iBeacon} 50`, TLM],
      [NAME, `1a ${iBeacon} 0909cc`, TLM],
    ][second % 2] ?? []
  );
}

/** What tags say of themselves that are known by their address. */
function addressedFrame(i: number): string {
  const frames = [
    '06 16 d2fc 40 0150',
    `10 16 e1ff a101 50 1780 4c40 ${Buffer.from(`c1000000${fourHex(i)}`, 'hex')
      .reverse()
      .toString('hex')}`,
    '0b 16 6afe 03 06 01 002f6859 50',
    '06 ff 9a08 01 80 67',
    '06 16 1c18 02 01 50',
    '0c 16 95fe 4050 aa01 07 0a10 01 50',
  ];
  return frames[Math.floor(i / 3) % frames.length] ?? '';
}

function withBattery(air: Air): string[] {
  return air.hearing.takeTags().flatMap((advert) => {
    if (advert.kind !== 'tag') return [];
    return (advert.report?.batteryMv ?? advert.report?.batteryPercent) === undefined ? [] : [advert.tag];
  });
}

describe('a resolving key that was written in reverse', () => {
  const reversed = Buffer.from(IRK, 'hex').reverse().toString('hex');

  test('is seen once it fits two addresses, and no other key is', () => {
    const air = new Air();
    air.say('02 01 06', privateAddress(reversed, '401122'));
    expect(air.hearing.reversedKeys).toEqual([]);
    air.say('02 01 06', privateAddress(reversed, '413344'));
    expect(air.hearing.reversedKeys).toEqual(['guest-1']);
  });

  test('is none where it fits as it is', () => {
    const air = new Air();
    for (const random of ['401122', '413344', '425566']) air.say('02 01 06', privateAddress(IRK, random));
    expect(air.hearing.reversedKeys).toEqual([]);
  });
});

describe('a level that is no reading', () => {
  test.each([127, 0, 42, -128, Number.NaN])('%d makes neither a tag nor a radio', (rssiDbm) => {
    const air = new Air();
    air.say(IBEACON('0002'), ADDRESS, rssiDbm);
    air.say(IBEACON('0003'), 'c1 00 00 00 00 01', rssiDbm);
    expect(air.hearing.takeTags()).toEqual([]);
    expect(air.pseudonyms(START_MS)).toEqual([]);
  });
});

describe('encrypted readings', () => {
  /** The button that the gateway takes from an encrypted press. */
  const press = (air: Air, counter: number, nowMs: number) => {
    const info = Buffer.from([0x41]);
    const count = Buffer.alloc(4);
    count.writeUInt32LE(counter);
    const nonce = Buffer.concat([Buffer.from('5448e68f80a5d2fc', 'hex'), info, count]);
    const cipher = createCipheriv('aes-128-ccm', Buffer.from(KEY, 'hex'), nonce, { authTagLength: 4 });
    const body = cipher.update(Buffer.from([0x3a, 0x01]));
    cipher.final();
    const payload = Buffer.concat([Buffer.from('d2fc', 'hex'), info, body, count, cipher.getAuthTag()]);
    const structure = Buffer.concat([Buffer.from([payload.length + 1, 0x16]), payload]);
    air.say(structure.toString('hex'), '54 48 e6 8f 80 a5', -60, nowMs);
    const [heard] = air.hearing.takeTags();
    return heard?.kind === 'tag' ? heard.report?.button : undefined;
  };
  const PACKET = '12 16 d2fc 41 a47266c95f73 00112233 78237214';

  test('are opened with the tag’s own key', () => {
    const air = new Air();
    air.say(PACKET, '54 48 e6 8f 80 a5');
    expect(air.hearing.takeTags()).toMatchObject([{ tag: 'shelf-1' }]);
  });

  test('are not believed when they are replayed', () => {
    const air = new Air();
    const say = (counter: number, nowMs: number) => press(air, counter, nowMs);
    expect(say(10, START_MS)).toBe(1);
    expect(say(11, START_MS + 1000)).toBe(1);
    expect(say(10, START_MS + 9000)).toBeUndefined();
    expect(say(12, START_MS + 10_000)).toBe(1);
  });

  test('go on with a new battery, whose counter begins anew, once a day', () => {
    const air = new Air();
    const say = (counter: number, nowMs: number) => press(air, counter, nowMs);
    expect(say(4_000, START_MS)).toBe(1);
    expect(say(500, START_MS + 10_000)).toBeUndefined();
    expect(say(0, START_MS + 20_000)).toBe(1);
    expect(say(300, START_MS + 30_000)).toBe(1);
    expect(say(1, START_MS + 40_000)).toBeUndefined();
    expect(say(2, START_MS + 26 * 3600_000)).toBe(1);
  });

  test('of BTHome v1 are opened as well', () => {
    const tag: KnownTag = {
      ...{ id: 'shelf-1', isCanary: false, bindKey: Buffer.from(KEY, 'hex') },
      counters: { highest: -1, restartedMs: Number.NEGATIVE_INFINITY },
    };
    const address = Buffer.from('5448e68f80a5', 'hex');
    const bytes = Buffer.from('13161e18fba435e4d3c312fb0011223357d90a99', 'hex');
    const open = () =>
      decodeAdvert(bytes, 0, bytes.length, { address, decrypt: createDecrypter(tag, START_MS) });
    expect(open()).toMatchObject([
      { readings: { temperature: 25.06, humidity: 50.55 }, packet: 0x33221100, isSealed: true },
    ]);
  });

  test('of MiBeacon are opened, and not believed when they are replayed', () => {
    const air = new Air();
    const say = (counter: number) => {
      const count = Buffer.alloc(4);
      count.writeUInt32LE(counter);
      const product = Buffer.from('8b09', 'hex');
      const nonce = Buffer.concat([Buffer.from('a5808fe64854', 'hex'), product, count]);
      const cipher = createCipheriv('aes-128-ccm', Buffer.from(KEY, 'hex'), nonce, { authTagLength: 4 });
      cipher.setAAD(Buffer.of(0x11), { plaintextLength: 4 });
      const body = cipher.update(Buffer.from('03000101', 'hex'));
      cipher.final();
      const head = Buffer.concat([Buffer.from('95fe4858', 'hex'), product, count.subarray(0, 1)]);
      const payload = Buffer.concat([head, body, count.subarray(1), cipher.getAuthTag()]);
      air.say(`${(payload.length + 1).toString(16)}16${payload.toString('hex')}`, '54 48 e6 8f 80 a5');
      const [heard] = air.hearing.takeTags();
      return heard?.kind === 'tag' ? heard.report : undefined;
    };
    expect(say(7)).toEqual({ moving: true, counter: 7 });
    expect(say(6)).toBeUndefined();
  });

  test('with a flipped bit say nothing', () => {
    const air = new Air();
    air.say(PACKET.replace('a47266', 'a47267'), '54 48 e6 8f 80 a5');
    expect(air.hearing.takeTags()).toMatchObject([{ tag: 'shelf-1' }]);
  });
});

describe('unknown radios', () => {
  test('are reported once a second each, with their loudest level', () => {
    const air = new Air();
    air.say('02 01 06', 'c0 00 00 00 00 01', -80);
    air.say('02 01 06', 'c0 00 00 00 00 01', -70);
    air.say('02 01 06', 'c0 00 00 00 00 02', -90);
    expect(
      air.hearing.takeRadios(START_MS).map(({ kind, ...rest }) => 'rssiDbm' in rest && rest.rssiDbm),
    ).toEqual([-70, -90]);
    expect(air.hearing.takeRadios(START_MS + 1000)).toEqual([]);
  });

  test('keep their pseudonym within an epoch and lose it with it', () => {
    const air = new Air();
    const at = (nowMs: number) => {
      air.say('02 01 06');
      return air.pseudonyms(nowMs)[0];
    };
    const first = at(START_MS);
    expect(at(START_MS + EPOCH_MS - 1)).toBe(first);
    expect(at(START_MS + EPOCH_MS)).not.toBe(first);
    const back = at(START_MS);
    expect(back).not.toBe(first);
  });

  test('are not told at all when the receiver is not to', () => {
    const air = new Air(TAGS, false);
    air.say('02 01 06');
    expect(air.pseudonyms(START_MS)).toEqual([]);
  });

  test('have no name that their address gives', () => {
    const [a, b] = [new Air(), new Air()];
    a.say('02 01 06');
    b.say('02 01 06');
    expect(a.pseudonyms(START_MS)).not.toEqual(b.pseudonyms(START_MS));
  });

  test('have an HMAC-SHA256 of their address for a name', () => {
    const key = Buffer.alloc(32);
    const pseudonyms = new Pseudonyms(EPOCH_MS, (bytes) => {
      bytes.fill(7);
      key.fill(7);
    });
    pseudonyms.renew(START_MS);
    const expected = createHmac('sha256', key).update(Buffer.from('f12233445566', 'hex')).digest();
    expect(pseudonyms.of(0xf1_22_33_44_55_66)).toBe(expected.toString('base64url', 0, 6));
  });

  test('are reported again after a crowd overflowed the table', () => {
    const air = new Air();
    const crowd = (from: number) => {
      for (let i = from; i < from + 15_000; i++)
        air.say('02 01 06', `c000${i.toString(16).padStart(8, '0')}`);
      return air.pseudonyms(START_MS);
    };
    const first = crowd(0);
    expect(new Set(first).size).toBe(15_000);
    expect(crowd(0)).toEqual(first);
    expect(crowd(15_000)).toHaveLength(15_000);
  });

  test('are cut in a flood', () => {
    const air = new Air();
    for (let i = 0; i < 30_000; i++) air.say('02 01 06', `c000${i.toString(16).padStart(8, '0')}`);
    expect(air.pseudonyms(START_MS).length).toBe(20_000);
  });
});

describe('the registry of tags', () => {
  test('is read from a table', () => {
    const csv = [
      'id;kind;uuid;major;minor;mac',
      `badge-1;staff;${UUID};1;2;`,
      'shelf-1;product;;;;54:48:E6:8F:80:A5',
      '',
    ];
    expect(importTags(csv.join('\r\n'))).toEqual({
      problems: [],
      tags: [
        { id: 'badge-1', kind: 'staff', match: { uuid: UUID, major: 1, minor: 2 } },
        { id: 'shelf-1', kind: 'product', match: { mac: '5448e68f80a5' } },
      ],
    });
  });

  test('names the line of a problem, and nothing of what stands there', () => {
    const { problems } = importTags(`id,kind,mac\nx,staff,5448e68f80a5\ny,staff,5448e68f80\nx,thief,`);
    expect(problems.length).toBeGreaterThanOrEqual(2);
    expect(problems.join()).toContain('line 3');
    expect(problems.join()).toContain('line 4');
    expect(problems.join()).not.toContain('5448e6');
  });

  test('refuses columns it does not know', () => {
    expect(importTags('id,colour\na,red').problems).toEqual([expect.stringContaining('columns must be of')]);
  });

  test('refuses the same tag twice', () => {
    const twice = [
      { id: 'a', kind: 'staff', match: { mac: '54-48-e6-8f-80-a5' } },
      { id: 'b', kind: 'staff', match: { mac: '5448E68F80A5' } },
    ];
    expect(tagRegistry.safeParse(twice).success).toBe(false);
  });
});

describe('buckets for repeat visitors', () => {
  const SECOND_KEY = { id: 'b', keyHex: '22'.repeat(32) };
  const bucketsOf = (key: { id: string; keyHex: string }, say: (air: Air) => void) => {
    const air = new Air([], true, { bucketKey: () => key, insideDbm: -75 });
    // What was heard before the first telling is told by it.
    say(air);
    return air.hearing.takeRadios(START_MS).flatMap((advert) => (advert.kind === 'buckets' ? [advert] : []));
  };
  const FIRST_KEY = { id: 'a', keyHex: '11'.repeat(32) };

  test('hold radios that keep their address and are in the store', () => {
    const all = (air: Air) => {
      air.say('02 01 06', 'c1 00 00 00 00 01', -60);
      air.say('02 01 06', 'c1 00 00 00 00 02', -90);
      air.say('02 01 06', '41 00 00 00 00 03', -60);
    };
    const [told] = bucketsOf(FIRST_KEY, all);
    expect(told).toMatchObject({ key: 'a', at: START_MS });
    const alone = bucketsOf(FIRST_KEY, (air) => air.say('02 01 06', 'c1 00 00 00 00 01', -60));
    expect(told?.buckets).toEqual(alone[0]?.buckets);
    expect(told?.buckets).toHaveLength(1);
  });

  test('are others under another key, and many share one', () => {
    const crowd = (air: Air) => {
      for (let i = 0; i < 4_096; i++)
        air.say(
          '02 01 06',
          `c1 00 00 00 ${(i >> 8).toString(16).padStart(2, '0')} ${(i & 255).toString(16).padStart(2, '0')}`,
        );
    };
    const [first] = bucketsOf(FIRST_KEY, crowd);
    const [second] = bucketsOf(SECOND_KEY, crowd);
    // 4,096 into 2,048: 1,771 are expected to be filled.
    expect(first?.buckets.length).toBeGreaterThan(1_700);
    expect(first?.buckets.length).toBeLessThan(1_850);
    expect(second?.buckets).not.toEqual(first?.buckets);
    expect(first?.buckets).toEqual(first?.buckets.toSorted((a, b) => a - b));
  });

  test('come every five minutes, also empty, and not where they are off', () => {
    const air = new Air([], true, { bucketKey: () => FIRST_KEY });
    const told = (nowMs: number) => air.hearing.takeRadios(nowMs).filter(({ kind }) => kind === 'buckets');
    expect(told(START_MS)).toHaveLength(1);
    air.say('02 01 06');
    expect(told(START_MS + 60_000)).toEqual([]);
    expect(told(START_MS + EPOCH_MS)).toMatchObject([{ buckets: [expect.any(Number)] }]);
    expect(told(START_MS + 2 * EPOCH_MS)).toMatchObject([{ buckets: [] }]);
    const quiet = new Air([]);
    quiet.say('02 01 06');
    expect(quiet.hearing.takeRadios(START_MS).map(({ kind }) => kind)).toEqual(['radio']);
  });
});
