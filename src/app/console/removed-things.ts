import { valueAt } from '../../config/parse-yaml.ts';
import { readYaml } from '../../config/yaml-document.ts';
import type { StoreView } from '../../ports/console/console.ts';
import type { SettingsService } from './settings-service.ts';

type Named = StoreView['removed'][number];

const LISTS = ['zones', 'lines', 'doors', 'sensors'] as const;
/** Number of earlier versions that are searched for a name. Things removed before that are shown by their id. */
const MAX_VERSIONS = 10;

/** Finds the names of removed zones, lines, doors and so on, in earlier versions of the settings. */
export class RemovedThings {
  readonly #file: Pick<SettingsService, 'history' | 'readVersion'>;
  /**
   * The named things of each version, by the hash of the version. They can be cached, because a version never changes.
   */
  #known: ReadonlyMap<string, readonly Named[]> = new Map();

  constructor(file: Pick<SettingsService, 'history' | 'readVersion'>) {
    this.#file = file;
  }

  /** Lists named things that these settings no longer contain, each with the name that it had last. */
  list(
    settings: Readonly<Record<(typeof LISTS)[number], readonly { readonly id: string }[]>>,
  ): StoreView['removed'] {
    const hashes = this.#file.history().slice(0, MAX_VERSIONS);
    this.#known = new Map(hashes.map(({ hash }) => [hash, this.#known.get(hash) ?? this.#read(hash)]));
    const present = new Set<string>(LISTS.flatMap((list) => settings[list].map(({ id }) => id)));
    const removed = new Map<string, Named>();
    for (const thing of [...this.#known.values()].flat())
      if (!present.has(thing.id) && !removed.has(thing.id)) removed.set(thing.id, thing);
    return [...removed.values()];
  }

  /** Returns the named things of a version. Empty when the version is lost or damaged: the page then shows ids. */
  #read(hash: string): Named[] {
    try {
      const read = readYaml(this.#file.readVersion(hash));
      if ('problems' in read) return [];
      return LISTS.flatMap((list) => namesIn(valueAt(read.value, [list])));
    } catch {
      return [];
    }
  }
}

function namesIn(list: unknown): Named[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((thing: unknown) => {
    const [id, name] = [valueAt(thing, ['id']), valueAt(thing, ['name'])];
    return typeof id === 'string' ? [{ id, name: typeof name === 'string' ? name : id }] : [];
  });
}
