import { GatewayError } from '../core/model/gateway-error.ts';
import type { Candidates } from './candidates.ts';
import { DETR_BOX_PARTS, decodeDetr } from './decode-detr.ts';
import type { NanodetLevel } from './decode-nanodet.ts';
import { decodeNanodetLevel } from './decode-nanodet.ts';
import { decodeYolox } from './decode-yolox.ts';
import type { ModelEntry } from './model-manifest.ts';

export interface HeadOutput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Turns a model's raw outputs, in any order, into candidates. */
export type HeadDecoder = (outputs: readonly HeadOutput[], into: Candidates) => void;

const NANODET_STRIDES = [8, 16, 32];
const NANODET_DISTANCES = 4 * 8;

export function createHeadDecoder(entry: ModelEntry, minScore: number): HeadDecoder {
  const { inputWidth, inputHeight, decoder, name } = entry;
  if (decoder === 'yolox') {
    return ([output], into) => {
      if (output === undefined) throw unexpected(name);
      decodeYolox(output.data, entry, minScore, into);
    };
  }
  if (decoder === 'detr') {
    return (outputs, into) => {
      const boxes = outputs.find(({ dims }) => dims.at(-1) === DETR_BOX_PARTS);
      const logits = outputs.find((output) => output !== boxes && output.dims.at(-2) === boxes?.dims.at(-2));
      if (boxes === undefined || logits === undefined) throw unexpected(name);
      decodeDetr({ boxes: boxes.data, logits: logits.data }, entry, minScore, into);
    };
  }
  const centre = decoder === 'nanodet' ? cellCenter : pixelCenter;
  return (outputs, into) => {
    for (const stride of NANODET_STRIDES) {
      const level = findLevel(outputs, (inputWidth / stride) * (inputHeight / stride));
      if (level === undefined) throw unexpected(name);
      decodeNanodetLevel({ ...level, stride, centre: centre(stride) }, inputWidth, minScore, into);
    }
  };
}

function cellCenter(stride: number): number {
  return stride / 2;
}

function pixelCenter(stride: number): number {
  return (stride - 1) / 2;
}

/** Finds outputs by shape, because exporters choose their own names and order. */
function findLevel(
  outputs: readonly HeadOutput[],
  cells: number,
): Pick<NanodetLevel, 'scores' | 'distances'> | undefined {
  const ofLevel = outputs.filter(({ dims }) => dims.at(-2) === cells);
  const distances = ofLevel.find(({ dims }) => dims.at(-1) === NANODET_DISTANCES)?.data;
  const scores = ofLevel.find(({ dims }) => dims.at(-1) !== NANODET_DISTANCES)?.data;
  return distances === undefined || scores === undefined ? undefined : { scores, distances };
}

function unexpected(name: string): GatewayError {
  return new GatewayError('DETECTOR_FAILED', `model '${name}' gives outputs of unexpected shapes`);
}
