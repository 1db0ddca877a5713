import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { leaveNoMemoryInDumps, processesThatDump } from '../../src/system/core-dumps.ts';
import { DUMPS_GO_TO_FILES, spawnDumping } from '../support/process/core-dump.ts';
import { tempDir } from '../support/temp-dir.ts';

const MODULE = pathToFileURL(join(import.meta.dirname, '..', '..', 'src', 'system', 'core-dumps.ts'));
/** Put together at run time, so that no program text holds it. */
const SECRET = ['a face', 'in memory'].join(' ');

/** A process with a child of its own: the child holds the secret and crashes. */
function program(isProtected: boolean): string {
  const child = `globalThis.kept = Buffer.from(['a face', 'in memory'].join(' ')); process.abort();`;
  return `
    import { spawnSync } from 'node:child_process';
    import { leaveNoMemoryInDumps } from '${MODULE}';
    if (${isProtected}) leaveNoMemoryInDumps();
    spawnSync(process.execPath, ['-e', ${JSON.stringify(child)}]);
  `;
}

async function dumpOf(isProtected: boolean): Promise<Buffer> {
  const cwd = tempDir();
  const args = ['--input-type=module', '-e', program(isProtected)];
  await once(spawnDumping(args, { cwd, stdio: 'ignore' }), 'close');
  const [name = ''] = readdirSync(cwd);
  return readFileSync(join(cwd, name));
}

describe.skipIf(!DUMPS_GO_TO_FILES)('a core dump (skipped where dumps go elsewhere) (F55)', () => {
  test('of a process that the gateway started holds none of its memory', async () => {
    const dump = await dumpOf(true);
    expect(dump.subarray(1, 4).toString()).toBe('ELF');
    expect(dump.includes(SECRET)).toBe(false);
  });

  test('would hold it otherwise: the search finds what is there to find', async () => {
    expect((await dumpOf(false)).includes(SECRET)).toBe(true);
  });
});

test('processes of which a dump would hold memory are found, with all that come from them', () => {
  expect(processesThatDump(process.pid)).toContain(process.pid);
  expect(() => leaveNoMemoryInDumps('/nowhere')).not.toThrow();
});
