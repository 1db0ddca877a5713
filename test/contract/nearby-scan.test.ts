import { describe, expect, onTestFinished, test } from 'vitest';
import { AdvertProcessor } from '../../src/links/ble/advert-processor.ts';
import { createBleLink } from '../../src/links/ble/ble-link.ts';
import { NearbyScan } from '../../src/links/ble/nearby-scan.ts';
import type { FoundRadio } from '../../src/ports/tag-registration.ts';
import type { TagSettings } from '../../src/ports/tag-registry.ts';
import { adapterThat } from '../support/links/adapter-that.ts';
import { until } from '../support/until.ts';

const KEY = '7b'.repeat(32);
const START_MS = Date.UTC(2026, 0, 5, 9);
const UUID = '00112233445566778899aabbccddeeff';
const BADGE: TagSettings = { id: 'badge-1', kind: 'staff', match: { uuid: UUID, major: 1, minor: 2 } };
const IBEACON = (minor: string) => `1aff4c000215${UUID}0001${minor}c5`;
const EDDYSTONE = '1516aafe00e700112233445566778899aabbccddeeff';
const FLAGS = '020106';
const STATIC = 'f1223344aa66';
const PHONE = '4a223344aa66';

class Air {
  readonly hearing: AdvertProcessor;
  nowMs = START_MS;

  constructor(tags: readonly TagSettings[] = [BADGE]) {
    this.hearing = new AdvertProcessor(tags, { unknownRadios: true, tagKeyHex: KEY });
    this.hearing.listenNear({ keyHex: KEY, forMs: 60_000 }, this.nowMs);
  }

  say(data: string, address: string, rssiDbm: number, isRandom?: boolean): void {
    const bytes = Buffer.concat([Buffer.from(address, 'hex').reverse(), Buffer.from(data, 'hex')]);
    this.hearing.report(bytes, 0, rssiDbm, 6, bytes.length, this.nowMs, isRandom);
  }

  /** Says all of it twice a second for as long. */
  hold(seconds: number, say: () => void) {
    for (let i = 0; i < 2 * seconds; i++) {
      say();
      this.nowMs += 500;
    }
    return this.hearing.takeNear(this.nowMs);
  }
}

/** Whether a radio that says this is heard under its name when this digest is registered. */
function isHeardAs({ digest }: FoundRadio, data: string, address: string): boolean {
  const air = new Air([{ id: 'mine', kind: 'trolley', match: { digest } }]);
  air.say(data, address, -80);
  return air.hearing.takeTags().some((advert) => advert.kind === 'tag' && advert.tag === 'mine');
}

describe('a tag held near a receiver', () => {
  test.each([
    ['iBeacon', IBEACON('0007'), PHONE, 'beacon'],
    ['Eddystone', EDDYSTONE, PHONE, 'eddystone'],
    ['static address', FLAGS, STATIC, 'address'],
  ])('is found by its %s and from then on heard by it', (_what, data, address, by) => {
    const air = new Air();
    const found = air.hold(3, () => air.say(data, address, -42, true))?.found;
    expect(found).toMatchObject({ by, rssiDbm: -42 });
    if (found == null) throw new Error('not found');
    expect(isHeardAs(found, data, address)).toBe(true);
    expect(isHeardAs(found, data.replace('0007', '0008').replace('eeff', 'eefe'), 'f1223344aa67')).toBe(
      false,
    );
  });

  test('a public address lasts, a random one of the same bits does not', () => {
    const heard = (isRandom: boolean | undefined) => {
      const air = new Air();
      return air.hold(3, () => air.say(FLAGS, PHONE, -40, isRandom));
    };
    expect(heard(false)?.found?.by).toBe('address');
    for (const isRandom of [true, undefined])
      expect(heard(isRandom)).toEqual({ radios: [{ rssiDbm: -40, what: 'changing' }], found: null });
  });

  test('is not found before it was held for seconds, nor when another is nearly as loud', () => {
    const air = new Air();
    const tag = () => air.say(FLAGS, STATIC, -45);
    expect(air.hold(1, tag)?.found).toBeNull();
    const both = air.hold(3, () => {
      tag();
      air.say(FLAGS, 'f1223344aa99', -50);
    });
    expect(both?.radios.map(({ rssiDbm }) => rssiDbm)).toEqual([-45, -50]);
    expect(both?.found).toBeNull();
    expect(air.hold(5, tag)?.found?.rssiDbm).toBe(-45);
  });

  test('that sends frames of two kinds is one radio, known by its beacon', () => {
    const air = new Air();
    const near = air.hold(3, () => {
      air.say(FLAGS, STATIC, -44);
      air.say(IBEACON('0009'), STATIC, -44);
    });
    expect(near?.radios).toHaveLength(1);
    expect(near?.found?.by).toBe('beacon');
  });

  test('reports a registered tag by its name instead of as found', () => {
    const air = new Air();
    const near = air.hold(3, () => air.say(IBEACON('0002'), STATIC, -40));
    expect(near).toEqual({ radios: [{ rssiDbm: -40, what: 'known', tag: 'badge-1' }], found: null });
  });

  test('leaves strangers out: weak ones are not told, a thousand loud ones neither found nor named', () => {
    const air = new Air();
    const near = air.hold(3, () => {
      for (let i = 0; i < 1000; i++) air.say(FLAGS, `f12233${(0x400000 + i).toString(16)}`, -50);
      air.say(FLAGS, STATIC, -75);
    });
    expect(near?.radios).toHaveLength(5);
    expect(near?.found).toBeNull();
    expect(JSON.stringify(near)).not.toMatch(/f12233|33|digest/);
  });

  test('is no longer looked for when the time is over', () => {
    const air = new Air();
    air.nowMs += 60_001;
    expect(air.hold(3, () => air.say(FLAGS, STATIC, -40))).toBeUndefined();
  });
});

test('a radio process finds what is held near it and lets its address out in no form (F56)', async () => {
  const near = new NearbyScan();
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const link = createBleLink({
    ...{
      tags: [{ id: 'canary-1', kind: 'canary', match: { uuid: UUID, major: 1, minor: 1 } }],
      near,
      checkEveryMs: 50,
    },
    program: new URL('../support/links/fake-ble-worker.ts', import.meta.url),
  });
  const adverts: unknown[] = [];
  const hear = async () => {
    const options = { adapter: adapterThat('held'), sensor: 'till-radio' };
    for await (const advert of link.adverts(options, abort.signal)) adverts.push(advert);
  };
  const done = hear();
  await until('the radio', () => adverts.length > 0);
  const told: unknown[] = [];
  let found: FoundRadio | null = null;
  const listening = near.listenNear({ keyHex: KEY, forMs: 60_000 }, (sensor, what) => {
    told.push([sensor, what]);
    found ??= what.found;
  });
  expect(listening).toBe(1);
  await until('the tag', () => found !== null);
  expect(found).toMatchObject({ by: 'address', rssiDbm: -40 });
  expect(JSON.stringify(told)).toMatch(/^\[\["till-radio"/);
  for (const form of ['f12233445577', 'f1:22:33:44:55:77', '7755443322f1'])
    expect(JSON.stringify([told, adverts]).toLowerCase()).not.toContain(form);
  near.stopNear();
  abort.abort();
  await done;
  expect(near.listenNear({ keyHex: KEY, forMs: 1 }, () => undefined)).toBe(0);
});
