import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../support/temp-dir.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Links of a page to other files, without the place within them. */
function linksOf(page: string): string[] {
  const found = readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)/g);
  return [...found].map(([, link = '']) => link).filter((link) => !link.includes('://'));
}

test('every link between the pages that the package installs leads somewhere', () => {
  const folder = tempDir();
  execFileSync(join(ROOT, 'scripts', 'lib', 'install-pages.sh'), [folder]);
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  expect(pages.length).toBeGreaterThan(30);
  expect(pages).toContain('README.md');
  const broken = pages.flatMap((name) => {
    const page = realpathSync(join(folder, name));
    const missing = linksOf(page).filter((link) => !existsSync(join(dirname(page), link)));
    return missing.map((link) => `${name}: ${link}`);
  });
  expect(broken).toEqual([]);
});

test('units and messages name pages that the package installs', () => {
  const folder = tempDir();
  execFileSync(join(ROOT, 'scripts', 'lib', 'install-pages.sh'), [folder]);
  const units = join(ROOT, 'deploy', 'systemd');
  const messages = join(ROOT, 'src', 'app', 'service', 'gateway-findings.ts');
  const named = [messages, ...readdirSync(units).map((unit) => join(units, unit))].flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/\/usr\/share\/doc\/lintel\/([\w./-]+)/g),
  ]);
  expect(named.length).toBeGreaterThan(0);
  for (const [, page = ''] of named) expect(existsSync(join(folder, page)), page).toBe(true);
});
