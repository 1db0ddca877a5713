import type { Command } from 'commander';
import type { Environment } from '../process/environment.ts';

const HELP = `
The table: a first line of column names, then one tag a line, commas or semicolons in between.
  id, kind     always; kind is staff, trolley, canary, loyalty, product or button
  uuid, major, minor | namespace, instance | mac | irk     what the tag is known by: one of these
  bindKey      for encrypted BTHome

Example:
  id,kind,uuid,major,minor,mac
  trolley-7,trolley,e5ca1adef007ba110000000000000000,1,7,
  badge-ann,staff,,,,C3:10:22:33:44:55

All or nothing: a table with a mistake changes nothing, and every mistake is named by its line.`;

/** Adds the commands under `lintel tags`. */
export function addTags(
  program: Command,
  environment: () => Environment,
  done: (exitCode: number) => void,
  defaultConfig: string,
): void {
  const tags = program.command('tags').description('registered tags');
  tags
    .command('import')
    .description('take a table of tags (CSV) into the settings: tags of the same id are replaced')
    .argument('<file>', 'the table')
    .option('-c, --config <file>', 'the store’s settings', defaultConfig)
    .option('--replace', 'remove the tags that are not in the table')
    .option('--dry-run', 'check, and write nothing')
    .addHelpText('after', HELP)
    .action(async (file: string, options: { config: string; replace?: boolean; dryRun?: boolean }) => {
      const { importTagsCommand } = await import('../commands/tags.ts');
      done(await importTagsCommand(file, options, environment()));
    });
}
