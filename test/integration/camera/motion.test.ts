import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { clipOptions, collect, makeClip, never } from './camera-clips.ts';

test('boxes people who cross an overhead view without a model, in the pixels of its picture', async () => {
  const path = join(tempDir(), 'overhead.mp4');
  const floor = 'color=gray:s=640x480:r=10:d=6,noise=alls=6:allf=t';
  const walk = "[0][1]overlay=x='if(lt(t,2),-100,(t-2)*120)':y=200";
  const person = 'color=black:s=72x60:r=10:d=6';
  const encode = ['-c:v', 'mpeg4', '-q:v', '3', path];
  makeClip('-f', 'lavfi', '-i', floor, '-f', 'lavfi', '-i', person, '-filter_complex', walk, ...encode);
  const options = clipOptions(path, { detector: { model: 'motion', personSidePx: 80 } });
  const frames = await collect(createCameraLink({ modelFolders: [] }).frames(options, never()));
  expect(frames.slice(0, 20).flatMap(({ boxes }) => boxes)).toEqual([]);
  for (const [index, { boxes }] of frames.entries()) {
    if (index < 30 || index > 55) continue;
    const [left = 0, top = 0, width = 0, height = 0] = boxes;
    expect(boxes).toHaveLength(5);
    expect(Math.abs(left - (index - 20) * 12)).toBeLessThanOrEqual(6);
    expect(Math.abs(top - 200)).toBeLessThanOrEqual(6);
    expect(Math.abs(width - 72)).toBeLessThanOrEqual(10);
    expect(Math.abs(height - 60)).toBeLessThanOrEqual(10);
  }
});
