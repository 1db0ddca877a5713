import type { GraphModel } from '@tensorflow/tfjs-converter';
import type * as Tf from '@tensorflow/tfjs-core';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { Candidates } from './candidates.ts';
import { DetectionHead } from './detection-head.ts';
import type { HeadOutput } from './head-decoder.ts';
import type { ModelEntry } from './model-manifest.ts';
import type { LoadedModel } from './model-store.ts';
import type { PersonDetector } from './person-detector.ts';
import { PlanarInput } from './planar-input.ts';
import { selectBackend } from './tfjs-backend.ts';

/** The parts of a TensorFlow.js graph model file that this module reads. */
interface GraphFile {
  readonly format?: string;
  readonly modelTopology: object;
  readonly signature?: object;
  readonly weightsManifest: readonly { readonly weights: Tf.io.WeightsManifestEntry[] }[];
}

/** Runs TensorFlow.js graph models on the native backend if it is installed, otherwise on WebAssembly. */
export async function openTfjsDetector(model: LoadedModel, minScore: number): Promise<PersonDetector> {
  const tf = await import('@tensorflow/tfjs-core');
  await selectBackend(tf);
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  const graph = await loadGraphModel(artifactsOf(model));
  return new TfjsDetector(tf, graph, model.entry, minScore);
}

/** Returns an IO handler that has everything in memory, so that TensorFlow reads only verified bytes. */
function artifactsOf({ entry, files }: LoadedModel): Tf.io.IOHandler {
  const [graph, ...weights] = entry.files.map(({ name }) => files.get(name) ?? new Uint8Array(0));
  const file: GraphFile = JSON.parse(new TextDecoder().decode(graph));
  return {
    load: () =>
      Promise.resolve({
        modelTopology: file.modelTopology,
        ...(file.signature === undefined ? {} : { signature: file.signature }),
        weightSpecs: file.weightsManifest.flatMap((group) => group.weights),
        weightData: concatenated(weights),
      }),
  };
}

class TfjsDetector implements PersonDetector {
  readonly pixelFormat = 'gbrp';
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly padLevel: number;
  readonly #tf: typeof Tf;
  readonly #graph: GraphModel;
  readonly #head: DetectionHead;
  readonly #input: PlanarInput;

  constructor(tf: typeof Tf, graph: GraphModel, entry: ModelEntry, minScore: number) {
    this.#tf = tf;
    this.#graph = graph;
    this.#head = new DetectionHead(entry, minScore);
    this.#input = new PlanarInput(entry.inputWidth, entry.inputHeight, entry);
    this.inputWidth = entry.inputWidth;
    this.inputHeight = entry.inputHeight;
    this.padLevel = entry.padLevel;
  }

  async detect(frame: Uint8Array): Promise<Candidates> {
    this.#input.fill(frame);
    const tensor = this.#tf.tensor(this.#input.tensor, [1, 3, this.inputHeight, this.inputWidth]);
    const results = [this.#graph.execute(tensor)].flat();
    const outputs = await Promise.all(results.map(floatsOf));
    this.#tf.dispose([tensor, ...results]);
    return this.#head.decodeDetections(outputs);
  }

  close(): Promise<void> {
    this.#graph.dispose();
    return Promise.resolve();
  }
}

async function floatsOf(tensor: Tf.Tensor): Promise<HeadOutput> {
  const data = await tensor.data();
  if (data instanceof Float32Array) return { data, dims: tensor.shape };
  throw new GatewayError('DETECTOR_FAILED', 'the model gives something other than 32-bit floats');
}

function concatenated(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.buffer;
}
