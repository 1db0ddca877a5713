import type { TypeOf } from '../../model/codec.ts';
import { list, number, numbers, struct, text } from '../../model/codec.ts';
import type { RadioModel } from './fit-radio-model.ts';
import type { Receiver } from './radio-map.ts';

/**
 * Code of the first character used. One printable character per value keeps a map of thousands of values small in a
 * checkpoint.
 */
const FIRST_CHAR = 35;
/** Code of the backslash, which is skipped because JSON would double it. */
const BACKSLASH = 92;
const LEVELS = 90;
const MEAN_STEP_DB = 0.25;
const VARIANCE_STEP_DB = 0.25;
const WALKED_STEP = 1 / (LEVELS - 1);

/** Format of a radio model in a checkpoint: maps are strings with one character per value. */
export const PACKED_MODEL = struct({
  receivers: list(text()),
  powerDbm: number,
  exponent: number,
  sdDb: number,
  gainDb: numbers(),
  meanDb: text(),
  varianceDb: text(),
  walked: text(),
  tagSdDb: number,
  seconds: number,
});
export type PackedModel = TypeOf<typeof PACKED_MODEL>;

/** Packs a model. Power offsets of tags are left out, because each tag's filter estimates the power of its tag. */
export function encodeRadioModel(
  { learned: { loss }, residual, walked, tagSdDb, seconds }: RadioModel,
  receivers: readonly string[],
): PackedModel {
  return {
    receivers: [...receivers],
    powerDbm: loss.powerDbm,
    exponent: loss.exponent,
    sdDb: loss.sdDb,
    gainDb: [...loss.gainDb],
    meanDb: pack(residual.meanDb, MEAN_STEP_DB, LEVELS / 2),
    varianceDb: pack(residual.varianceDb, VARIANCE_STEP_DB, 0),
    walked: pack(walked, WALKED_STEP, 0),
    tagSdDb,
    seconds,
  };
}

/** Unpacks a model. Returns undefined when receivers or floor have changed, so that learning starts again. */
export function decodeRadioModel(
  packed: PackedModel,
  receivers: readonly Receiver[],
  nodes: number,
): RadioModel | undefined {
  const same =
    packed.receivers.length === receivers.length &&
    receivers.every(({ id }, r) => packed.receivers[r] === id);
  if (!same || packed.meanDb.length !== receivers.length * nodes) return undefined;
  if (packed.varianceDb.length !== packed.meanDb.length || packed.walked.length !== nodes) return undefined;
  const { powerDbm, exponent, sdDb, tagSdDb, seconds } = packed;
  return {
    learned: {
      loss: { powerDbm, exponent, sdDb, gainDb: Float64Array.from(packed.gainDb) },
      tagOffsetDb: new Map(),
    },
    residual: {
      meanDb: unpack(packed.meanDb, MEAN_STEP_DB, LEVELS / 2),
      varianceDb: unpack(packed.varianceDb, VARIANCE_STEP_DB, 0),
    },
    walked: unpack(packed.walked, WALKED_STEP, 0),
    tagSdDb,
    seconds,
  };
}

function pack(values: Float32Array, step: number, zero: number): string {
  const codes = Array.from(values, (value) => {
    const level = Math.min(LEVELS - 1, Math.max(0, Math.round(value / step) + zero));
    const code = FIRST_CHAR + level;
    return code >= BACKSLASH ? code + 1 : code;
  });
  return codes.map((code) => String.fromCharCode(code)).join('');
}

function unpack(text: string, step: number, zero: number): Float32Array {
  return Float32Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    return ((code > BACKSLASH ? code - 1 : code) - FIRST_CHAR - zero) * step;
  });
}
