// Packages that cannot become part of a bundle, because they find their native parts by their own path.
// `native-packages.ts arm64|x64 FOLDER` puts them there, as they run on Linux on that processor. It leaves out files
// that only a compiler, an editor or another system reads. Every native part comes prebuilt inside its package.
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export const NATIVE = [
  'better-sqlite3',
  'onnxruntime-node',
  '@serialport/bindings-cpp',
  '@stoprocent/noble',
  '@stoprocent/bluetooth-hci-socket',
];

/** What they name as dependencies for their installing, for compilers, or for links that Lintel does not use. */
const NEVER_LOADED = [
  ...['node-addon-api', 'patch-package', 'adm-zip', 'global-agent'],
  ...['async', 'serialport', 'usb'],
];

const RUNS = /\.(c?js|json|node)$|\.so(\.\d+)*$|^(licen[cs]e|copying)[^/]*$/i;
const NEVER_READ = /^(deps|test|examples|script)\/|musl|^(bin|build-test|optional)\.js$/;
const PREBUILT = /^(prebuilds|bin\/napi-v\d+)\//;

/** Folders of the packages and of what they load, from the project's top. */
export function nativeFolders(): readonly string[] {
  const found = new Set<string>();
  const add = (name: string, from: string): void => {
    const folder = folderOf(name, from);
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(ROOT, folder, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    for (const other of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (!NEVER_LOADED.includes(other)) add(other, folder);
    }
  };
  for (const name of NATIVE) add(name, '.');
  return [...found].sort();
}

/** As Node looks for it: in the package's own folder first, then further and further up. */
function folderOf(name: string, from: string): string {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(ROOT, folder))) return folder;
  if (from === '.') throw new Error(`${name} is not installed`);
  return folderOf(name, dirname(from));
}

function isKept(path: string, cpu: string): boolean {
  if (!RUNS.test(path) || NEVER_READ.test(path)) return false;
  const parts = PREBUILT.exec(path);
  return parts === null || new RegExp(`${parts[0]}linux[-/]${cpu}[./]`).test(path);
}

export function stageNative(cpu: string, out: string): void {
  for (const folder of nativeFolders()) {
    const home = join(ROOT, folder);
    const files = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(home, join(entry.parentPath, entry.name)))
      .filter((path) => !path.startsWith('node_modules/') && isKept(path, cpu));
    for (const path of files) cpSync(join(home, path), join(out, relative('node_modules', folder), path));
  }
}

if (import.meta.main) stageNative(process.argv[2] ?? '', process.argv[3] ?? '');
