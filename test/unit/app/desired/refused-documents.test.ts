import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { planChanges } from '../../../../src/app/desired/plan-changes.ts';
import { findOwner } from '../../../../src/config/fleet/owners.ts';
import { signDocument } from '../../../../src/config/fleet/signed-document.ts';
import type { Json } from '../../../../src/core/model/ids.ts';
import {
  DesiredDevice,
  MINUTE_MS,
  makeDocument,
  makeKeys,
  START_MS,
} from '../../../support/desired/desired-device.ts';
import { schemaLeaves } from '../../../support/schema-leaves.ts';

const GOOD = { thresholds: { bounceSeconds: 60 } };
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** What a device says, that followed nothing. */
async function afterSending(send: (device: DesiredDevice) => Promise<void>) {
  const device = await DesiredDevice.open();
  const before = device.text;
  await send(device);
  await device.pass(1);
  expect(device.text).toBe(before);
  expect(device.reported?.kept).toBeNull();
  return device.reported;
}

describe('a message that is no document for this gateway', () => {
  it.each([
    ['for another gateway', { to: 'acme/high-street/gw-2' }],
    ['for another store', { to: 'acme/park-lane/gw-1' }],
    ['for another tenant', { to: 'other/high-street/gw-1' }],
  ])('is one %s, with a good signature', async (_what, more) => {
    const report = await afterSending((device) => device.send(makeDocument(1, GOOD, more)));
    expect(report).toMatchObject({ phase: null, highest: 0 });
    expect(report?.refused).toMatch(/^wrong-gateway/);
  });

  it('is one that another key signed', async () => {
    const report = await afterSending((device) => device.send(makeDocument(1, GOOD), makeKeys().privateKey));
    expect(report?.refused).toBe('unknown-key');
  });

  it('is one whose bytes were changed after the signature', async () => {
    const report = await afterSending(async (device) => {
      const jws = JSON.parse(await signDocument(makeDocument(1, GOOD), device.keys.privateKey));
      const payload = Buffer.from(JSON.stringify(makeDocument(9, GOOD))).toString('base64url');
      await device.sendText(JSON.stringify({ ...jws, payload }));
    });
    expect(report).toMatchObject({ refused: 'bad-signature', highest: 0 });
  });

  it('is one whose header asks for no signature, or names another type', async () => {
    for (const header of [{ alg: 'none' }, { alg: 'HS256' }, { typ: 'JWT' }]) {
      const report = await afterSending(async (device) => {
        const jws = JSON.parse(await signDocument(makeDocument(1, GOOD), device.keys.privateKey));
        const known = JSON.parse(Buffer.from(jws.protected, 'base64url').toString());
        const text = Buffer.from(JSON.stringify({ ...known, ...header })).toString('base64url');
        await device.sendText(JSON.stringify({ ...jws, protected: text }));
      });
      expect(report?.refused).toBe('bad-signature');
    }
  });

  it.each([
    ['nothing signed', JSON.stringify(makeDocument(1, GOOD)), 'unsigned'],
    ['no JSON', '\u0000{', 'malformed'],
    ['a list', '[]', 'malformed'],
    ['nested 50,000 deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'malformed'],
    ['256 kB and one byte', JSON.stringify({ payload: 'x'.repeat(256 * 1024 - 13) }), 'oversized'],
    ['YAML with an alias bomb', 'a: &a [1,1]\nb: [*a,*a]', 'malformed'],
  ])('is %s', async (_what, text, expected) => {
    expect((await afterSending((device) => device.sendText(text)))?.refused).toBe(expected);
  });

  it('is every one where the device has no key', async () => {
    const report = await afterSending((device) => {
      device.publicKeys = undefined;
      return device.send(makeDocument(1, GOOD));
    });
    expect(report?.refused).toMatch(/^no-key/);
  });

  it('leaves no event for each time that the broker repeats it', async () => {
    const device = await DesiredDevice.open();
    for (let n = 0; n < 5; n++) await device.send(makeDocument(1, GOOD, { to: 'acme/high-street/gw-2' }));
    expect(device.events).toHaveLength(1);
  });
});

describe('a document that is not followed', () => {
  it.each([
    ['expired', { expiresAt: iso(START_MS - 1_000), issuedAt: iso(START_MS - MINUTE_MS) }, /^expired/],
    ['good for longer than 30 days', { expiresAt: iso(START_MS + 31 * 86_400_000) }, /30 days/],
  ])('is %s', async (_what, more, expected) => {
    const report = await afterSending((device) => device.send(makeDocument(1, GOOD, more)));
    expect(report).toMatchObject({ phase: 'refused', highest: 1 });
    expect(report?.reason).toMatch(expected);
  });

  it.each([
    [
      'a setting that this version does not know',
      { thresholds: { bounceSeconds: 60, newSeconds: 5 } },
      'thresholds.newSeconds',
    ],
    ['a section that this version does not know', { weather: { station: 'x' } }, 'weather.station'],
    ['a value out of bounds', { thresholds: { bounceSeconds: 1 } }, 'thresholds.bounceSeconds'],
    ['a list in the place of things', { zones: [{ name: 'x' }] }, 'zones'],
    ['an empty list in the place of things', { zones: [] }, 'zones'],
    [
      'something new in a list without ids',
      { store: { specialDays: [{ date: '2026-12-24', run: 'x' }] } },
      'specialDays[].run',
    ],
    ['less privacy', { privacy: { minimumCount: 2 } }, 'privacy.minimumCount'],
    ['an address', { sensors: [{ id: 'door', path: '/dev/ttyUSB9' }] }, 'sensors[].path'],
    ['a broker', { mqtt: { url: 'mqtt://elsewhere' } }, 'mqtt.url'],
    [
      'what the technician draws',
      {
        zones: [
          {
            id: 'table',
            polygon: [
              [0, 0],
              [9, 9],
              [0, 9],
            ],
          },
        ],
      },
      'zones[].polygon',
    ],
    ['a key of JavaScript', JSON.parse('{"thresholds":{"constructor":5}}'), 'thresholds.constructor'],
  ])('has %s, and is refused whole', async (_what, settings, named) => {
    const report = await afterSending((device) => device.send(makeDocument(1, { ...GOOD, ...settings })));
    expect(report).toMatchObject({ phase: 'refused', highest: 1 });
    expect(report?.reason).toContain(named);
  });

  it('has any setting of the schema that head office does not own', async () => {
    const leaves = (await schemaLeaves()).filter(
      (name) => findOwner(name) !== 'fleet' && !/\]\.id$/.test(name),
    );
    expect(leaves.length).toBeGreaterThan(150);
    const device = await DesiredDevice.open();
    const current = device.file.read().tree;
    const forbidden = (name: string) =>
      planChanges({ current, settings: { ...GOOD, ...toTree(name) }, before: {}, local: new Set() })
        .forbidden;
    expect(leaves.filter((name) => forbidden(name).length === 0)).toEqual([]);
    // One of each section the whole way: signed, received, refused.
    const before = device.text;
    const sections = [...Map.groupBy(leaves, (name) => name.split(/[.[]/)[0]).values()].flatMap(
      ([first]) => first ?? [],
    );
    for (const [i, name] of sections.entries()) {
      await device.send(makeDocument(i + 1, { ...GOOD, ...toTree(name) }));
      expect(device.reported, name).toMatchObject({ phase: 'refused', revision: i + 1 });
      expect(device.reported?.reason, name).toMatch(/^not settable from afar/);
    }
    expect(device.text).toBe(before);
  }, 60_000);
});

/** A tree that holds this setting alone, for the things that the device has. */
function toTree(name: string): { readonly [key: string]: Json } {
  const ids: Readonly<Record<string, string>> = { sensors: 'door', zones: 'table', doors: 'front' };
  const build = ([part = '', ...rest]: readonly string[], isTop: boolean): Json => {
    const key = part.replace(/(?:\[\])+$/, '');
    const inner = rest.length === 0 ? 'x' : build(rest, false);
    const isList = part.endsWith('[]');
    const thing = isTop && typeof inner === 'object' ? { id: ids[key] ?? 'x', ...(inner as object) } : inner;
    return { [key === '*' ? 'any' : key]: isList ? [thing as Json] : inner };
  };
  return build(name.split('.'), true) as { readonly [key: string]: Json };
}

describe('time and order', () => {
  it('waits with a clock of 1970, and goes on once it is set', async () => {
    const device = await DesiredDevice.open();
    device.timeQuality = 'unsynced';
    device.clock.setWall(0);
    await device.send(makeDocument(1, GOOD));
    expect(device.reported).toMatchObject({ phase: 'waiting', reason: 'the clock was never set' });
    device.clock.setWall(START_MS);
    device.timeQuality = 'synced';
    await device.pass(0.2);
    expect(device.reported).toMatchObject({ phase: 'trial' });
  });

  it('waits for its first moment', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, GOOD, { notBefore: iso(START_MS + 30 * MINUTE_MS) }));
    expect(device.reported).toMatchObject({ phase: 'waiting', reason: 'not before' });
    await device.pass(31);
    expect(device.reported).toMatchObject({ phase: 'trial' });
  });

  it('ignores an older document that the broker has from a backup, and a replay after a roll-back', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(4, GOOD));
    await device.pass(21);
    const text = device.text;
    await device.send(makeDocument(3, { thresholds: { bounceSeconds: 30 } }));
    expect(device.text).toBe(text);
    expect(device.reported).toMatchObject({
      phase: 'kept',
      kept: 4,
      refused: 'replayed: revision 3 after 4',
    });
    device.reloaded = () => void device.sensors.set('door', 'waiting');
    await device.send(makeDocument(5, { thresholds: { bounceSeconds: 30 } }));
    device.reloaded = () => void device.sensors.set('door', 'up');
    await device.pass(11);
    expect(device.reported).toMatchObject({ phase: 'rolled-back', revision: 5, kept: 4 });
    await device.send(makeDocument(5, { thresholds: { bounceSeconds: 30 } }));
    await device.pass(1);
    expect(device.text).toBe(text);
    expect(device.reported).toMatchObject({ phase: 'rolled-back', revision: 5 });
  });

  it('of two documents of one revision follows the first', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, GOOD));
    await device.send(makeDocument(1, { thresholds: { bounceSeconds: 30 } }));
    expect(parse(device.text).thresholds.bounceSeconds).toBe(60);
    expect(device.reported?.refused).toContain('replayed');
  });

  it('keeps what it has when the broker has none any more', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, GOOD));
    await device.pass(21);
    await device.sendText('');
    expect(device.reported).toMatchObject({ phase: 'kept', kept: 1, refused: null });
  });

  it('follows a new key beside the old one, and the old one no longer once it is gone', async () => {
    const device = await DesiredDevice.open();
    const next = makeKeys();
    await device.send(makeDocument(1, GOOD), next.privateKey);
    expect(device.reported?.refused).toBe('unknown-key');
    device.publicKeys = [device.keys.publicKey, next.publicKey];
    await device.send(makeDocument(1, GOOD), next.privateKey);
    expect(device.reported).toMatchObject({ phase: 'trial', refused: null });
    await device.pass(21);
    device.publicKeys = [next.publicKey];
    await device.send(makeDocument(2, { thresholds: { bounceSeconds: 30 } }));
    expect(device.reported).toMatchObject({ kept: 1, refused: 'unknown-key' });
  });

  it('on a new board goes on from the revision that the one before it reported', async () => {
    const former = await DesiredDevice.open();
    await former.send(makeDocument(7, GOOD));
    const device = await DesiredDevice.open({ keys: former.keys, isNew: true });
    expect(device.desired.report()).toBeUndefined();
    await device.send(makeDocument(6, { thresholds: { bounceSeconds: 30 } }));
    device.desired.acceptReport(former.desired.report() ?? '');
    await device.settle();
    expect(device.reported).toMatchObject({ phase: null, refused: 'replayed: revision 6 after 6' });
    await device.send(makeDocument(7, GOOD));
    expect(device.reported).toMatchObject({ phase: 'trial', revision: 7 });
  });

  it('on a cloned card is tried once on each, and never again', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, GOOD));
    await device.pass(21);
    const clone = await DesiredDevice.open({ keys: device.keys });
    await clone.desired.stop();
    rmSync(clone.directory, { recursive: true });
    cpSync(device.directory, clone.directory, { recursive: true });
    const text = readFileSync(clone.config, 'utf8').replaceAll(device.directory, clone.directory);
    writeFileSync(clone.config, text);
    const again = await DesiredDevice.resume(clone, device.clock.now());
    await again.send(makeDocument(1, GOOD));
    await again.pass(1);
    expect(again.reported).toMatchObject({ phase: 'kept', kept: 1, refused: null });
    expect(again.events).toEqual([]);
    expect(again.text).toBe(text);
    for (const each of [device, again])
      await each.send(makeDocument(2, { thresholds: { bounceSeconds: 30 } }));
    for (const each of [device, again]) {
      await each.pass(21);
      expect(each.reported).toMatchObject({ phase: 'kept', kept: 2 });
    }
  });

  it('on a new board of a new name waits for no report', async () => {
    const device = await DesiredDevice.open({ isNew: true });
    await device.send(makeDocument(1, GOOD));
    expect(device.desired.report()).toBeUndefined();
    await device.pass(0.2);
    expect(device.reported).toMatchObject({ phase: 'trial' });
  });
});

it('the fixture is a settings file that the device runs on', async () => {
  const device = await DesiredDevice.open();
  expect(stringify(parse(device.text))).toContain('high-street');
});
