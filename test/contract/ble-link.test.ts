import { describe, expect, onTestFinished, test } from 'vitest';
import type { BleLinkSettings } from '../../src/links/ble/ble-link.ts';
import { createBleLink } from '../../src/links/ble/ble-link.ts';
import type { BleAdvert } from '../../src/ports/links.ts';
import { adapterThat } from '../support/links/adapter-that.ts';
import { until } from '../support/until.ts';

const CANARY_UUID = '00112233445566778899aabbccddeeff';
const TAGS = [
  { id: 'canary-1', kind: 'canary' as const, match: { uuid: CANARY_UUID, major: 1, minor: 1 } },
  { id: 'trolley-1', kind: 'trolley' as const, match: { mac: 'f12233445566' } },
];
const PROGRAM = new URL('../support/links/fake-ble-worker.ts', import.meta.url);
const QUICK = { anyMs: 1_000, canaryMs: 1_000, remedyMs: 1_000 };

function listen(adapter: string, settings: Partial<BleLinkSettings> = {}) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const link = createBleLink({ tags: TAGS, program: PROGRAM, checkEveryMs: 50, limits: QUICK, ...settings });
  const options = { adapter, canary: { tag: 'canary-1', intervalMs: 50 } };
  const adverts: BleAdvert[] = [];
  let error: unknown;
  const done = (async () => {
    try {
      for await (const advert of link.adverts(options, abort.signal)) adverts.push(advert);
    } catch (caught) {
      error = caught;
    }
  })();
  return {
    adverts,
    done,
    abort,
    canaries: () => adverts.filter((advert) => advert.kind === 'tag' && advert.tag === 'canary-1'),
    get error() {
      return error;
    },
  };
}

describe('a radio process', () => {
  test('tells registered tags by their own names, and proves that it hears', async () => {
    const radio = listen(adapterThat('hears'));
    await until('a canary and a trolley', () => radio.canaries().length > 5 && radio.adverts.length > 10);
    expect(radio.adverts).toContainEqual(
      expect.objectContaining({ kind: 'tag', tag: 'trolley-1', rssiDbm: -70 }),
    );
    expect(radio.canaries()[0]).toMatchObject({ rssiDbm: -45, powerAt1mDbm: -59 });
    expect(radio.adverts.some(({ kind }) => kind === 'alive')).toBe(true);
    radio.abort.abort();
    await radio.done;
    expect(radio.error).toBeUndefined();
  });

  test('lets no address out, in no form (F56)', async () => {
    const radio = listen(adapterThat('hears'), { tags: TAGS.slice(0, 1) });
    await until('a radio', () => radio.adverts.some(({ kind }) => kind === 'radio'));
    const text = JSON.stringify(radio.adverts).toLowerCase();
    for (const form of ['f12233445566', 'f1:22:33:44:55:66', '6655443322f1']) {
      expect(text).not.toContain(form);
      expect(text).not.toContain(
        Buffer.from(form.replaceAll(':', ''), 'hex').toString('base64').toLowerCase(),
      );
    }
  });

  test('calls the same radio by another name in another process (F57)', async () => {
    const names = async () => {
      const radio = listen(adapterThat('hears'), { tags: TAGS.slice(0, 1) });
      await until('a radio', () => radio.adverts.some(({ kind }) => kind === 'radio'));
      return new Set(radio.adverts.map((advert) => (advert.kind === 'radio' ? advert.pseudonym : '')));
    };
    const [a, b] = [await names(), await names()];
    for (const name of a) if (name !== '') expect(b).not.toContain(name);
  });

  test('gone deaf, is made to scan again (F36)', async () => {
    const radio = listen(adapterThat('deaf-until-rescan'));
    await until('it hears again', () => radio.canaries().length > 14);
    expect(radio.error).toBeUndefined();
  });

  test('gone deaf, is switched off and on, and that is no loss (F36)', async () => {
    const radio = listen(adapterThat('deaf-until-reset'));
    await until('it hears again', () => radio.canaries().length > 14);
    expect(radio.error).toBeUndefined();
  });

  test('found switched off, as a reset that was cut short leaves it, is switched on (F38)', async () => {
    const radio = listen(adapterThat('off-until-switched'));
    await until('it hears', () => radio.canaries().length > 5);
    expect(radio.error).toBeUndefined();
  });

  test('gone deaf for good, is given up with what to do, after every remedy (F36)', async () => {
    const radio = listen(adapterThat('deaf'));
    await radio.done;
    expect(radio.error).toMatchObject({ code: 'LINK_SILENT' });
    expect(String(radio.error)).toContain("canary 'canary-1'");
  });

  test('deaf in spite of a rescan, says so once, gives nothing out, and proves itself before it does again (F36)', async () => {
    const radio = listen(adapterThat('deaf-until-restart'));
    const kinds = () => radio.adverts.map(({ kind }) => kind);
    await until(
      'it hears again',
      () => kinds().lastIndexOf('tag') > kinds().indexOf('deaf') && kinds().includes('deaf'),
    );
    const after = kinds().slice(kinds().indexOf('deaf'));
    expect(after.slice(0, 2)).toEqual(['deaf', 'alive']);
  });

  test('is started anew when nothing milder helps (F36)', async () => {
    const radio = listen(adapterThat('deaf-until-restart'));
    await until('a second process hears', () => radio.canaries().length > 5);
    expect(radio.error).toBeUndefined();
  });

  test.each([
    ['refused', 'LINK_NOT_FOUND', 'the fake adapter is not there'],
    ['busy', 'LINK_NOT_FOUND', 'stop bluetoothd'],
    ['gone', 'LINK_LOST', 'check the dongle'],
    ['off', 'LINK_LOST', 'check the dongle'],
  ] as const)('whose adapter is %s says so and what to do (F38)', async (behaviour, code, hint) => {
    const patient = { ...QUICK, anyMs: 60_000, canaryMs: 60_000 };
    const radio = listen(adapterThat(behaviour), { limits: patient });
    await radio.done;
    expect(radio.error).toMatchObject({ code });
    expect(String(radio.error)).toContain(hint);
  });

  test('a process past its age is replaced without losing the canary for a second (F37)', async () => {
    const radio = listen(adapterThat('hears'), { recycleMs: 700 });
    await until('three lives of canaries', () => radio.canaries().length > 60);
    const times = radio.canaries().map(({ at }) => at);
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at));
    expect(Math.max(...gaps)).toBeLessThan(1000);
    expect(radio.error).toBeUndefined();
  });

  test('a process that grows is replaced (F37)', async () => {
    const radio = listen(adapterThat('leaks'), { maxRssBytes: 150 * 1024 * 1024 });
    await until('canaries of several lives', () => radio.canaries().length > 60);
    expect(radio.error).toBeUndefined();
  });

  test('that cannot be started is an error, not a hang', async () => {
    const radio = listen('hci0', { program: new URL('../support/no-such-program.ts', import.meta.url) });
    await radio.done;
    expect(radio.error).toMatchObject({ code: 'LINK_LOST' });
  });
});
