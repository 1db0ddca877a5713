import { readFileSync } from 'node:fs';
import { valueAt } from '../../config/parse-yaml.ts';
import { readYaml } from '../../config/yaml-document.ts';

const PRESET = '/var/lib/lintel';

/** Where a gateway keeps its data whose settings are not usable: what the file says of it, or the preset. */
export function findDataDirectory(config: string): string {
  try {
    const read = readYaml(readFileSync(config, 'utf8'));
    const directory = 'value' in read ? valueAt(read.value, ['storage', 'directory']) : undefined;
    return typeof directory === 'string' && directory !== '' ? directory : PRESET;
  } catch {
    return PRESET;
  }
}
