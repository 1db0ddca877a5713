import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { DetectorOptions } from '../ports/camera-link.ts';
import type { ModelEntry, ModelFile } from './model-manifest.ts';
import { findDetector, isPath, readManifest } from './model-manifest.ts';

export { manifestFrom, pullModel } from './model-pull.ts';

/** A model in memory whose bytes match the manifest. */
export interface LoadedModel {
  readonly entry: ModelEntry;
  /** Content of each file, by file name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface ModelStatus {
  readonly entry: ModelEntry;
  readonly state: 'absent' | 'present' | 'damaged';
  readonly folder?: string;
}

/**
 * Reads a model, and checks every byte before any code interprets it. Throws MODEL_NOT_FOUND or MODEL_CORRUPT, and says
 * what to do.
 */
export async function loadModel(options: DetectorOptions, folders: readonly string[]): Promise<LoadedModel> {
  const { model } = options;
  const entry = findDetector(options);
  const folder =
    isPath(model) && entry.isOwn !== true ? resolve(model, '..') : await findFolder(entry, folders);
  if (folder === undefined) throw absent(entry, folders);
  const files = new Map<string, Uint8Array>();
  for (const file of entry.files) files.set(file.name, await readChecked(entry, file, folder));
  return { entry, files };
}

/** Lists every model of the manifest, and whether one of the folders has it undamaged. */
export function listModels(folders: readonly string[]): Promise<readonly ModelStatus[]> {
  return Promise.all(
    readManifest().map(async (entry): Promise<ModelStatus> => {
      const folder = await findFolder(entry, folders);
      if (folder === undefined) return { entry, state: 'absent' };
      const undamaged = await loadModel({ model: entry.name }, [folder]).then(
        () => true,
        () => false,
      );
      return { entry, folder, state: undamaged ? 'present' : 'damaged' };
    }),
  );
}

/** Finds the folder with a model's files: a subfolder with the model's name, or a folder that models share. */
async function findFolder(entry: ModelEntry, folders: readonly string[]): Promise<string | undefined> {
  const first = entry.files[0];
  if (first === undefined) return undefined;
  for (const folder of folders.flatMap((parent) => [join(parent, entry.name), parent])) {
    if (await isFile(join(folder, first.name))) return folder;
  }
  return undefined;
}

async function readChecked(entry: ModelEntry, file: ModelFile, folder: string): Promise<Uint8Array> {
  const path = join(folder, file.name);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new GatewayError('MODEL_NOT_FOUND', `${path} cannot be read; ${remedy(entry)}`, cause);
  });
  const known = [file, ...(file.otherExports ?? [])].filter(({ sizeBytes }) => sizeBytes === bytes.length);
  if (known.length === 0) {
    throw damaged(entry, `${path} has ${bytes.length} bytes instead of ${file.sizeBytes}`);
  }
  const digest = sha256(bytes);
  if (known.every((one) => one.sha256 !== digest)) {
    throw damaged(entry, `${path} does not match its checksum`);
  }
  return bytes;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function absent(entry: ModelEntry, folders: readonly string[]): GatewayError {
  const where = folders.length === 0 ? 'no folder was given' : `not in ${folders.join(', ')}`;
  return new GatewayError('MODEL_NOT_FOUND', `model '${entry.name}' is missing (${where}); ${remedy(entry)}`);
}

function damaged(entry: ModelEntry, fault: string): GatewayError {
  return new GatewayError('MODEL_CORRUPT', `${fault}: it was not loaded; ${remedy(entry)}`);
}

function remedy(entry: ModelEntry): string {
  const byHand = entry.files.filter(({ urls }) => urls.length === 0).map(({ name }) => name);
  if (byHand.length > 0) return `put ${byHand.join(', ')} there by hand`;
  return `run 'lintel model pull ${entry.name}${entry.isOwn === true ? ' --config SETTINGS' : ''}'`;
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
