import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { selectBackend } from '../../../src/vision/tfjs-backend.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** TensorFlow.js, as far as a backend is chosen from it. */
class Backends {
  readonly tried: string[] = [];
  readonly #there: readonly string[];

  constructor(...there: string[]) {
    this.#there = there;
  }

  setBackend(name: string): Promise<boolean> {
    this.tried.push(name);
    return Promise.resolve(this.#there.includes(name));
  }
}

function nativePackage(code: string): string {
  const path = join(tempDir(), 'native.mjs');
  writeFileSync(path, code);
  return pathToFileURL(path).href;
}

describe('the TensorFlow.js backend', () => {
  test('is the native one where it loads, with the function put back that it misses in new Node', async () => {
    const stub = nativePackage(`import util from 'node:util';
      if (!util.isNullOrUndefined(null) || util.isNullOrUndefined(0)) throw new Error('no function');`);
    expect(await selectBackend(new Backends('tensorflow'), stub)).toBe('tensorflow');
  });

  test.each([
    ['is not installed', '@tensorflow/no-such-package'],
    ['does not load', undefined],
  ])('is WebAssembly where the native one %s', async (_name, name) => {
    const stub = name ?? nativePackage("throw new Error('wrong ELF class: ELFCLASS64');");
    const backends = new Backends('wasm');
    expect(await selectBackend(backends, stub)).toBe('wasm');
    expect(backends.tried).toEqual(['wasm']);
  });

  test('is reported as missing where neither starts', async () => {
    await expect(selectBackend(new Backends(), '@tensorflow/no-such-package')).rejects.toMatchObject({
      code: 'DETECTOR_FAILED',
    });
  });
});
