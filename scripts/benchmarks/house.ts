/** How well the house is kept: figures of `src` from its syntax tree, each with its bar. Set LIST=1 to see the places. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { duplicates } from '../lib/house/duplicates.ts';
import { fileCircles, floorFaults } from '../lib/house/import-graph.ts';
import type { SourceFile } from '../lib/house/source-file.ts';
import { readSources } from '../lib/house/source-file.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LONG_FUNCTION = 30;
const MANY_PARAMETERS = 4;
const LONG_FILE = 300;
const FULL_FOLDER = 25;
const LANGUAGES = /^web\/app\/(words|locales)\//;

interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  /** The greatest value that passes; without one, the value is only reported. */
  readonly bar?: number;
  readonly places?: readonly string[];
}

export function run(): Promise<void> {
  const measures = measuresOf(readSources(join(ROOT, 'src')));
  for (const { name, value, unit = '', bar, places = [] } of measures) {
    const verdict = bar === undefined ? '' : ` (≤ ${bar}${unit}) ${value <= bar ? 'met' : 'MISSED'}`;
    console.log(`${name.padEnd(44)} ${String(value).padStart(7)}${unit}${verdict}`);
    if (process.env['LIST'] === '1') for (const place of places) console.log(`    ${place}`);
  }
  if (measures.some(({ value, bar }) => bar !== undefined && value > bar)) process.exitCode = 1;
  return Promise.resolve();
}

function measuresOf(files: readonly SourceFile[]): Measure[] {
  return [
    ...functionMeasures(files),
    placesOf('`as unknown as`', 15, files.flatMap(castsOf)),
    placesOf('pairs of places with six equal code lines', 15, duplicates(files)),
    placesOf(
      `files over ${LONG_FILE} lines`,
      undefined,
      files.filter(({ lines }) => lines > LONG_FILE).map(({ path, lines }) => `${path}: ${lines}`),
    ),
    placesOf(`folders of more than ${FULL_FOLDER} files`, undefined, fullFolders()),
    placesOf('imports that run back up, and lost files', 0, floorFaults(files)),
    placesOf(
      'circles of files',
      0,
      fileCircles(files).map((circle) => circle.join(', ')),
    ),
    {
      name: 'lines of *.ts and *.css without languages',
      value: files.filter(({ path }) => !LANGUAGES.test(path)).reduce((sum, { lines }) => sum + lines, 0),
    },
  ];
}

function functionMeasures(files: readonly SourceFile[]): Measure[] {
  const all = files.flatMap(({ path, functions }) =>
    functions.map((shape) => ({ ...shape, place: `${path}:${shape.line}` })),
  );
  const long = all.filter(({ lines }) => lines > LONG_FUNCTION);
  const wide = all.filter(({ parameters }) => parameters > MANY_PARAMETERS);
  return [
    { name: 'functions', value: all.length },
    {
      name: `functions over ${LONG_FUNCTION} lines`,
      value: Math.round((long.length / all.length) * 10_000) / 100,
      unit: ' %',
      bar: 1.5,
      places: long.map(({ place, lines }) => `${place}: ${lines}`),
    },
    placesOf(
      `functions of more than ${MANY_PARAMETERS} parameters`,
      20,
      wide.map(({ place, parameters }) => `${place}: ${parameters}`),
    ),
  ];
}

function placesOf(name: string, bar: number | undefined, places: readonly string[]): Measure {
  return { name, value: places.length, places, ...(bar !== undefined && { bar }) };
}

function castsOf({ path, doubleCasts }: SourceFile): string[] {
  return Array.from({ length: doubleCasts }, () => path);
}

/** Folders of src, test and scripts, also of other kinds of files. */
function fullFolders(): string[] {
  const counts = new Map<string, number>();
  for (const top of ['src', 'test', 'scripts']) {
    for (const entry of readdirSync(join(ROOT, top), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) counts.set(entry.parentPath, (counts.get(entry.parentPath) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count > FULL_FOLDER)
    .map(([folder, count]) => `${folder.slice(ROOT.length + 1)}: ${count}`);
}
