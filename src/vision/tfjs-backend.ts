import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';
import type * as Tf from '@tensorflow/tfjs-core';
import { GatewayError } from '../core/model/gateway-error.ts';
import { IS_BUILT, programFile } from '../files/program-files.ts';

/** Optional package, which is not a dependency. It is used only if a person has installed it. */
const NATIVE_PACKAGE = '@tensorflow/tfjs-node';
const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** Selects TensorFlow's native library when it is installed and loads, otherwise the WebAssembly build. */
export async function selectBackend(
  tf: Pick<typeof Tf, 'setBackend'>,
  nativePackage = NATIVE_PACKAGE,
): Promise<'tensorflow' | 'wasm'> {
  if ((await loadsNative(nativePackage)) && (await tf.setBackend('tensorflow'))) return 'tensorflow';
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(wasmFolder());
  if (await tf.setBackend('wasm')) return 'wasm';
  throw new GatewayError(
    'DETECTOR_FAILED',
    'neither TensorFlow nor its WebAssembly build starts on this processor',
  );
}

function wasmFolder(): string {
  if (IS_BUILT) return fileURLToPath(programFile('dist/wasm/'));
  return join(dirname(createRequire(import.meta.url).resolve(WASM_PACKAGE)), '..', 'wasm-out', sep);
}

async function loadsNative(nativePackage: string): Promise<boolean> {
  restoreIsNullOrUndefined();
  try {
    await import(nativePackage);
    return true;
  } catch {
    // The package is not installed, or was built for another processor or Node version.
    return false;
  }
}

/** tfjs-node 4.22 calls this function while loading; Node 23 removed it (tensorflow/tfjs issue 8609). */
function restoreIsNullOrUndefined(): void {
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
}
