import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { MODELS, sharedPath } from './shared-data.ts';
import { until } from './until.ts';

/** From sources, unless LINTEL_PROGRAM names the built program's main.js: scripts/test builds it, as it starts faster. */
export const MAIN = process.env['LINTEL_PROGRAM'] ?? join(import.meta.dirname, '..', '..', 'src', 'main.ts');

export interface LintelProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Milliseconds from the start to the line that says READY. */
  ready(): Promise<number>;
  /** Resolves to the exit code, or the signal's name. */
  exit(): Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

/** The program as a user runs it: `lintel …` in a process of its own, with the models from beside the project. */
export function startLintel(
  args: readonly string[],
  environment: Record<string, string> = {},
): LintelProcess {
  const beganMs = performance.now();
  const env = { ...process.env, LINTEL_MODEL_PATH: sharedPath(MODELS), ...environment };
  const main = environment['LINTEL_PROGRAM'] ?? MAIN;
  const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env });
  // A test that fails must not leave a gateway behind.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('close', () => process.off('exit', end));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const exited = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    child,
    output: () => output,
    async ready() {
      const state = () => output.includes('READY') || child.exitCode !== null;
      await until('READY', state).catch((error: Error) => {
        throw new Error(`${error.message}; so far it said: ${output}`);
      });
      if (!output.includes('READY')) throw new Error(`it ended before READY: ${output}`);
      return performance.now() - beganMs;
    },
    exit: () => exited,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

/** Runs to the end and returns what it printed. */
export async function runLintel(args: readonly string[]): Promise<{ code: number | string; output: string }> {
  const lintel = startLintel(args);
  const code = await lintel.exit();
  return { code, output: lintel.output() };
}
