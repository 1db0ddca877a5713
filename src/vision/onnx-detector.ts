import type * as Ort from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { Candidates } from './candidates.ts';
import { DetectionHead } from './detection-head.ts';
import type { ModelEntry } from './model-manifest.ts';
import type { LoadedModel } from './model-store.ts';
import type { PersonDetector } from './person-detector.ts';
import { PlanarInput } from './planar-input.ts';

/**
 * Log level at which only fatal errors are shown. The runtime would write warnings to stderr that mean nothing to a
 * technician.
 */
const FATAL_ONLY = 4;

/**
 * Runs a model in ONNX Runtime on the processor. Only this module imports the library, because it may fail to load on
 * some boards.
 */
export async function openOnnxDetector(
  { entry, files }: LoadedModel,
  minScore: number,
  threads: number,
): Promise<PersonDetector> {
  const bytes = files.get(entry.files[0]?.name ?? '');
  if (bytes === undefined) throw new GatewayError('MODEL_NOT_FOUND', `model '${entry.name}' names no file`);
  sendNoTelemetry();
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: FATAL_ONLY,
  });
  return new OnnxDetector(ort, session, entry, minScore);
}

/**
 * Switches off the library's telemetry before the first session. Linux builds of ONNX Runtime 1.30 keep a device id and
 * a record of every session in ~/.cache/Microsoft. By default they send both to their maker. No data may leave a store
 * without its owner's knowledge.
 */
function sendNoTelemetry(): void {
  // biome-ignore lint/style/noProcessEnv: it is written here, not read, as the library reads only this variable.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}

class OnnxDetector implements PersonDetector {
  readonly pixelFormat = 'gbrp';
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly padLevel: number;
  readonly isStretched: boolean;
  readonly #session: InferenceSession;
  readonly #input: PlanarInput;
  readonly #feeds: Record<string, Tensor>;
  readonly #head: DetectionHead;

  constructor(ort: typeof Ort, session: InferenceSession, entry: ModelEntry, minScore: number) {
    this.inputWidth = entry.inputWidth;
    this.inputHeight = entry.inputHeight;
    this.padLevel = entry.padLevel;
    this.isStretched = entry.resize === 'stretch';
    this.#session = session;
    this.#input = new PlanarInput(entry.inputWidth, entry.inputHeight, entry);
    const shape = [1, 3, entry.inputHeight, entry.inputWidth];
    this.#feeds = { [session.inputNames[0] ?? '']: new ort.Tensor('float32', this.#input.tensor, shape) };
    this.#head = new DetectionHead(entry, minScore);
  }

  async detect(frame: Uint8Array): Promise<Candidates> {
    this.#input.fill(frame);
    const outputs = await this.#session.run(this.#feeds);
    return this.#head.decodeDetections(Object.values(outputs).map(floatsOf));
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

function floatsOf({ data, dims }: Tensor): { data: Float32Array; dims: readonly number[] } {
  if (data instanceof Float32Array) return { data, dims };
  throw new GatewayError('DETECTOR_FAILED', 'the model gives something other than 32-bit floats');
}
