import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { ModelEntry, ModelFile } from './model-manifest.ts';
import { findModel, readManifest } from './model-manifest.ts';

/** A download without data for this long is aborted. */
const STALL_MS = 30_000;

export type PullProgress = (doneBytes: number, totalBytes: number) => void;

/**
 * Downloads a model's files into `folder`/`name`. A file gets its final name only when all its bytes are on disk and
 * match the manifest. Throws MODEL_NOT_FOUND when no address has the file, and MODEL_CORRUPT when the bytes differ.
 */
export async function pullModel(
  name: string,
  folder: string,
  onProgress: PullProgress,
  manifest: readonly ModelEntry[] = readManifest(),
): Promise<void> {
  const entry = findModel(name, manifest);
  const totalBytes = entry.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  let doneBytes = 0;
  await mkdir(join(folder, entry.name), { recursive: true });
  for (const file of entry.files) {
    const before = doneBytes;
    await pullFile(entry, file, join(folder, entry.name, file.name), (bytes) =>
      onProgress(before + bytes, totalBytes),
    );
    doneBytes += file.sizeBytes;
  }
}

/**
 * Returns a manifest for a device without a network. It takes the model's files from `path`, which is a folder or a
 * single file. Throws MODEL_NOT_FOUND when it does not exist, or when a single file is not the whole model.
 */
export async function manifestFrom(
  path: string,
  name: string,
  manifest: readonly ModelEntry[] = readManifest(),
): Promise<readonly ModelEntry[]> {
  const entry = findModel(name, manifest);
  const found = await stat(path).catch((cause: unknown) => {
    throw new GatewayError(
      'MODEL_NOT_FOUND',
      `${path} cannot be read: is the USB drive plugged in and mounted?`,
      cause,
    );
  });
  if (!found.isDirectory() && entry.files.length > 1) {
    const names = entry.files.map((file) => file.name).join(', ');
    throw new GatewayError(
      'MODEL_NOT_FOUND',
      `model '${name}' is ${names}: name the folder that has them all`,
    );
  }
  const files = entry.files.map((file) => {
    const local = resolve(path, found.isDirectory() ? file.name : '');
    return { ...file, urls: [pathToFileURL(local).href] };
  });
  return [{ ...entry, files }];
}

async function pullFile(
  entry: ModelEntry,
  file: ModelFile,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let failure = new GatewayError(
    'MODEL_NOT_FOUND',
    `no public address is known for ${file.name} of model '${entry.name}': put it at ${path} by hand`,
  );
  for (const url of file.urls) {
    try {
      await pullFrom(url, file, path, onBytes);
      return;
    } catch (error) {
      failure = asFailure(error, url, failure);
    }
  }
  throw failure;
}

async function pullFrom(
  url: string,
  file: ModelFile,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const part = `${path}.part`;
  try {
    await download(url, file, part, onBytes);
    await rename(part, path);
    await syncFolder(dirname(path));
  } finally {
    await rm(part, { force: true });
  }
}

async function download(
  url: string,
  file: ModelFile,
  part: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error(`no data for ${STALL_MS / 1000} s`)), STALL_MS);
  const handle = await open(part, 'w');
  const known = [file, ...(file.otherExports ?? [])];
  const mostBytes = Math.max(...known.map(({ sizeBytes }) => sizeBytes));
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of await openSource(url, stalled.signal)) {
      timer.refresh();
      bytes += chunk.length;
      if (bytes > mostBytes) throw wrong(url, file, 'is longer');
      hash.update(chunk);
      await handle.writeFile(chunk);
      onBytes(bytes);
    }
    const alike = known.filter(({ sizeBytes }) => sizeBytes === bytes);
    if (alike.length === 0) throw wrong(url, file, 'is shorter');
    const digest = hash.digest('hex');
    if (alike.every(({ sha256 }) => sha256 !== digest)) throw wrong(url, file, 'has another checksum');
    await handle.sync();
  } finally {
    clearTimeout(timer);
    await handle.close();
  }
}

async function openSource(url: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  if (url.startsWith('file:')) return createReadStream(fileURLToPath(url), { signal });
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
  return response.body;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function wrong(url: string, file: ModelFile, how: string): GatewayError {
  return new GatewayError('MODEL_CORRUPT', `what ${url} gave for ${file.name} ${how} than the manifest says`);
}

/**
 * Chooses the failure to report when several addresses fail. A file with wrong content (MODEL_CORRUPT) takes precedence
 * over a file that could not be fetched.
 */
function asFailure(error: unknown, url: string, before: GatewayError): GatewayError {
  if (error instanceof GatewayError) return error;
  if (before.code === 'MODEL_CORRUPT') return before;
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const why = cause instanceof Error ? cause.message : message;
  const remedy = url.startsWith('file:') ? '' : '; is the gateway online?';
  return new GatewayError('MODEL_NOT_FOUND', `${url} cannot be fetched: ${why}${remedy}`, error);
}
