import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { writeTableSettings } from '../../support/links/table-settings.ts';
import { runLintel } from '../../support/lintel.ts';
import { cutTableClip } from '../../support/process/clip-run.ts';
import { isAbsent, MODELS, sharedPath, TABLE_CLIP } from '../../support/shared-data.ts';
import { tempDir } from '../../support/temp-dir.ts';

const FOLDER = sharedPath('data/models/yolox-nano-416');
const isSkipped = isAbsent(TABLE_CLIP, MODELS);

interface Take {
  readonly directory: string;
  readonly config: string;
  readonly source: string;
}

/** Settings of a camera that brings a copy of a known model as its own. */
function ownSettings(change: object = {}): Take {
  const directory = tempDir();
  const config = writeTableSettings({ directory, framesPerSecond: 2 });
  const source = join(FOLDER, readdirSync(FOLDER).find((name) => name.endsWith('.onnx')) ?? '');
  const bytes = readFileSync(source);
  const ownModel = {
    name: 'our-people',
    url: 'https://models.example/our-people.onnx',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    decoder: 'yolox',
    inputWidth: 416,
    inputHeight: 416,
    ...change,
  };
  const settings = parse(readFileSync(config, 'utf8')) as { sensors: object[] };
  settings.sensors = settings.sensors.map((sensor) => ({ ...sensor, ownModel }));
  writeFileSync(config, stringify(settings));
  return { directory, config, source };
}

const pull = ({ directory, config, source }: Take) =>
  runLintel([
    'model',
    'pull',
    'our-people',
    '-c',
    config,
    '--source',
    source,
    '-d',
    join(directory, 'data/models'),
  ]);

describe.skipIf(isSkipped)(
  'a store’s own model (skipped without the shared clips)',
  { timeout: 60_000 },
  () => {
    test('is fetched by its name, found by replay, and sees the visitor', async () => {
      const take = ownSettings();
      const clip = cutTableClip(join(take.directory, 'clip.mp4'), 22);
      const replay = [
        'replay',
        '-c',
        take.config,
        '-i',
        `table-cam=${clip}`,
        '--start',
        '2026-01-01T00:00:00Z',
      ];
      const before = await runLintel(replay);
      expect(before.output).toContain("run 'lintel model pull our-people --config SETTINGS'");
      const pulled = await pull(take);
      expect(pulled.output).toContain('our-people is in');
      const after = await runLintel(replay);
      expect(after.code, after.output).toBe(0);
      expect(after.output).toMatch(/table +1 /);
    });

    test('of other bytes is refused', async () => {
      const { output, code } = await pull(ownSettings({ sha256: '0'.repeat(64) }));
      expect(code).toBe(1);
      expect(output).toContain('has another checksum than the manifest says');
    });

    test('that is given wrongly is refused, with what is allowed', async () => {
      const { config } = ownSettings({ sha256: 'abc', url: 'http://models.example/x', decoder: 'magic' });
      const { code, output } = await runLintel(['check', config]);
      expect(code).toBe(78);
      for (const part of ['sha256', 'url', 'decoder']) expect(output).toContain(`ownModel.${part}`);
    });
  },
);
