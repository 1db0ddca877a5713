import { expect, test } from 'vitest';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { layoutWarnings } from '../../../src/config/layout-warnings.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';

/** A till whose service zone begins at this height of the picture; its queue begins at 200. */
async function warningsOf(tillFrom: number): Promise<readonly string[]> {
  const text = `
version: 2
tenant: acme
gateway: gw-1
store: { id: high-street, timezone: Europe/London }
sensors:
  - { id: cam, type: camera, source: { rtsp: "rtsp://cam.local/1" }, widthPx: 640, heightPx: 480 }
zones:
  - id: line
    space: cam
    isQueue: true
    serviceZone: till
    polygon: [[0, 200], [300, 200], [300, 400], [0, 400]]
  - { id: till, space: cam, polygon: [[0, ${tillFrom}], [300, ${tillFrom}], [300, 480], [0, 480]] }
`;
  const { settings } = parseSettings(text, await settingsSchema());
  if (settings === undefined) throw new Error('the settings are wrong');
  return layoutWarnings(settings);
}

test('warns of a queue that lies in its service zone, where nobody waits', async () => {
  const [warning, ...others] = await warningsOf(150);
  expect(warning).toContain('zones[0].polygon');
  expect(warning).toContain('till');
  expect(others).toEqual([]);
});

test('does not warn of a queue beside its service zone, nor of one that reaches into it', async () => {
  expect(await warningsOf(400)).toEqual([]);
  expect(await warningsOf(350)).toEqual([]);
});
