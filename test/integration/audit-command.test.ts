import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../src/app/cli/cli.ts';
import { AuditFiles, hasValidSignature, parseAudit } from '../../src/app/door-audit/audit-files.ts';
import { readTaps } from '../../src/app/door-audit/read-taps.ts';

const START_MS = Date.parse('2026-05-04T09:00:00Z');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lintel-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function lintel(...words: readonly string[]) {
  let [out, err] = ['', ''];
  const exitCode = await runCli(['node', 'lintel', ...words], {
    terminal: {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      isInteractive: false,
      columns: 80,
    },
    input: new PassThrough(),
    modelFolders: [],
    isLogPretty: false,
    stateDirectory: undefined,
    stop: new AbortController().signal,
  });
  return { exitCode, out, err };
}

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** One crossing every 20 s; a few are tapped and not counted, or the other way round. */
function watched(count: number, missed: readonly number[], extra: readonly number[]) {
  const at = (i: number) => START_MS + 20_000 * i;
  const direction = (i: number) => (i % 2 === 0 ? 'in' : 'out');
  const all = Array.from({ length: count }, (_, i) => i);
  const facts = all
    .filter((i) => !missed.includes(i))
    .map((i) => ({
      kind: 'DoorCrossed',
      at: at(i),
      door: 'front',
      direction: direction(i),
      count: 1,
      sensor: 'b',
    }));
  const taps = all
    .filter((i) => !extra.includes(i))
    .map((i) => `${new Date(at(i) + 700).toISOString()},${direction(i).toUpperCase()}`);
  return {
    facts: file(
      'facts.ndjson',
      facts.map((fact) => JSON.stringify(fact)),
    ),
    taps: file('taps.csv', ['time,direction', ...taps]),
  };
}

test('compares taps with facts per direction, says what is missing, and keeps a signed record', async () => {
  const { facts, taps } = watched(100, [10, 12], [31]);
  const { exitCode, out } = await lintel(
    'audit',
    '--facts',
    facts,
    '--taps',
    taps,
    '--data-dir',
    folder,
    '--json',
  );
  expect(exitCode).toBe(0);
  const audit = JSON.parse(out) as { readonly id: string; readonly record: { readonly result: object } };
  expect(audit.record.result).toMatchObject({
    in: { hits: 48, misses: 2, extras: 0 },
    out: { hits: 49, misses: 0, extras: 1 },
    both: { hits: 97, verdict: 'open' },
    lagMs: 700,
  });
  const [kept] = new AuditFiles(folder).list();
  expect(kept).toEqual(audit);
  expect(new AuditFiles(folder).ofDoors()).toMatchObject([{ id: audit.id, door: 'front' }]);
  expect(statSync(join(folder, 'audits', 'device-key.pem')).mode & 0o777).toBe(0o600);
});

test('fails a door that misses too many, by its exit status too', async () => {
  const { facts, taps } = watched(
    100,
    Array.from({ length: 20 }, (_, i) => 5 * i),
    [],
  );
  const { exitCode, out } = await lintel('audit', '--facts', facts, '--taps', taps, '--data-dir', folder);
  expect(exitCode).toBe(1);
  expect(out).toContain('FAIL');
});

test('finds a record that was changed after it was signed', async () => {
  const { facts, taps } = watched(20, [], []);
  await lintel('audit', '--facts', facts, '--taps', taps, '--data-dir', folder);
  const [name = ''] = readdirSync(join(folder, 'audits')).filter((entry) => entry.endsWith('.json'));
  const path = join(folder, 'audits', name);
  expect((await lintel('audit', '--verify', path)).exitCode).toBe(0);
  const text = readFileSync(path, 'utf8');
  const forged = file('forged.json', [text.replace('"taps":20', '"taps":21')]);
  expect((await lintel('audit', '--verify', forged)).exitCode).toBe(1);
  const other = parseAudit(text.replace(/"id":"[0-9a-f]/, '"id":"z'));
  expect(other !== undefined && hasValidSignature(other)).toBe(false);
});

test('says which door when there are several, and what is wrong with a file', async () => {
  const { facts, taps } = watched(4, [], []);
  const none = await lintel(
    'audit',
    '--facts',
    facts,
    '--taps',
    taps,
    '--data-dir',
    folder,
    '--door',
    'back',
  );
  expect([none.exitCode, none.err]).toEqual([1, expect.stringContaining('--door front')]);
  const bad = file('bad.csv', ['2026-05-04T09:00:00Z,in', 'yesterday,out']);
  const refused = await lintel('audit', '--facts', facts, '--taps', bad, '--data-dir', folder);
  expect([refused.exitCode, refused.err]).toEqual([1, expect.stringContaining('line 2')]);
});

test.each([
  ['2026-05-04T09:00:12.400Z,IN'],
  ['in;2026-05-04 11:00:12.4'],
  ['OUT,IN,2026-05-04T11:00:12.400+02:00'.slice(4)],
  ['1777885212400\tin'],
  ['1777885212.4 In'],
  ['{"direction":"in","at":1777885212400}'],
  ['[{"t":"2026-05-04T09:00:12.400Z","dir":"in"}]'],
])('reads the tap %s', (line) => {
  const berlin = () => 7_200_000;
  expect(readTaps(line, berlin).taps).toEqual([{ at: START_MS + 12_400, direction: 'in' }]);
});
