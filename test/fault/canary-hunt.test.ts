import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EpochMs } from '../../src/core/model/ids.ts';
import { openSqliteEventStore } from '../../src/storage/sqlite-event-store.ts';
import { DUMPS_GO_TO_FILES, spawnDumping } from '../support/process/core-dump.ts';
import type { Needle } from '../support/process/find-bytes.ts';
import { searchFor } from '../support/process/find-bytes.ts';
import { tempDir } from '../support/temp-dir.ts';

const PROGRAM = join(import.meta.dirname, '..', 'support', 'stores', 'canary-day.ts');
const MASK = 0x5a;

const CANARIES = {
  addresses: ['c4d6e8fa1b3d', 'f155443322c7', '7a9b1c2d3e4f'],
  texts: ['Erika Mustermann-Canary', '490154203237518', '/9j/4AAQSkZJRgABAQEAYABgAAD', 'c4:d6:e8:fa:1b:3d'],
};
/** Keys that an attacker may try: what the gateway is called, and what a careless program would take. */
const KNOWN_KEYS = ['', 'canary-gateway', 'acme', 'corner', 'lintel', '\0'.repeat(32)];

function masked(): string {
  const bytes = Buffer.from(JSON.stringify(CANARIES));
  return Buffer.from(bytes.map((byte) => byte ^ MASK)).toString('base64');
}

/** Every form in which a canary could be found, by a name for the message. */
function* needles(): Generator<Needle> {
  const forms: [string, Buffer][] = CANARIES.texts.map((text) => [text, Buffer.from(text)]);
  for (const hex of CANARIES.addresses) {
    const bytes = Buffer.from(hex, 'hex');
    const colons = hex.replace(/..(?=.)/g, '$&:');
    const reversed = Buffer.from(bytes).reverse();
    forms.push([`${hex} raw`, bytes], [`${hex} reversed`, reversed]);
    for (const text of [hex, hex.toUpperCase(), colons, colons.toUpperCase(), bytes.toString('base64')])
      forms.push([text, Buffer.from(text)]);
    for (const number of [bytes.readUIntBE(0, 6), bytes.readUIntLE(0, 6)])
      forms.push([`${hex} as ${number}`, Buffer.from(String(number))]);
  }
  for (const [name, bytes] of forms) {
    yield { name, bytes };
    yield { name: `${name} in UTF-16`, bytes: Buffer.from(bytes.toString('latin1'), 'utf16le') };
    for (const algorithm of ['md5', 'sha1', 'sha256']) {
      const digests = [createHash(algorithm).update(bytes).digest()];
      for (const key of KNOWN_KEYS) digests.push(createHmac(algorithm, key).update(bytes).digest());
      for (const digest of digests) {
        // Whole or cut to eight bytes, as a truncated digest would be.
        const part = digest.subarray(0, 8);
        yield { name: `${algorithm} of ${name}`, bytes: part };
        yield { name: `${algorithm} of ${name}, hex`, bytes: Buffer.from(part.toString('hex')) };
        yield {
          name: `${algorithm} of ${name}, base64`,
          bytes: Buffer.from(part.toString('base64').slice(0, 10)),
        };
      }
    }
  }
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => lstatSync(path).isFile());
}

/** Windows and checkpoint lie compressed in the database. */
async function unpacked(directory: string): Promise<Buffer> {
  const clock = { now: () => 0 as EpochMs, monotonicMs: () => 0 };
  const options = { directory: join(directory, 'ring'), maxBytes: 64 * 1024 * 1024, bootId: 'after', clock };
  const store = await openSqliteEventStore(options);
  const windows = store.windows(0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs);
  const texts = [store.checkpoint()?.text ?? '', ...windows.map(({ payload }) => payload)];
  store.close();
  return Buffer.from(texts.join('\n'));
}

describe('a day with known addresses, names, numbers and pictures through the drivers (F56)', () => {
  test('leaves none of them, nor a digest, in database, WAL, log, messages, temporary files, memory or core dump', {
    timeout: 400_000,
  }, async () => {
    const directory = tempDir();
    const child = spawnDumping(['--expose-gc', PROGRAM, directory], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CANARIES: masked(), TMPDIR: directory },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (chunk: string) => {
        output += chunk;
      });
    }
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect(signal, output).toBe('SIGABRT');
    const { given, unsent } = JSON.parse(/^\{"given".*\}$/m.exec(output)?.[0] ?? '{}') as {
      given: number;
      unsent: number;
    };
    expect(given).toBeGreaterThan(10_000);
    expect(unsent).toBe(0);

    const files = filesIn(directory);
    const haystacks: (readonly [string, Buffer])[] = files.map((path) => [
      path.slice(directory.length),
      readFileSync(path),
    ]);
    haystacks.push(['what the database holds, unpacked', await unpacked(directory)]);
    const holds = (path: RegExp, text: string) =>
      haystacks.some(([name, bytes]) => path.test(name) && bytes.includes(text));
    // What has to be there is there: the search looks into the right places.
    expect(holds(/messages\.log$/, '"boot":"')).toBe(true);
    expect(holds(/messages\.log$/, '"seenS":')).toBe(true);
    expect(holds(/gateway\.log$/, 'radio')).toBe(true);
    expect(holds(/lintel\.db$/, 'SQLite format 3')).toBe(true);
    expect(holds(/unpacked$/, '"engine":')).toBe(true);
    expect(holds(/heapsnapshot$/, 'canary-gateway')).toBe(true);
    if (DUMPS_GO_TO_FILES) expect(holds(/core[^/]*$/, 'ELF')).toBe(true);

    const canariesIn = searchFor([...needles()]);
    // The search itself finds: a canary in every form.
    for (const { name, bytes } of needles())
      expect(canariesIn(Buffer.from([0, ...bytes, 0]))).toContain(name);
    const found = haystacks.flatMap(([file, bytes]) => canariesIn(bytes).map((name) => `${name} in ${file}`));
    expect(found).toEqual([]);
  });
});
