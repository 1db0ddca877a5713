import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', 'src');
/** `files`: where the program's own are, and writing that survives a power cut: wanted by more than one adapter. */
const INNER = ['core', 'ports', 'files'];
const ADAPTERS = [
  'config',
  'drivers',
  'links',
  'vision',
  'storage',
  'uplink',
  'outputs',
  'web',
  'system',
  'sim',
  'cloud',
] as const;

/** Which folders of src/ each folder may import. A folder that is missing here may not exist. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ports: ['core'],
  files: [],
  ...Object.fromEntries(ADAPTERS.map((folder) => [folder, INNER])),
  app: [...INNER, ...ADAPTERS],
};

/** Each native or network library has its homes. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  '@stoprocent/noble': ['links'],
  serialport: ['links'],
  'modbus-serial': ['links'],
  onoff: ['links'],
  'onnxruntime-node': ['vision'],
  '@tensorflow/tfjs-core': ['vision'],
  '@tensorflow/tfjs-converter': ['vision'],
  '@tensorflow/tfjs-backend-wasm': ['vision'],
  '@tensorflow/tfjs-node': ['vision'],
  'better-sqlite3': ['storage'],
  mqtt: ['uplink', 'links', 'outputs', 'cloud'],
  'mqtt-packet': ['uplink'],
  aedes: ['sim'],
  fastify: ['web'],
  ws: ['outputs', 'web'],
  jose: ['config'],
  pg: ['cloud'],
  'openid-client': ['web'],
  pino: ['system'],
  sax: ['drivers'],
  'prom-client': ['system'],
};

const CLOCK_AND_IO = /\b(Date|Buffer|process|setTimeout|setInterval|setImmediate|performance|fetch)\b/;

/** The parts of the simulator that are the world: a truth that used the gateway's rules would prove them by themselves. */
const BEHAVIOR = ['kernel', 'model', 'people', 'physics', 'truth'].map((folder) => join('sim', folder));
/** What a simulated world may use of the core: types and geometry, and nothing that concludes. */
const isDeciding = (target: string) =>
  target.startsWith('core/') && !['model', 'geometry', 'time'].includes(target.split('/')[1] ?? '');

function folderOf(path: string): string {
  const [first = '', second] = relative(ROOT, path).split(sep);
  return second === undefined ? '(root)' : first;
}

/** What is wrong with a file's imports, in words; empty when nothing is. */
function importFaults(file: string, source: string): string[] {
  const from = folderOf(file);
  if (from === '(root)') return [];
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) return [`src/${from}/ is not in the table of folders`];
  return importsOf(source).flatMap((target) => {
    if (target.startsWith('.')) {
      const to = folderOf(join(dirname(file), target));
      return to === from || allowed.includes(to) ? [] : [`${from}/ may not import ${to}/ (${target})`];
    }
    if (from === 'core') return [`core/ may not import ${target}`];
    const homes = HOMES[target];
    return homes === undefined || homes.includes(from) ? [] : [`${target} belongs to ${homes.join(', ')}/`];
  });
}

function importsOf(source: string): string[] {
  return [...source.matchAll(/(?:\bfrom\s|\bimport)\s*\(?\s*'([^'\s|]+)'/g)].map(([, target = '']) => target);
}

/** Strips comments and strings: a word in prose is no use of a global. */
function codeOf(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g, "''");
}

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith(join('web', 'app')))
  .map((file) => join(ROOT, file));

describe('architecture', () => {
  test.each(files.map((file) => [relative(ROOT, file), file]))(
    '%s imports only what it may',
    (_name, file) => {
      expect(importFaults(file, readFileSync(file, 'utf8'))).toEqual([]);
    },
  );

  test('the simulated people and the truth about them know nothing of how the gateway decides', () => {
    const own = files.filter((file) => BEHAVIOR.some((folder) => file.startsWith(join(ROOT, folder, sep))));
    const targets = own.flatMap((file) =>
      importsOf(readFileSync(file, 'utf8')).map((target) => relative(ROOT, join(dirname(file), target))),
    );
    expect(own.length).toBeGreaterThan(20);
    expect(targets.filter(isDeciding)).toEqual([]);
    expect(isDeciding('core/zones/queue-tracker.ts')).toBe(true);
  });

  test('core names no clock and no I/O', () => {
    const offenders = files
      .filter((file) => folderOf(file) === 'core')
      .filter((file) => CLOCK_AND_IO.test(codeOf(readFileSync(file, 'utf8'))));
    expect(offenders).toEqual([]);
  });

  test.each([
    ['core/x.ts', "import { z } from 'zod';", 'core/ may not import zod'],
    [
      'core/x.ts',
      "import { a } from '../ports/clock.ts';",
      'core/ may not import ports/ (../ports/clock.ts)',
    ],
    [
      'storage/x.ts',
      "import { a } from '../uplink/y.ts';",
      'storage/ may not import uplink/ (../uplink/y.ts)',
    ],
    ['web/x.ts', "const a = await import('better-sqlite3');", 'better-sqlite3 belongs to storage/'],
    ['misc/x.ts', '', 'src/misc/ is not in the table of folders'],
  ])('refuses a wrong import in %s', (file, source, fault) => {
    expect(importFaults(join(ROOT, file), source)).toEqual([fault]);
  });
});
