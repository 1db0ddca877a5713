import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAbsent, MODELS, sharedPath } from '../../support/shared-data.ts';
import { tempDir } from '../../support/temp-dir.ts';

const MODEL = join(sharedPath(MODELS), 'nanodet-plus-m-416', 'object_detection_nanodet_2022nov.onnx');
const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Files that a program leaves in the home folder of whoever runs it. */
function leavings(program: string): string[] {
  const home = tempDir();
  execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT,
    env: { HOME: home },
    stdio: 'pipe',
  });
  return existsSync(home)
    ? readdirSync(home, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    : [];
}

test.skipIf(isAbsent(MODELS))('the detector’s runtime keeps no record for its maker', () => {
  const ours = `
    import { letterbox } from './src/vision/letterbox.ts';
    import { openDetector } from './src/vision/open-detector.ts';
    const detector = await openDetector({ model: 'nanodet-plus-m-416' }, ['${sharedPath(MODELS)}']);
    const pixels = new Uint8Array(3 * detector.inputWidth * detector.inputHeight);
    const place = letterbox(640, 480, detector.inputWidth, detector.inputHeight);
    await detector.detect(pixels, { atMs: 0, place });
    process.exit();`;
  expect(leavings(ours)).toEqual([]);
  // Told nothing it would: otherwise this test could not fail.
  const bare = `
    import { InferenceSession } from 'onnxruntime-node';
    await InferenceSession.create('${MODEL}', { logSeverityLevel: 4 });
    process.exit();`;
  expect(leavings(bare)).toContain('onnxruntime.db');
});
