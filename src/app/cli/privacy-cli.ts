import type { Command } from 'commander';
import type { Environment } from '../process/environment.ts';

/** Adds the commands under `lintel privacy`. */
export function addPrivacy(
  program: Command,
  environment: () => Environment,
  done: (exitCode: number) => void,
  defaultConfig: string,
): void {
  const privacy = program.command('privacy').description('what a visitor or an authority may want to know');
  privacy
    .command('report')
    .description('sensors, what leaves, how long anything is kept, the notice for the door, a self-test')
    .option('-c, --config <file>', 'the store’s settings', defaultConfig)
    .option('--json', 'as JSON instead of a page to print')
    .option('-o, --output <file>', 'into a file')
    .addHelpText('after', '\nExit status 1 when a self-test failed.')
    .action(async (options: { config: string; json?: boolean; output?: string }) => {
      const { privacyReportCommand } = await import('../commands/privacy.ts');
      done(await privacyReportCommand(options, environment()));
    });
  privacy
    .command('opt-out')
    .description('the digest of a device whose owner does not want to be counted, for the opt-out list')
    .requiredOption(
      '-k, --key <file>',
      'the list’s key (privacy.extendedPseudonyms.optOut.keyFile); made when missing',
    )
    .addHelpText(
      'after',
      '\nReads the device’s Bluetooth address from standard input, so that no shell remembers it.\n\n' +
        'Example:\n  echo 5c:f3:70:8b:11:c2 | lintel privacy opt-out --key /etc/lintel/opt-out.key',
    )
    .action(async (options: { key: string }) => {
      const { optOutCommand } = await import('../commands/opt-out.ts');
      done(await optOutCommand(options, environment()));
    });
}
