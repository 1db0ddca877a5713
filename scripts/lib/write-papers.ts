// write-papers PROGRAM FOLDER NODE-VERSION: lists the package's content and licences. Writes sbom.cdx.json
// (CycloneDX) and copyright. It lists exactly what ships, as a package or inside the built program, with the lock
// file's data. Times are the commit's.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nativeFolders } from './native-packages.ts';

/** What the lock file says of a package. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
}

interface Shipped extends Locked {
  readonly name: string;
  readonly folder: string;
}

/** Debian's policy (12.5): what every Debian system has is named, not repeated. */
const COMMON = `Full texts on every Debian system: the Apache License 2.0 in /usr/share/common-licenses/Apache-2.0, the
GNU General Public License in /usr/share/common-licenses/GPL, where a part names it.
`;

const ROOT = join(import.meta.dirname, '..', '..');
const [program = '', folder = '', nodeVersion = ''] = process.argv.slice(2);
const own = readJson(join(program, 'package.json')) as { name: string; version: string; license: string };
const packages = shippedPackages();
writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill(), undefined, 1)}\n`);
writeFileSync(join(folder, 'copyright'), copyrightText());

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function shippedPackages(): readonly Shipped[] {
  const { packages: locked } = readJson(join(ROOT, 'package-lock.json')) as {
    packages: Record<string, Locked>;
  };
  const bundled = readJson(join(program, 'dist', 'packages.json')) as readonly string[];
  return [...new Set([...bundled, ...nativeFolders()])].sort().map((path) => {
    const entry = locked[path];
    if (entry === undefined) throw new Error(`${path} ships, and the lock file does not know it`);
    return { ...entry, folder: path, name: path.slice(path.lastIndexOf('node_modules/') + 13) };
  });
}

function bill(): object {
  const components = [
    component(
      'application',
      'node',
      { version: nodeVersion, license: 'MIT' },
      `pkg:generic/node@${nodeVersion}`,
    ),
    ...packages.map((one) =>
      component('library', one.name, one, `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`),
    ),
  ].filter((one, at, all) => all.findIndex((other) => other['bom-ref'] === one['bom-ref']) === at);
  const ref = `${own.name}@${own.version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    ...{ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 },
    serialNumber: serialOf(components),
    metadata: {
      timestamp: new Date(Number(process.env['SOURCE_DATE_EPOCH'] ?? 0) * 1000).toISOString(),
      component: component('application', own.name, own, `pkg:generic/${ref}`),
    },
    components,
    dependencies: [{ ref, dependsOn: components.map((one) => one['bom-ref']) }],
  };
}

function component(type: string, name: string, { version, license, integrity }: Locked, purl: string) {
  const hash = integrity?.startsWith('sha512-')
    ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }] }
    : {};
  return { type, 'bom-ref': `${name}@${version}`, name, version, purl, ...licences(license), ...hash };
}

/** One licence by its id, several as an expression. */
function licences(license: string | undefined): object {
  if (license === undefined) return {};
  return { licenses: [/[ (]/.test(license) ? { expression: license } : { license: { id: license } }] };
}

/** Drawn from what is listed: the same contents have the same number. */
function serialOf(components: readonly object[]): string {
  const hex = createHash('sha256').update(JSON.stringify(components)).digest('hex');
  const third = `5${hex.slice(13, 16)}`;
  return `urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), third, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')}`;
}

function withoutCommon(text: string): string {
  const apache = /^ *Apache License\n[\s\S]*?END OF TERMS AND CONDITIONS$/gm;
  return text.replace(apache, 'The text of the Apache License is in /usr/share/common-licenses/Apache-2.0.');
}

function copyrightText(): string {
  const parts = packages.map(({ name, version, license, folder: home }) => {
    const text = licenceText(join(ROOT, home)) ?? whose(join(ROOT, home));
    return `${name} ${version}: ${license ?? 'see its text'}\n\n${text}`;
  });
  const ours = `Lintel, under the Apache License 2.0:\n\n${readFileSync(join(program, 'LICENSE'), 'utf8')}`;
  const node = `node ${nodeVersion}: MIT\n\n${readFileSync(join(program, 'bin', 'node.LICENSE'), 'utf8')}`;
  return [COMMON, ...[ours, node, ...parts].map(withoutCommon)].join(`\n${'-'.repeat(78)}\n`);
}

/** Some packages carry no text: then whose it is, and where it comes from. */
function whose(home: string): string {
  const { author, repository } = readJson(join(home, 'package.json')) as {
    readonly author?: string | { readonly name?: string };
    readonly repository?: string | { readonly url?: string };
  };
  const name = typeof author === 'object' ? author.name : author;
  const address = typeof repository === 'object' ? repository.url : repository;
  return `Its package carries no text. Author: ${name ?? 'not named'}; source: ${address ?? 'not named'}`;
}

/** Licences and the notices that some ask to be handed on. */
function licenceText(home: string): string | undefined {
  const texts = readdirSync(home)
    .filter((name) => /^(licen[cs]e|copying|notice|thirdparty)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(home, name), 'utf8'));
  return texts.length === 0 ? undefined : texts.join('\n');
}
