import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for one test, gone when the test is over. */
export function tempDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
