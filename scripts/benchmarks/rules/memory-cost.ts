import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const MAX_MEGABYTES = 1;
const SOURCE = join(import.meta.dirname, '..', '..', '..', 'src');

/** The heap that a gateway without rules has more, because the engine's module names the rules' modules. */
export function measureMemory(): boolean {
  const heap = (imports: readonly string[]) => {
    const load = imports.map((path) => `await import(${JSON.stringify(join(SOURCE, path))});`).join('');
    const script = `${load} gc(); gc(); console.log(process.memoryUsage().heapUsed)`;
    const options = { encoding: 'utf8' } as const;
    const args = ['--expose-gc', '--input-type=module', '-e', script];
    return Number(execFileSync(process.execPath, args, options)) / 1e6;
  };
  const without = [
    'core/metrics/window-aggregator.ts',
    'core/geometry/zone-raster.ts',
    'core/model/codec.ts',
  ];
  const more = heap([...without, 'core/rules/rule-engine.ts']) - heap(without);
  console.log(
    `a gateway without rules: heap + ${more.toFixed(2)} MB for the rules' own code (at most ${MAX_MEGABYTES})`,
  );
  return more <= MAX_MEGABYTES;
}
