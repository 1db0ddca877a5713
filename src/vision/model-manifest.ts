import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { GatewayError } from '../core/model/gateway-error.ts';
import { programFile } from '../files/program-files.ts';
import type { DetectorOptions, OwnModel } from '../ports/camera-link.ts';
import type { Normalization } from './planar-input.ts';

/** Size and hash of a file. */
export interface FileDigest {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ModelFile extends FileDigest {
  readonly name: string;
  /** Public addresses of exactly this file, tried in order. Empty: a person must copy the file. */
  readonly urls: readonly string[];
  /** Other exports of the same weights. A person may copy one of these files instead. */
  readonly otherExports?: readonly FileDigest[];
}

/** One person detector of `config/models.json`. */
export interface ModelEntry extends Normalization {
  /** True when the model comes from the store's settings instead of the manifest. */
  readonly isOwn?: boolean;
  readonly name: string;
  readonly title: string;
  /** Licence of the code. It also names the licence of the weights if that is another. */
  readonly licence: string;
  /** Says which fields of this entry come from a third party and were never compared with a download. */
  readonly unchecked?: string;
  readonly runtime: 'onnx' | 'tfjs';
  readonly decoder: 'nanodet' | 'nanodet-plus' | 'yolox' | 'detr';
  /** Whether a picture is padded to the input's shape or stretched to it. */
  readonly resize?: 'letterbox' | 'stretch';
  /** Index of `person` among the classes of a DETR head, which differs between label lists. */
  readonly personClass?: number;
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly padLevel: number;
  /** A box that overlaps a stronger box by more than this (intersection over union) shows the same person. */
  readonly maxIou: number;
  /** Lowest score of a box that counts. A box with a lower score is noise. */
  readonly minScore: number;
  /** Score from which a detection is nearly always right, so that a track may start immediately. */
  readonly sureScore: number;
  readonly files: readonly ModelFile[];
}

const MANIFEST = programFile('config/models.json');

export function readManifest(): readonly ModelEntry[] {
  const manifest: { models: readonly ModelEntry[] } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  return manifest.models;
}

/** Finds the manifest's entry by name, or by a path that ends in one of its file names. */
export function findModel(model: string, manifest = readManifest()): ModelEntry {
  const entry = manifest.find(
    ({ name, files }) =>
      name === model || (isPath(model) && files.some((file) => file.name === basename(model))),
  );
  if (entry !== undefined) return entry;
  const known = manifest.map(({ name }) => name).join(', ');
  throw new GatewayError('MODEL_NOT_FOUND', `unknown model '${model}'; known: ${known}`);
}

export function toEntry({ url, sizeBytes, sha256, personClass, ...own }: OwnModel): ModelEntry {
  const name = basename(new URL(url).pathname) || `${own.name}.onnx`;
  return {
    ...own,
    ...(personClass !== undefined && { personClass }),
    isOwn: true,
    title: own.name,
    licence: "the store's own choice",
    runtime: 'onnx',
    files: [{ name, sizeBytes, sha256, urls: [url] }],
  };
}

/** Finds the entry for a camera's settings. Throws MODEL_NOT_FOUND. */
export function findDetector({ model, ownModel }: DetectorOptions): ModelEntry {
  return ownModel === undefined ? findModel(model) : toEntry(ownModel);
}

/** Returns whether the text is the path of a model file, not a model's name. */
export function isPath(model: string): boolean {
  return model.includes('/');
}
