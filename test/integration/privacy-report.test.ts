import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { logPrivacyChanges, privacyLogPath } from '../../src/app/privacy/log-privacy-changes.ts';
import type { PrivacyReport } from '../../src/app/privacy/privacy-report.ts';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import { checkSettings } from '../../src/config/load-settings.ts';
import type { Settings } from '../../src/config/schema.ts';
import { rulePaths } from '../../src/core/privacy/rules.ts';
import { driver as camera } from '../../src/drivers/camera.ts';
import { PrivacyLog } from '../../src/system/privacy-log.ts';
import { writeTableSettings } from '../support/links/table-settings.ts';
import { runLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';

const AT = new Date('2026-03-03T10:00:00Z');

function settingsFile(change: object = {}): { path: string; settings: Settings } {
  const directory = tempDir();
  const path = writeTableSettings({ directory, framesPerSecond: 5 });
  const tree = { ...(parse(readFileSync(path, 'utf8')) as object), ...change };
  writeFileSync(path, stringify(tree));
  return { path, settings: tree as Settings };
}

describe('lintel privacy report', () => {
  test('names sensors, fields, retention and k, and has the notice in four languages', async () => {
    const { path } = settingsFile({ privacy: { minimumCount: 7, storeEvery: 'quarter' } });
    const out = join(tempDir(), 'report.json');
    await runLintel(['privacy', 'report', '-c', path, '--json', '-o', out]);
    const report = JSON.parse(readFileSync(out, 'utf8')) as PrivacyReport;
    expect(report.sensors).toMatchObject([
      { sensor: 'table-cam', type: 'camera', senses: camera.sensing.senses },
    ]);
    expect(report).toMatchObject({
      minimumCount: 7,
      storeLevel: expect.stringContaining('quarter of an hour'),
    });
    expect(report.leaving.fields.map(({ path: field }) => field)).toEqual(
      rulePaths().map(([field]) => field),
    );
    expect(report.linkage).toContain('of about 120 visits a day: 14 times');
    expect(Object.keys(report.notice)).toEqual(['en', 'de', 'fr', 'es']);
    expect(report.cnilScenario).toContain('Camera');
    expect(report.retention.length).toBeGreaterThan(2);
  });

  test('is a page that prints, and fails its self-test when the data holds a picture', async () => {
    const { path, settings } = settingsFile();
    const page = await runLintel(['privacy', 'report', '-c', path]);
    expect(page.output).toContain('<!doctype html>');
    expect(page.output).not.toMatch(/<script|https?:\/\/(?!www\.w3)/);
    mkdirSync(settings.storage.directory, { recursive: true });
    const picture = Buffer.from('ffd8ffe000104a464946', 'hex');
    writeFileSync(join(settings.storage.directory, 'frame.bin'), picture);
    const { code, output } = await runLintel(['privacy', 'report', '-c', path, '--json']);
    expect(code).toBe(1);
    expect(output).toContain('self-test failed: data directory');
  });

  test('tells of radio and its notice where another device does the hearing', async () => {
    const receiver = {
      ...{ id: 'till-radio', type: 'theengs-receiver', topic: 'home/TheengsGateway' },
      broker: { url: 'mqtt://127.0.0.1' },
    };
    const { path } = settingsFile({ sensors: [receiver], zones: [], privacy: { indoorEvery: 'day' } });
    const { output } = await runLintel(['privacy', 'report', '-c', path, '--json']);
    const report = JSON.parse(
      output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1),
    ) as PrivacyReport;
    expect(report.cnilScenario).toContain('Scenario 1');
    expect(report.notice.de).toContain('Funksignale');
    expect(report.notice.de).not.toContain('Kamera');
    expect(report.inside).toContain('once a day');
  });
});

describe('settings that touch privacy', () => {
  test('are recorded when they change, and only then', async () => {
    const { path } = settingsFile({ privacy: { minimumCount: 1 } });
    const { settings } = checkSettings(path, await settingsSchema());
    if (settings === undefined) throw new Error('the settings of this test are not good');
    const first = logPrivacyChanges(settings, 'anna', AT);
    expect(first).toBeGreaterThan(3);
    expect(logPrivacyChanges(settings, 'anna', AT)).toBe(0);
    const changed = { ...settings, privacy: { ...settings.privacy, minimumCount: 3, cameraPreview: false } };
    expect(logPrivacyChanges(changed, 'ben', AT)).toBe(1);
    const { entries, brokenAt } = new PrivacyLog(privacyLogPath(settings)).check();
    expect(brokenAt).toBeUndefined();
    expect(entries.at(-1)).toMatchObject({ by: 'ben', path: 'privacy.minimumCount', from: 1, to: 3 });
  });
});
