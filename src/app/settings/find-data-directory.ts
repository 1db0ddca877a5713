import { readFileSync } from 'node:fs';
import { valueAt } from '../../config/parse-yaml.ts';
import { readYaml } from '../../config/yaml-document.ts';

const PRESET = '/var/lib/lintel';

/**
 * Finds the data directory although the settings have problems. Takes it from the file if possible, otherwise the
 * default.
 */
export function findDataDirectory(config: string): string {
  try {
    const read = readYaml(readFileSync(config, 'utf8'));
    const directory = 'value' in read ? valueAt(read.value, ['storage', 'directory']) : undefined;
    return typeof directory === 'string' && directory !== '' ? directory : PRESET;
  } catch {
    return PRESET;
  }
}
