import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { GatewayError } from '../core/model/gateway-error.ts';
import { programFile } from '../files/program-files.ts';
import type { DetectorOptions, OwnModel } from '../ports/camera-link.ts';
import type { Normalization } from './planar-input.ts';

/** Says which bytes a file has. */
export interface FileDigest {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ModelFile extends FileDigest {
  readonly name: string;
  /** Public addresses of exactly these bytes, tried in order; none: the file is put in place by hand. */
  readonly urls: readonly string[];
  /** Other exports of the same weights, put in place by hand, that load as well. */
  readonly otherExports?: readonly FileDigest[];
}

/** One person detector of `config/models.json`. */
export interface ModelEntry extends Normalization {
  /** It stands in the store's settings and not in the manifest. */
  readonly isOwn?: boolean;
  readonly name: string;
  readonly title: string;
  /** Of the code, and of the weights where it differs. */
  readonly licence: string;
  /** What of the above is a third party's word, and not checked by a download. */
  readonly unchecked?: string;
  readonly runtime: 'onnx' | 'tfjs';
  readonly decoder: 'nanodet' | 'nanodet-plus' | 'yolox' | 'detr';
  /** A picture is padded to the input's shape, or stretched to it. */
  readonly resize?: 'letterbox' | 'stretch';
  /** Place of `person` among the classes of a DETR head, which differs between label lists. */
  readonly personClass?: number;
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly padLevel: number;
  /** Boxes that overlap a stronger one by more are the same person. */
  readonly maxIou: number;
  /** Weaker boxes are noise. */
  readonly minScore: number;
  /** From here on it is nearly always right: a person is there at once. */
  readonly sureScore: number;
  readonly files: readonly ModelFile[];
}

const MANIFEST = programFile('config/models.json');

/** All models that Lintel knows, as shipped. */
export function readManifest(): readonly ModelEntry[] {
  const manifest: { models: readonly ModelEntry[] } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  return manifest.models;
}

/** The manifest's entry for a name, or for a path that ends in one of its files' names. */
export function findModel(model: string, manifest = readManifest()): ModelEntry {
  const entry = manifest.find(
    ({ name, files }) =>
      name === model || (isPath(model) && files.some((file) => file.name === basename(model))),
  );
  if (entry !== undefined) return entry;
  const known = manifest.map(({ name }) => name).join(', ');
  throw new GatewayError('MODEL_NOT_FOUND', `unknown model '${model}'; known: ${known}`);
}

/** The entry for a store's own model. */
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

/** The entry for what a camera's settings ask for. Throws MODEL_NOT_FOUND. */
export function findDetector({ model, ownModel }: DetectorOptions): ModelEntry {
  return ownModel === undefined ? findModel(model) : toEntry(ownModel);
}

/** A model is asked for by name, or by the path of its file. */
export function isPath(model: string): boolean {
  return model.includes('/');
}
