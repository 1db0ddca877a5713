import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { logPrivacyChanges, privacyLogPath } from '../../src/app/privacy/log-privacy-changes.ts';
import { pseudonymSettings } from '../../src/app/privacy/opt-out-key.ts';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../src/config/parse-settings.ts';
import { AdvertProcessor } from '../../src/links/ble/advert-processor.ts';
import { PrivacyLog } from '../../src/system/privacy-log.ts';
import { startLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';

const DECISION = {
  lifetimeHours: 24,
  decidedBy: 'Ada Example, data protection officer',
  decidedOn: '2026-03-02',
  reason: 'The works council wants to know whether people come back on the same day after the renovation.',
  notice:
    'Radio signals of phones are counted here. Your phone has a random name until midnight at the latest; ask at the till to be left out.',
  optOut: {
    instructions: 'Ask at the till and show your phone.',
    keyFile: '/nowhere',
    digests: [] as string[],
  },
};
const HOUR_MS = 3_600_000;
const MORNING_MS = Date.UTC(2026, 2, 3, 8);

let schema: Awaited<ReturnType<typeof settingsSchema>>;
beforeAll(async () => {
  schema = await settingsSchema();
});

function check(extendedPseudonyms: object, directory = tempDir()) {
  const tree = {
    version: 2,
    tenant: 'acme',
    gateway: 'gw-1',
    store: { id: 'corner' },
    storage: { directory },
    sensors: [{ id: 'radio', type: 'ble-receiver' }],
    privacy: { extendedPseudonyms },
  };
  return parseSettings(JSON.stringify(tree), schema);
}

function settingsWith(optOut: object) {
  const { settings, problems } = check({ ...DECISION, optOut: { ...DECISION.optOut, ...optOut } });
  if (settings === undefined) throw new Error(JSON.stringify(problems));
  return settings;
}

async function optOut(key: string, address: string) {
  const lintel = startLintel(['privacy', 'opt-out', '--key', key]);
  lintel.child.stdin?.end(`${address}\n`);
  return { code: await lintel.exit(), output: lintel.output() };
}

describe('pseudonyms that live longer than five minutes', () => {
  test.each(['decidedBy', 'decidedOn', 'reason', 'notice', 'optOut'])('are refused without %s', (missing) => {
    const { [missing as keyof typeof DECISION]: _left, ...rest } = DECISION;
    const { settings, problems } = check(rest);
    expect(settings).toBeUndefined();
    expect(problems.map(({ path }) => path)).toEqual([`privacy.extendedPseudonyms.${missing}`]);
  });

  test.each([
    ['a reason of one word', { reason: 'because' }],
    ['blanks for a notice', { notice: ' '.repeat(200) }],
    ['more than a day', { lifetimeHours: 25 }],
    ['no opt-out list', { optOut: { instructions: DECISION.optOut.instructions, keyFile: '/k' } }],
    ['plain addresses in the list', { optOut: { ...DECISION.optOut, digests: ['5c:f3:70:8b:11:c2'] } }],
  ])('are refused with %s', (_what, change) => {
    expect(check({ ...DECISION, ...change }).settings).toBeUndefined();
  });

  test('are refused without the list’s key, and with one that others can read', () => {
    expect(() => pseudonymSettings(settingsWith({ keyFile: join(tempDir(), 'none') }))).toThrow('not there');
    const open = join(tempDir(), 'open.key');
    writeFileSync(open, 'ab'.repeat(32), { mode: 0o644 });
    expect(() => pseudonymSettings(settingsWith({ keyFile: open }))).toThrow('chmod 600');
  });

  test('are written down: who, when, why, the notice, and the list by its length and hash', () => {
    const settings = settingsWith({ digests: ['a'.repeat(32)] });
    logPrivacyChanges(settings, 'console technician-1', new Date(MORNING_MS));
    const entry = new PrivacyLog(privacyLogPath(settings))
      .check()
      .entries.find(({ path }) => path === 'privacy.extendedPseudonyms');
    expect(entry).toMatchObject({ by: 'console technician-1' });
    expect(entry?.to).toMatchObject({
      ...DECISION,
      optOut: {
        instructions: DECISION.optOut.instructions,
        devices: 1,
        list: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  test('leave out people who objected, by a digest from `lintel privacy opt-out`', async () => {
    const keyFile = join(tempDir(), 'opt-out.key');
    const { code, output } = await optOut(keyFile, '5C-F3-70-8B-11-C2');
    expect(code).toBe(0);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const [digest = ''] = /^[0-9a-f]{32}$/m.exec(output) ?? [];
    expect((await optOut(keyFile, '5cf3708b11c2')).output).toContain(digest);
    expect((await optOut(keyFile, 'mine')).code).toBe(2);
    expect(existsSync(keyFile)).toBe(true);

    const { pseudonyms } = pseudonymSettings(settingsWith({ keyFile, digests: [digest] }));
    if (pseudonyms === undefined) throw new Error('no settings for pseudonyms');
    const hearing = new AdvertProcessor([], { unknownRadios: true, pseudonyms });
    const hear = (nowMs: number, ...addresses: string[]) => {
      for (const address of addresses) {
        const bytes = Buffer.from(`${address}020106`, 'hex');
        hearing.report(bytes, 0, -60, 6, bytes.length, nowMs);
      }
      return hearing
        .takeRadios(nowMs)
        .map((advert) => (advert.kind === 'radio' ? advert.pseudonym : undefined));
    };
    const [objector, other] = ['c2118b70f35c', '010203040506'];
    const morning = hear(MORNING_MS, objector, other);
    expect(morning).toHaveLength(1);
    expect(hear(MORNING_MS + 6 * HOUR_MS, other, objector)).toEqual(morning);
    const nextDay = hear(MORNING_MS + 24 * HOUR_MS, other);
    expect(nextDay).toHaveLength(1);
    expect(nextDay).not.toEqual(morning);
  });

  test('are off by default: radio processes get no setting, and a pseudonym lives five minutes', () => {
    const { settings } = parseSettings(
      JSON.stringify({ version: 2, tenant: 'acme', gateway: 'gw-1', store: { id: 'corner' } }),
      schema,
    );
    expect(settings && pseudonymSettings(settings)).toEqual({});
  });
});
