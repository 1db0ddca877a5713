import { availableParallelism } from 'node:os';
import type { DetectorOptions } from '../ports/links.ts';
import type { FrameFormat } from './capture/ffmpeg-arguments.ts';
import { findModel } from './model-manifest.ts';
import { loadModel } from './model-store.ts';
import type { PersonDetector } from './person-detector.ts';

/** What frames the detector will want: known before its model is loaded, so that both can start at once. */
export function frameFormatOf({ model }: DetectorOptions): FrameFormat {
  const { inputWidth, inputHeight, padLevel } = findModel(model);
  return { inputWidth, inputHeight, padLevel, pixelFormat: 'gbrp' };
}

export async function openDetector(
  options: DetectorOptions,
  modelFolders: readonly string[],
): Promise<PersonDetector> {
  const model = await loadModel(options.model, modelFolders);
  const minScore = options.minScore ?? model.entry.minScore;
  if (model.entry.runtime === 'tfjs') {
    const { openTfjsDetector } = await import('./tfjs-detector.ts');
    return await openTfjsDetector(model, minScore);
  }
  const { openOnnxDetector } = await import('./onnx-detector.ts');
  return await openOnnxDetector(model, minScore, detectorThreads());
}

/** One core stays free for decoding and for the gateway itself: the detector waits for no picture. */
export function detectorThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}
