// check-advisories [SBOM]: exits 1 when a package that ships has a known weakness, 0 when none has. Says aloud that nothing
// was checked when no registry answers.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findAdvisories, shippedNames } from './lib/advisories.ts';

const ROOT = join(import.meta.dirname, '..');
const [bill] = process.argv.slice(2);

const shipped =
  bill === undefined
    ? shippedNames(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')))
    : new Set<string>(
        (JSON.parse(readFileSync(bill, 'utf8')) as { components: { name: string }[] }).components.map(
          ({ name }) => name,
        ),
      );
const answer = await audit();
if (answer === undefined) {
  console.warn(
    'SKIPPED: no registry answered with advisories; nothing was checked. Run it again where one does.',
  );
} else {
  const found = findAdvisories(answer, shipped);
  for (const { name, severity, titles } of found) console.error(`${name}: ${severity}: ${titles.join('; ')}`);
  console.log(`${shipped.size} packages ship; ${found.length} have a known weakness`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

/** What `npm audit` says; undefined when it could not ask. It exits with an error where it finds something. */
async function audit(): Promise<unknown> {
  const asked = promisify(execFile)('npm', ['audit', '--omit=dev', '--json'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  const said = await asked.catch((error: { readonly stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  try {
    const answered = JSON.parse(said.stdout) as { readonly vulnerabilities?: object };
    return answered.vulnerabilities === undefined ? undefined : answered;
  } catch {
    return undefined;
  }
}
