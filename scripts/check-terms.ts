// check-terms.ts [--shrink | --write]: names, file names, settings keys, prose and new commits against scripts/terms.json.
// Hits in scripts/terms-allowed.json pass. --shrink drops fixed hits from that list, --write lists today's hits.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AllowList } from './lib/terms/allow-list.ts';
import { countHits, notAllowed, shrink } from './lib/terms/allow-list.ts';
import { checkSubject, newSubjects } from './lib/terms/commits.ts';
import { checkName, exportedNames, methodNames, schemaKeys } from './lib/terms/names.ts';
import { checkPassage, passagesIn } from './lib/terms/prose.ts';
import type { Hit } from './lib/terms/rules.ts';
import { readTerms } from './lib/terms/rules.ts';

const ROOT = join(import.meta.dirname, '..');
const ALLOWED = join(import.meta.dirname, 'terms-allowed.json');
const TERMS = 'scripts/terms.json';
const terms = readTerms(join(ROOT, TERMS));

function filesIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file) && !file.includes('node_modules'))
    .map((file) => join(folder, file))
    .sort();
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

function nameHits(file: string): Hit[] {
  const source = read(file);
  const names = [...exportedNames(source), ...methodNames(source)];
  return names.flatMap((name) => checkName(file, name, terms.identifiers));
}

function fileHits(file: string): Hit[] {
  const text = basename(file).replace(/\..*$/, '');
  return checkName(file, { text, kind: 'file', line: 0 }, terms.identifiers);
}

function settingHits(file: string): Hit[] {
  const keys = [...new Set(schemaKeys(JSON.parse(read(file))))];
  return keys.flatMap((text) => checkName(file, { text, kind: 'setting', line: 0 }, terms.identifiers));
}

function proseHits(file: string): Hit[] {
  return passagesIn(file, read(file)).flatMap((passage) => checkPassage(file, passage, terms.prose));
}

const sources = filesIn('src', /\.ts$/);
// Titles of settings begin with German: the English ones are checked where they stand, in the schemas.
const words = filesIn('src/web/app/locales', /^(?!help|schema-words).*\.json$/);
const schemas = filesIn('config', /\.schema\.json$/);
const pages = ['README.md', ...['config', 'deploy', '.github'].flatMap((folder) => filesIn(folder, /\.md$/))];
const hits = [
  ...sources.flatMap(nameHits),
  ...['src', 'test', 'scripts'].flatMap((folder) => filesIn(folder, /\.(?:ts|mjs)$/)).flatMap(fileHits),
  // Seconds in messages end in S.
  ...schemas.filter((file) => !file.startsWith('config/messages/')).flatMap(settingHits),
  ...[...sources, ...words, ...schemas, ...pages].flatMap(proseHits),
  ...newSubjects(ROOT, TERMS).flatMap((subject) => checkSubject(subject, terms.commits)),
];

const allowed = JSON.parse(readFileSync(ALLOWED, 'utf8')) as AllowList;
const save = (list: AllowList) => writeFileSync(ALLOWED, `${JSON.stringify(list, undefined, 2)}\n`);
if (process.argv.includes('--write')) save(countHits(hits));
else if (process.argv.includes('--shrink')) save(shrink(allowed, hits));
else {
  const wrong = notAllowed(hits, allowed);
  for (const { file, line, rule, text, use } of wrong)
    console.log(`${file}:${line} ${rule}: ${text}. Use: ${use}`);
  console.log(`terms: ${wrong.length} new hits, ${hits.length - wrong.length} allowed for now`);
  if (wrong.length > 0) process.exitCode = 1;
}
