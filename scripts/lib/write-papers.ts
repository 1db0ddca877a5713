// write-papers PROGRAM FOLDER NODE-VERSION: what is in the package and under which licences: sbom.cdx.json (CycloneDX) and
// copyright. What ships is what is listed, whether as a package or as part of the built program, not what the lock file
// might have brought; times are the commit's.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Licence {
  readonly license?: { readonly id?: string; readonly name?: string };
  readonly expression?: string;
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly Licence[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly 'bom-ref': string;
}

interface Bill {
  serialNumber?: string;
  readonly metadata: { timestamp: string };
  components: Component[];
  dependencies: { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const [program = '', folder = '', nodeVersion = ''] = process.argv.slice(2);
const ROOT = join(import.meta.dirname, '..', '..');
const built = new Set(JSON.parse(readFileSync(join(program, 'dist', 'packages.json'), 'utf8')) as string[]);
const bill = shipped(npmBill());
writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, undefined, 1)}\n`);
writeFileSync(join(folder, 'copyright'), copyrightText(bill));

function npmBill(): Bill {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];
  return JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })) as Bill;
}

function pathOf({ properties = [] }: Component): string {
  return properties.find(({ name }) => name === 'cdx:npm:package:path')?.value ?? '';
}

function shipped(whole: Bill): Bill {
  const components = [
    node(),
    ...whole.components.filter(
      (component) =>
        built.has(pathOf(component)) || existsSync(join(program, pathOf(component), 'package.json')),
    ),
  ];
  const refs = new Set(components.map((component) => component['bom-ref']));
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref) || !whole.components.some((component) => component['bom-ref'] === ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  const seconds = Number(process.env['SOURCE_DATE_EPOCH'] ?? 0);
  const metadata = { ...whole.metadata, timestamp: new Date(seconds * 1000).toISOString() };
  return { ...whole, serialNumber: serialOf(components), metadata, components, dependencies };
}

function node(): Component {
  const [name, version] = ['node', nodeVersion];
  return {
    ...{
      'bom-ref': `${name}@${version}`,
      type: 'application',
      name,
      version,
      purl: `pkg:generic/node@${version}`,
    },
    licenses: [{ license: { id: 'MIT' } }],
    properties: [],
  } as Component;
}

/** npm draws it by chance; the same contents shall have the same number. */
function serialOf(components: readonly Component[]): string {
  const hex = createHash('sha256').update(JSON.stringify(components)).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}

function copyrightText({ components }: Bill): string {
  const own = readFileSync(join(program, 'LICENSE'), 'utf8');
  const parts = components.map((component) => {
    const licence = (component.licenses ?? [])
      .map(({ license, expression }) => expression ?? license?.id ?? license?.name)
      .join(', ');
    const head = `${component.name} ${component.version}: ${licence === '' ? 'see its text' : licence}`;
    return `${head}\n${licenceText(component) ?? '(its package carries no text)'}`;
  });
  const rule = `\n${'-'.repeat(78)}\n`;
  return [`Lintel, under the Apache License 2.0:\n\n${own}`, ...parts].join(rule);
}

function licenceText(component: Component): string | undefined {
  if (component.name === 'node') return readFileSync(join(program, 'bin', 'node.LICENSE'), 'utf8');
  const home = join(ROOT, pathOf(component));
  const file = readdirSync(home)
    .sort()
    .find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined ? undefined : readFileSync(join(home, file), 'utf8');
}
