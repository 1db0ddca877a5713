import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkSettings, problemsText, upgradeFile } from '../../config/load-settings.ts';
import { parseSettings } from '../../config/parse-settings.ts';
import { valueAt } from '../../config/parse-yaml.ts';
import type { YamlDocument } from '../../config/yaml-document.ts';
import { readYaml } from '../../config/yaml-document.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { writeDurably } from '../../files/durable-file.ts';
import { importTags } from '../../ports/tag-registry.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

interface ImportOptions {
  readonly config: string;
  readonly replace?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `lintel tags import FILE`: adds a table of tags to the settings: all tags or, if one has a fault, none. Comments in
 * the settings stay.
 */
export async function importTagsCommand(
  file: string,
  { config, replace = false, dryRun = false }: ImportOptions,
  { terminal }: Environment,
): Promise<number> {
  const { tags, problems } = importTags(readTable(file));
  if (tags === undefined) {
    terminal.err(`${file}: nothing was imported\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
    return EXIT.failed;
  }
  const schema = await settingsSchema();
  // Settings may already refer to a tag that is only in the table. So the YAML is read without checking references.
  const { text } = checkSettings(config, schema);
  const read = readYaml(text);
  if ('problems' in read) throw new GatewayError('SETTINGS_INVALID', problemsText(config, read.problems));
  const { document } = read;
  const all = replace ? tags : joined(tagsIn(read), tags);
  document.set('tags', document.createNode(all));
  const next = document.toString({ lineWidth: 0 });
  const checked = parseSettings(next, schema, dirname(resolve(config)));
  if (checked.settings === undefined) {
    terminal.err(`${file}: nothing was imported, because the settings would be wrong\n`);
    terminal.err(`${problemsText(config, checked.problems)}\n`);
    return EXIT.failed;
  }
  if (!dryRun) {
    upgradeFile(config, text);
    writeDurably(config, next);
  }
  terminal.out(
    `${dryRun ? 'would import' : 'imported'} ${tags.length} tags into ${config}: ${all.length} in all` +
      `${dryRun ? '' : '; a running gateway takes them at its next start'}\n`,
  );
  return EXIT.ok;
}

/** Merges the lists. An imported tag replaces an existing tag with the same id, at the same position in the list. */
function joined(before: readonly Named[], imported: readonly Named[]): Named[] {
  return [...new Map([...before, ...imported].map((tag) => [tag.id, tag])).values()];
}

interface Named {
  readonly id: string;
}

/** Returns the tags without checking them: after the import the whole file is checked. */
function tagsIn({ value }: YamlDocument): Named[] {
  const tags = valueAt(value, ['tags']);
  return Array.isArray(tags) ? (tags as Named[]) : [];
}

function readTable(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new GatewayError('INPUT_UNREADABLE', `${file} cannot be read`, error);
  }
}
