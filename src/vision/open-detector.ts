import { availableParallelism } from 'node:os';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { DetectorOptions } from '../ports/camera-link.ts';
import { OVERHEAD_MODEL } from '../ports/camera-link.ts';
import type { FrameFormat } from './capture/ffmpeg-arguments.ts';
import type { ModelEntry } from './model-manifest.ts';
import { findDetector } from './model-manifest.ts';
import { loadModel } from './model-store.ts';
import { createMotionDetector } from './motion/motion-detector.ts';
import type { PersonDetector } from './person-detector.ts';

/**
 * Returns the frame format of a detector. It is known before the model is loaded, so that capture and loading can start
 * at the same time.
 */
export function getFrameFormat(options: DetectorOptions): FrameFormat {
  if (isMotion(options)) return createMotionDetector(options);
  const { inputWidth, inputHeight, padLevel, resize } = modelOf(options);
  return { inputWidth, inputHeight, padLevel, isStretched: resize === 'stretch', pixelFormat: 'gbrp' };
}

/** Opens the detector with the model's own runtime. Throws MODEL_NOT_FOUND, MODEL_CORRUPT or SETTINGS_INVALID. */
export async function openDetector(
  options: DetectorOptions,
  modelFolders: readonly string[],
): Promise<PersonDetector> {
  if (isMotion(options)) return createMotionDetector(options);
  const { runtime } = modelOf(options);
  const model = await loadModel(options, modelFolders);
  const minScore = options.minScore ?? model.entry.minScore;
  if (runtime === 'tfjs') {
    const { openTfjsDetector } = await import('./tfjs-detector.ts');
    return await openTfjsDetector(model, minScore);
  }
  const { openOnnxDetector } = await import('./onnx-detector.ts');
  return await openOnnxDetector(model, minScore, detectorThreads());
}

/** Settings may name `motion` as model or as runtime, because it is a runtime without a model. */
function isMotion({ model, runtime }: DetectorOptions): boolean {
  return model === OVERHEAD_MODEL || runtime === OVERHEAD_MODEL;
}

function modelOf(options: DetectorOptions): ModelEntry {
  const { runtime } = options;
  const entry = findDetector(options);
  if (runtime === undefined || runtime === entry.runtime) return entry;
  throw new GatewayError(
    'SETTINGS_INVALID',
    `model '${entry.name}' runs on '${entry.runtime}', not on '${runtime}': leave the runtime out`,
  );
}

/** Number of threads for a detector. It leaves one core to decoding and to the gateway. */
export function detectorThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}
