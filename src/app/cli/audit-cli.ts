import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Environment } from '../process/environment.ts';

export function addAudit(
  program: Command,
  environment: () => Environment,
  done: (exitCode: number) => void,
  defaultConfig: string,
): void {
  program
    .command('audit')
    .description('prove a door’s counts: a person’s taps beside what was counted')
    .option('-c, --config <file>', 'the store’s settings', defaultConfig)
    .option('--door <id>', 'the door that was watched; needed where there are several')
    .option('--line <id>', 'a counting line instead')
    .option('--taps <file>', 'IN or OUT and a time on each line; without it, tap live in this terminal')
    .option('--facts <file>', 'what `lintel replay --facts` wrote; without it, the running gateway is asked')
    .option('--from <iso>', 'when watching began; 3 s before the first tap without it', parseTime)
    .option('--to <iso>', 'when watching ended; 3 s after the last tap without it', parseTime)
    .option('--target <share>', 'accuracy to be shown', parseShare, 0.95)
    .option(
      '--auditor-miss-rate <share>',
      'share of people whom the auditor is known not to tap',
      parseShare,
      0,
    )
    .option('--auditor-false-rate <share>', 'false taps of the auditor, per person passing', parseShare, 0)
    .option('--auditor <name>', 'who watched; the name of this user without it')
    .option('--data-dir <folder>', 'where the signed record is kept; the store’s data directory without it')
    .option('--json', 'the signed record as JSON')
    .option('--verify <file>', 'check the signature of a kept record instead')
    .addHelpText('after', AUDIT_HELP)
    .action(async (options) => {
      const { auditDoorCommand } = await import('../commands/audit-door.ts');
      done(await auditDoorCommand(options, environment()));
    });
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new InvalidArgumentError('a share from 0 to 1 is needed.');
  return share;
}

function parseTime(text: string): string {
  if (Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('a time such as 2026-05-01T09:00:00Z is needed.');
  return text;
}

const AUDIT_HELP = `
Each tap is matched with a crossing of the same direction within 3 s. Hits ÷ (hits + misses + extras) is the accuracy,
so that misses and extras cannot cancel; the interval is Wilson's. The door passes when even the interval's lower end is
at the target. The record is signed by the device, and its id travels with the door's numbers.

Exit status 0 when passed or still open, 1 when failed.

Examples:
  lintel audit                                      tap i and o while you watch the door
  lintel audit --door front --taps taps.csv         against the running gateway
  lintel replay -c store.yaml -i recording.ndjson --facts facts.ndjson
  lintel audit -c store.yaml --taps taps.csv --facts facts.ndjson --json
  lintel audit --verify /var/lib/lintel/audits/….json

A file of taps:
  2026-05-04T09:00:12.4Z,in
  2026-05-04T09:00:31Z,out`;
