import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { ModelEntry } from '../../../src/vision/model-manifest.ts';
import { findModel, readManifest } from '../../../src/vision/model-manifest.ts';
import { manifestFrom, pullModel } from '../../../src/vision/model-pull.ts';
import { listModels, loadModel } from '../../../src/vision/model-store.ts';
import { tempDir } from '../../support/temp-dir.ts';

const BYTES = Buffer.from('a very small model indeed');

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/),
  sizeBytes: z.int().positive(),
  sha256,
  urls: z.array(z.url({ protocol: /^https$/ })).min(1),
  otherExports: z.array(z.strictObject({ sizeBytes: z.int().positive(), sha256 })).optional(),
});
const entry = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  licence: z.string(),
  runtime: z.enum(['onnx', 'tfjs']),
  unchecked: z.string().optional(),
  decoder: z.enum(['nanodet', 'nanodet-plus', 'yolox', 'detr']),
  resize: z.enum(['letterbox', 'stretch']).optional(),
  channels: z.enum(['bgr', 'rgb']).optional(),
  personClass: z.int().min(0).optional(),
  inputWidth: z.int(),
  inputHeight: z.int(),
  padLevel: z.int().min(0).max(255),
  mean: z.array(z.number()).length(3),
  std: z.array(z.number().positive()).length(3),
  maxIou: z.number().min(0).max(1),
  minScore: z.number().min(0).max(1),
  sureScore: z.number().min(0).max(1),
  files: z.array(file).min(1),
});

/** A server that gives the paths asked for, and the addresses of them. */
async function serve(answers: Record<string, Buffer | number>): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''] ?? 404;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function manifestOf(urls: readonly string[]): ModelEntry[] {
  const [first] = readManifest();
  if (first === undefined) throw new Error('the manifest is empty');
  const sha256 = createHash('sha256').update(BYTES).digest('hex');
  return [{ ...first, name: 'tiny', files: [{ name: 'tiny.onnx', sizeBytes: BYTES.length, sha256, urls }] }];
}

const nothing = () => undefined;

describe('the manifest of models', () => {
  test('has every field, names once, and weak scores below strong ones', () => {
    const models = z.array(entry).parse(readManifest());
    expect(new Set(models.map(({ name }) => name)).size).toBe(models.length);
    expect(models.every(({ minScore, sureScore }) => minScore < sureScore)).toBe(true);
  });

  test('a model is found by name, or by the path of its file', () => {
    expect(findModel('yolox-nano-416').decoder).toBe('yolox');
    expect(findModel('/models/yolox_nano.onnx').name).toBe('yolox-nano-416');
    expect(() => findModel('yolo')).toThrow("unknown model 'yolo'; known: yolox-nano-416, ");
  });
});

describe('models on the disk', () => {
  test('a file of the right size with a wrong bit is refused (F46)', async () => {
    const folder = tempDir();
    const { name, files } = findModel('nanodet-plus-m-416');
    writeFileSync(join(folder, files[0]?.name ?? ''), Buffer.alloc(files[0]?.sizeBytes ?? 0));
    await expect(loadModel({ model: name }, [folder])).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: expect.stringContaining('does not match its checksum: it was not loaded'),
    });
    const listed = await listModels([folder]);
    expect(listed.map(({ entry: { name: of }, state }) => [of, state])).toContainEqual([name, 'damaged']);
    expect(listed.filter(({ state }) => state === 'absent')).toHaveLength(listed.length - 1);
  });

  test('a model that is missing says how to fetch it', async () => {
    await expect(loadModel({ model: 'yolox-nano-416' }, [tempDir()])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining("run 'lintel model pull yolox-nano-416'"),
    });
  });
});

describe('fetching a model', () => {
  test('it is checked, and then appears whole in a folder of its name', async () => {
    const folder = tempDir();
    const base = await serve({ '/tiny': BYTES });
    const progress: [number, number][] = [];
    await pullModel('tiny', folder, (...at) => progress.push(at), manifestOf([`${base}/tiny`]));
    expect(readFileSync(join(folder, 'tiny', 'tiny.onnx'))).toEqual(BYTES);
    expect(readdirSync(join(folder, 'tiny'))).toEqual(['tiny.onnx']);
    expect(progress.at(-1)).toEqual([BYTES.length, BYTES.length]);
  });

  test.each([
    ['other bytes', Buffer.from('a very small model indeeD'), 'MODEL_CORRUPT', 'has another checksum'],
    ['too few bytes', BYTES.subarray(1), 'MODEL_CORRUPT', 'is shorter'],
    ['too many bytes', Buffer.alloc(1e6), 'MODEL_CORRUPT', 'is longer'],
    ['nothing', 404, 'MODEL_NOT_FOUND', 'HTTP status 404'],
  ])('an address that gives %s leaves what was there before', async (_name, answer, code, message) => {
    const folder = tempDir();
    mkdirSync(join(folder, 'tiny'));
    writeFileSync(join(folder, 'tiny', 'tiny.onnx'), 'before');
    const base = await serve({ '/tiny': answer });
    await expect(pullModel('tiny', folder, nothing, manifestOf([`${base}/tiny`]))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(readFileSync(join(folder, 'tiny', 'tiny.onnx'), 'utf8')).toBe('before');
    expect(readdirSync(join(folder, 'tiny'))).toEqual(['tiny.onnx']);
  });

  test('the next address is tried when one fails', async () => {
    const folder = tempDir();
    const base = await serve({ '/good': BYTES, '/wrong': Buffer.from('x') });
    const urls = ['http://127.0.0.1:9/x', `${base}/wrong`, `${base}/good`];
    await pullModel('tiny', folder, nothing, manifestOf(urls));
    expect(existsSync(join(folder, 'tiny', 'tiny.onnx'))).toBe(true);
  });

  test('reports a missing network in words', async () => {
    await expect(
      pullModel('tiny', tempDir(), nothing, manifestOf(['http://127.0.0.1:9/x'])),
    ).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('is the gateway online?'),
    });
  });

  test('accepts a file, or its folder, from a USB drive', async () => {
    const stick = tempDir();
    writeFileSync(join(stick, 'tiny.onnx'), BYTES);
    for (const path of [stick, join(stick, 'tiny.onnx')]) {
      const folder = tempDir();
      await pullModel('tiny', folder, nothing, await manifestFrom(path, 'tiny', manifestOf([])));
      expect(readFileSync(join(folder, 'tiny', 'tiny.onnx'))).toEqual(BYTES);
    }
  });

  test('refuses a USB drive with other bytes, or without the file', async () => {
    const stick = tempDir();
    const pull = async (path: string) =>
      pullModel('tiny', tempDir(), nothing, await manifestFrom(path, 'tiny', manifestOf([])));
    await expect(pull(stick)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(pull(join(stick, 'none'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    writeFileSync(join(stick, 'tiny.onnx'), 'a very small model indeeD');
    await expect(pull(stick)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  });
});

test('another export of the same weights is taken from a USB drive, and other bytes of its size are not', async () => {
  const [folder, drive] = [tempDir(), tempDir()];
  const bytes = Buffer.from('the same weights, exported otherwise');
  const entry = findModel('yolox-nano-416');
  const first = entry.files[0];
  if (first === undefined) throw new Error('a model without a file');
  const file = {
    ...first,
    otherExports: [{ sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }],
  };
  const manifest = [{ ...entry, files: [file] }];
  const path = join(drive, file.name);
  const pull = async () =>
    pullModel(entry.name, folder, () => undefined, await manifestFrom(path, entry.name, manifest));
  writeFileSync(path, bytes);
  await pull();
  expect(readFileSync(join(folder, entry.name, file.name))).toEqual(bytes);
  writeFileSync(path, bytes.toString().toUpperCase());
  await expect(pull()).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
});
