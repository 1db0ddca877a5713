import { isAbsolute, normalize } from 'node:path/posix';
import type { Path, Problem } from './settings-problem.ts';
import { pathText } from './settings-problem.ts';

/**
 * Folders in which files with secrets may be. Root writes to /etc/lintel, systemd copies to /run/credentials, and the
 * gateway keeps its own keys in /var/lib/lintel. /tmp is for tests by hand: for the service it is an empty private
 * folder.
 */
const SECRET_ROOTS = ['/etc/lintel', '/run/credentials', '/var/lib/lintel', '/tmp'];
/**
 * Folders for certificates of authorities. These are not secret, and the operating system installs some of them here.
 */
const AUTHORITY_ROOTS = ['/etc/ssl', '/usr/share/ca-certificates', '/usr/local/share/ca-certificates'];
const DATA_ROOTS = ['/var/lib/lintel', '/srv', '/mnt', '/media', '/run/media', '/tmp'];

interface Named {
  readonly at: Path;
  readonly key: string;
  readonly path: string;
}

/**
 * Finds paths that the service cannot use, or that are outside the allowed folders. `home`, the folder of the settings
 * file, is one of these. Without `home`, all folders are allowed.
 */
export function pathProblems(raw: unknown, home?: string): Problem[] {
  const named = namedPaths(raw, []);
  const outside = home === undefined ? () => undefined : createOutside(home, allowedFolders(raw));
  return named.flatMap((each) => {
    const wrong = unusable(each);
    const [allowed, mend] = wrong ?? outside(each) ?? [];
    if (allowed === undefined || mend === undefined) return [];
    const code = wrong === undefined ? 'path-outside' : 'path-whole';
    return [{ code, path: pathText(each.at), value: each.path, allowed, mend }];
  });
}

type Said = readonly [allowed: string, mend: string] | undefined;

/**
 * Refuses `~`, which only a shell expands. Also refuses a `…File` value without a folder, because it is probably the
 * secret itself.
 */
function unusable({ key, path }: Named): Said {
  if (path.startsWith('~/')) return ['a path without ~', 'Write the whole path, beginning with /.'];
  if (!isFile(key) || path.includes('/')) return undefined;
  return ['the path of a file', 'Write its whole path, beginning with /; the secret itself stays in it.'];
}

function createOutside(home: string, folders: readonly string[]): (named: Named) => Said {
  const [secrets, data] = [
    [...SECRET_ROOTS, home],
    [...DATA_ROOTS, home, ...folders],
  ];
  return ({ key, path }) => {
    if (isFile(key)) {
      const roots = key === 'caFile' ? [...secrets, ...AUTHORITY_ROOTS] : secrets;
      if (isBelow(path, roots)) return undefined;
      return [`a file below ${roots.join(', ')}`, 'Move it to /etc/lintel/credentials, mode 0600.'];
    }
    if (!/^(?:folder|directory)$/.test(key) || isBelow(path, data)) return undefined;
    return [`a folder below ${data.join(', ')}`, 'Move it there, or name it in storage.allowedFolders.'];
  };
}

function isFile(key: string): boolean {
  return /[a-z]File$/.test(key);
}

/**
 * Returns whether the path is inside one of the folders. A relative path starts in /var/lib/lintel, the service's
 * working directory.
 */
function isBelow(path: string, roots: readonly string[]): boolean {
  const whole = normalize(path);
  if (!isAbsolute(whole)) return !whole.startsWith('..');
  return roots.some((root) => whole === root || whole.startsWith(`${normalize(root)}/`));
}

function allowedFolders(raw: unknown): string[] {
  const { storage } = raw as { readonly storage?: { readonly allowedFolders?: unknown } };
  const folders = storage?.allowedFolders;
  return Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [];
}

/** Lists all texts in the settings with their paths and keys. */
function namedPaths(raw: unknown, at: Path): Named[] {
  if (typeof raw === 'string') return [{ at, key: String(at.at(-1)), path: raw }];
  if (raw === null || typeof raw !== 'object') return [];
  const isList = Array.isArray(raw);
  return Object.entries(raw).flatMap(([key, inner]) =>
    namedPaths(inner, [...at, isList ? Number(key) : key]),
  );
}
