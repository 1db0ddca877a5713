// What `npm audit --json` says of the packages that ship.

export interface Advisory {
  readonly name: string;
  readonly severity: string;
  readonly titles: readonly string[];
}

interface Audit {
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      { readonly severity: string; readonly via: readonly (string | { readonly title: string })[] }
    >
  >;
}

/** Packages with a known weakness among those that ship. */
export function findAdvisories(audit: unknown, shipped: ReadonlySet<string>): Advisory[] {
  const { vulnerabilities = {} } = audit as Audit;
  return Object.entries(vulnerabilities)
    .filter(([name]) => shipped.has(name))
    .map(([name, { severity, via }]) => ({
      ...{ name, severity },
      titles: via.map((one) => (typeof one === 'string' ? `by ${one}` : one.title)),
    }));
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

/** Of the lock file: all that a device or the cloud may load. */
export function shippedNames({ packages }: Lock): Set<string> {
  const kept = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  return new Set(
    kept.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  );
}
