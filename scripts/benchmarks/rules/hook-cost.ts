import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../src/core/engine/engine.ts';
import type { EngineLoad } from './least-time.ts';
import { findNoise, MAX_NOISE, measureLeast } from './least-time.ts';

const CORE = join(import.meta.dirname, '..', '..', '..', 'src', 'core');
/** Every place at which the engine calls the rules. */
const HOOK = /^ *(if \(space !== undefined\) )?this\.(#dependencies\.)?(rules|#approach)\?\..*;$/gm;
const FILES = ['engine/engine.ts', 'engine/fact-handler.ts', 'engine/space-tracker.ts'];
const HOOKS = 10;
const ROUNDS = { all: 24, warm: 8 };
const MAX_COST = 0.01;

type EngineClass = typeof Engine;

/**
 * What a gateway without rules pays for them: the engine as it is, against a copy from which every call of the rules was cut.
 * Two copies of each tell the noise of the run.
 */
export async function measureHooks(load: EngineLoad): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-hooks-'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  try {
    const engines: EngineClass[] = [];
    for (const name of ['whole', 'cut', 'other-whole', 'other-cut'])
      engines.push(await copyEngine(join(directory, name), name.endsWith('cut')));
    const subjects = engines.map((create) => ({ create }));
    const [one = 0, cut = 0, other = 0, otherCut = 0] = measureLeast(load, subjects, ROUNDS);
    const noise = Math.max(findNoise([one, other]), findNoise([cut, otherCut]));
    const more = (one + other) / (cut + otherCut) - 1;
    const canTell = noise <= MAX_NOISE;
    const isGood = canTell && more <= Math.max(MAX_COST, noise);
    console.log(
      `${isGood ? 'met   ' : 'MISSED'} a gateway without rules: ${canTell ? '' : 'cannot tell, '}${percent(more)} of the engine's time for ${HOOKS} unused calls of the rules (at most ${percent(MAX_COST)} or the noise, ${percent(noise)}, which may be ${percent(MAX_NOISE)})`,
    );
    return isGood;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function copyEngine(directory: string, isCut: boolean): Promise<EngineClass> {
  cpSync(CORE, directory, { recursive: true });
  let cuts = 0;
  for (const file of isCut ? FILES : []) {
    const path = join(directory, file);
    const text = readFileSync(path, 'utf8').replace(HOOK, () => {
      cuts += 1;
      return '';
    });
    writeFileSync(path, text);
  }
  if (isCut && cuts !== HOOKS) throw new Error(`${cuts} calls of the rules were found, not ${HOOKS}`);
  return ((await import(join(directory, 'engine', 'engine.ts'))) as { readonly Engine: EngineClass }).Engine;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
